-- name: add
INSERT INTO webhook_endpoint (endpoint, rp, kinds, disabled, created, sealed)
SELECT ?1, rp, ?3, ?4, ?5, ?6 FROM party WHERE rp = ?2;

-- name: endpoint
SELECT sealed FROM webhook_endpoint WHERE endpoint = ?;

-- name: endpoints
SELECT endpoint, sealed FROM webhook_endpoint WHERE rp = ? ORDER BY created, endpoint;

-- name: write
UPDATE webhook_endpoint SET kinds = ?, disabled = ?, sealed = ? WHERE endpoint = ?;

-- name: remove_attempts
DELETE FROM webhook_attempt WHERE delivery IN (SELECT delivery FROM webhook_delivery WHERE endpoint = ?);

-- name: remove_deliveries
DELETE FROM webhook_delivery WHERE endpoint = ?;

-- name: remove
DELETE FROM webhook_endpoint WHERE endpoint = ?;

-- name: put
INSERT INTO webhook_delivery (endpoint, event, kind, body, created, due, tries, standing) VALUES (?, ?, ?, ?, ?, ?, 0, 0);

-- name: put_all
INSERT INTO webhook_delivery (endpoint, event, kind, body, created, due, tries, standing)
SELECT endpoint, ?2, ?3, ?4, ?5, ?5, 0, 0 FROM webhook_endpoint
WHERE rp = ?1 AND disabled = 0 AND instr(kinds, ' ' || ?3 || ' ') > 0
ON CONFLICT DO NOTHING;

-- name: wants
SELECT 1 FROM webhook_endpoint WHERE rp = ? LIMIT 1;

-- name: due
SELECT delivery, endpoint, event, kind, body, created, due, tries, standing FROM webhook_delivery
WHERE standing = 0 AND due <= ? AND endpoint NOT IN (SELECT value FROM json_each(?)) ORDER BY due LIMIT ?;

-- name: delivery
SELECT delivery, endpoint, event, kind, body, created, due, tries, standing FROM webhook_delivery WHERE delivery = ?;

-- name: deliveries
SELECT delivery, endpoint, event, kind, body, created, due, tries, standing FROM webhook_delivery
WHERE endpoint = ? ORDER BY delivery DESC LIMIT ?;

-- name: attempts
SELECT at, status, millis, says FROM webhook_attempt WHERE delivery = ? ORDER BY attempt;

-- name: put_attempt
INSERT INTO webhook_attempt (delivery, at, status, millis, says)
SELECT delivery, ?2, ?3, ?4, ?5 FROM webhook_delivery WHERE delivery = ?1;

-- name: note
UPDATE webhook_delivery SET tries = tries + 1, due = ?, standing = ? WHERE delivery = ?;

-- name: send_again
UPDATE webhook_delivery SET tries = 0, due = ?, standing = 0 WHERE delivery = ?;

-- name: forget_attempts
DELETE FROM webhook_attempt WHERE delivery IN (
    SELECT delivery FROM webhook_delivery WHERE standing <> 0 AND created < ? ORDER BY created LIMIT 500
);

-- name: forget
DELETE FROM webhook_delivery WHERE delivery IN (
    SELECT delivery FROM webhook_delivery WHERE standing <> 0 AND created < ? ORDER BY created LIMIT 500
);
