-- name: account_by_email
SELECT account.account, unique_user_id, account.email, verified_until, answers_by_itself
FROM email JOIN account ON account.account = email.account WHERE folded = ?;

-- name: account_by_unique_user_id
SELECT account, unique_user_id, email, verified_until, answers_by_itself FROM account WHERE unique_user_id = ?;

-- name: account
SELECT account, unique_user_id, email, verified_until, answers_by_itself FROM account WHERE account = ?;

-- name: device
SELECT device_id, account, curve, public_key, name, retired FROM device WHERE device_id = ?;

-- name: devices_of
SELECT device_id, account, curve, public_key, name, retired FROM device WHERE account = ? ORDER BY enrolled;

-- name: retire_device
UPDATE device SET retired = 1 WHERE device_id = ? AND retired = 0;

-- name: close_sessions_of
DELETE FROM session WHERE device_id = ?;

-- name: set_verification
UPDATE account SET verified_until = ? WHERE account = ?;

-- name: begin_enrolment
INSERT INTO enrolment (enrolment_id, email_written, email_folded, account, code_hash, tries_left, expires, state)
VALUES (?, ?, ?, ?, ?, ?, ?, 0);

-- name: count_try
UPDATE enrolment SET tries_left = tries_left - 1 WHERE enrolment_id = ?
RETURNING enrolment_id, email_written, email_folded, account, code_hash, tries_left, expires, state;

-- name: end_enrolment
UPDATE enrolment SET state = 1 WHERE enrolment_id = ? AND state = 0;

-- name: address_account
SELECT account FROM email WHERE folded = ?;

-- name: add_account
INSERT INTO account (unique_user_id, email, verified_until, answers_by_itself, created) VALUES (?, ?, ?, ?, ?)
RETURNING account;

-- name: add_email
INSERT INTO email (folded, account, added) VALUES (?, ?, ?);

-- name: add_device
INSERT INTO device (device_id, account, curve, public_key, name, enrolled) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING;

-- name: open_session
INSERT INTO session (token_hash, challenge_hash, device_id, expires) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING;

-- name: session_device
SELECT device.device_id, account, curve, public_key, name, retired
FROM session JOIN device ON device.device_id = session.device_id WHERE token_hash = ? AND expires > ?;
