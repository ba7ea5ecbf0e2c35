-- name: add
INSERT INTO webhook_endpoint (endpoint, rp, kinds, disabled, created, sealed)
SELECT $1, rp, $3, $4, $5, $6 FROM party WHERE rp = $2;

-- name: endpoint
SELECT sealed FROM webhook_endpoint WHERE endpoint = $1;

-- name: endpoints
SELECT endpoint, sealed FROM webhook_endpoint WHERE rp = $1 ORDER BY created, endpoint;

-- name: write
UPDATE webhook_endpoint SET kinds = $1, disabled = $2, sealed = $3 WHERE endpoint = $4;

-- name: remove_attempts
DELETE FROM webhook_attempt WHERE delivery IN (SELECT delivery FROM webhook_delivery WHERE endpoint = $1);

-- name: remove_deliveries
DELETE FROM webhook_delivery WHERE endpoint = $1;

-- name: remove
DELETE FROM webhook_endpoint WHERE endpoint = $1;

-- name: put
INSERT INTO webhook_delivery (endpoint, event, kind, body, created, due, tries, standing) VALUES ($1, $2, $3, $4, $5, $6, 0, 0)
RETURNING delivery;

-- name: put_all
INSERT INTO webhook_delivery (endpoint, event, kind, body, created, due, tries, standing)
SELECT endpoint, $2, $3, $4, $5, $5, 0, 0 FROM webhook_endpoint
WHERE rp = $1 AND disabled = 0 AND strpos(kinds, ' ' || $3 || ' ') > 0
ON CONFLICT DO NOTHING;

-- name: wants
SELECT 1 FROM webhook_endpoint WHERE rp = $1 LIMIT 1;

-- name: claim
-- Names the state it leaves: of two who look at once, the second finds it due no more.
UPDATE webhook_delivery SET due = $1 WHERE delivery = $2 AND standing = 0 AND due <= $3;

-- name: give_back
UPDATE webhook_delivery SET due = $1 WHERE delivery = $2 AND standing = 0;

-- name: delivery
SELECT delivery, endpoint, event, kind, body, created, due, tries, standing FROM webhook_delivery WHERE delivery = $1;

-- name: deliveries
SELECT delivery, endpoint, event, kind, body, created, due, tries, standing FROM webhook_delivery
WHERE endpoint = $1 ORDER BY delivery DESC LIMIT $2;

-- name: attempts
SELECT at, status, millis, says FROM webhook_attempt WHERE delivery = $1 ORDER BY attempt;

-- name: put_attempt
INSERT INTO webhook_attempt (delivery, at, status, millis, says)
SELECT delivery, $2, $3, $4, $5 FROM webhook_delivery WHERE delivery = $1;

-- name: note
UPDATE webhook_delivery SET tries = tries + 1, due = $1, standing = $2 WHERE delivery = $3;

-- name: send_again
UPDATE webhook_delivery SET tries = 0, due = $1, standing = 0 WHERE delivery = $2;

-- name: forget_attempts
DELETE FROM webhook_attempt WHERE delivery IN (
    SELECT delivery FROM webhook_delivery WHERE standing <> 0 AND created < $1 ORDER BY created LIMIT 500
);

-- name: forget
DELETE FROM webhook_delivery WHERE delivery IN (
    SELECT delivery FROM webhook_delivery WHERE standing <> 0 AND created < $1 ORDER BY created LIMIT 500
);
