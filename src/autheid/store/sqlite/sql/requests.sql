-- name: repeated
SELECT opening FROM idempotency JOIN request ON request.key = idempotency.request WHERE key_hash = ?;

-- name: count_pending
SELECT count(*), min(expires) FROM request WHERE state = 0 AND address = ? AND expires > ?;

-- name: open
INSERT INTO request (key, id_digest, account, address, state, expires, opening) VALUES (?, ?, ?, ?, 0, ?, ?);

-- name: remember
INSERT INTO idempotency (key_hash, request) VALUES (?, ?);

-- name: load
SELECT id_digest, state, opening, ending FROM request WHERE key = ?;

-- name: load_pending
SELECT opening FROM request WHERE state = 0 AND account = ? AND expires > ? ORDER BY key LIMIT 100;

-- name: count_by_state
-- 5 is a timeout, noticed or not. One pass over the table: for an operator, not for a call.
SELECT CASE WHEN state = 0 AND expires <= ? THEN 5 ELSE state END AS shown, count(*) FROM request GROUP BY shown;

-- name: end
-- Names the state it leaves. A person's or an RP's answer must also come before the deadline.
UPDATE request SET state = ?, ending = ? WHERE key = ? AND state = 0 AND expires > ?;

-- name: overdue
SELECT key, expires FROM request WHERE state = 0 AND expires <= ? LIMIT 500;

-- name: time_out
UPDATE request SET state = ?, ending = ? WHERE key = ? AND state = 0;

-- name: forget_idempotency
DELETE FROM idempotency WHERE request IN (SELECT key FROM request WHERE key < ? ORDER BY key LIMIT 500);

-- name: forget
DELETE FROM request WHERE key IN (SELECT key FROM request WHERE key < ? ORDER BY key LIMIT 500);

-- name: forget_sessions
DELETE FROM session WHERE expires <= ?;

-- name: forget_enrolments
DELETE FROM enrolment WHERE expires <= ?;

-- name: forget_joins
DELETE FROM device_join WHERE expires <= ? - 3600000;

-- name: forget_challenges
DELETE FROM used_challenge WHERE expires <= ?;
