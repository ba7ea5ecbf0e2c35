-- name: repeated
SELECT key, account, opening FROM idempotency JOIN request ON request.key = idempotency.request WHERE key_hash = $1;

-- name: count_pending
SELECT count(*), min(expires), count(*) FILTER (WHERE party = $3), min(expires) FILTER (WHERE party = $3),
    (SELECT until FROM mute WHERE mute.account = $4 AND rp = $3 AND until > $2)
FROM request WHERE state = 0 AND address = $1 AND expires > $2;

-- name: open
INSERT INTO request (key, id_digest, account, address, expires, opening, state, party, kind)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: remember
-- What the key led to may be forgotten already, and the key not yet.
INSERT INTO idempotency (key_hash, request) VALUES ($1, $2)
ON CONFLICT (key_hash) DO UPDATE SET request = excluded.request;

-- name: load
SELECT id_digest, state, account, opening, ending FROM request WHERE key = $1;

-- name: load_pending
-- None waits for longer than ten minutes, so older keys need no look.
SELECT key, opening FROM request WHERE account = $1 AND key >= $2 AND state = 0 AND expires > $3 ORDER BY key LIMIT 100;

-- name: count_by_state
-- 5 is a timeout, noticed or not. One pass over the table: for an operator, not for a call.
SELECT CASE WHEN state IN (0, 6) AND expires <= $1 THEN 5 ELSE state END AS shown, count(*) FROM request GROUP BY shown;

-- name: end
-- Names the states it leaves, and the address that was answered with. A person's or an RP's answer must also come
-- before the deadline.
UPDATE request SET state = $1, ending = $2, ended = $3 WHERE key = $4 AND state IN (0, 6) AND presented = $5 AND expires > $6;

-- name: claim
UPDATE request SET state = 0, account = $1, presented = $2, opening = $3 WHERE key = $4 AND state = 6 AND expires > $5;

-- name: present
UPDATE request SET presented = $1, opening = $2
WHERE key = $3 AND state = 0 AND account = $4 AND presented = $1 - 1 AND expires > $5;

-- name: put_mute
INSERT INTO mute (account, rp, rp_name, until) VALUES ($1, $2, $3, $4)
ON CONFLICT (account, rp) DO UPDATE SET rp_name = excluded.rp_name, until = excluded.until;

-- name: mutes
SELECT account, rp, rp_name, until FROM mute WHERE account = $1 AND until > $2 ORDER BY until;

-- name: account_changed
UPDATE account SET version = version + 1 WHERE account = $1;

-- name: lift_mute
DELETE FROM mute WHERE account = $1 AND rp = $2;

-- name: history
SELECT key, state, opening, ending FROM request WHERE account = $1 AND key < $2 ORDER BY key DESC LIMIT $3;

-- name: overdue
SELECT key, expires, account, opening FROM request WHERE state = 0 AND expires <= $1
UNION ALL SELECT key, expires, account, opening FROM request WHERE state = 6 AND expires <= $1 LIMIT 500;

-- name: time_out
-- Whose it is, too: an ending is sealed for the account that the row names.
UPDATE request SET state = $1, ending = $2, ended = $3 WHERE key = $4 AND state IN (0, 6) AND account IS NOT DISTINCT FROM $5;

-- name: forget_idempotency
DELETE FROM idempotency
WHERE request IN (SELECT request FROM idempotency WHERE request < $1 ORDER BY request LIMIT 500);

-- name: forget_nobodys
DELETE FROM request WHERE key IN (SELECT key FROM request WHERE account IS NULL AND key < $1 ORDER BY key LIMIT 500);

-- name: forget_mutes
DELETE FROM mute WHERE until <= $1;

-- name: forget
DELETE FROM request WHERE key IN (SELECT key FROM request WHERE key < $1 ORDER BY key LIMIT 500);

-- name: forget_sessions
DELETE FROM session WHERE expires <= $1;

-- name: forget_enrolments
DELETE FROM enrolment WHERE expires <= $1;

-- name: forget_joins
DELETE FROM device_join WHERE expires <= CAST($1 AS bigint) - 3600000;

-- name: forget_challenges
DELETE FROM used_challenge WHERE expires <= $1;
