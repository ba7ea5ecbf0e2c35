-- name: account_by_email
SELECT account.account, unique_user_id, first.sealed, verified_until, answers_by_itself, language, version,
    recovery_hash
FROM address JOIN account ON account.account = address.account
JOIN address AS first ON first.address_hash = first_address WHERE address.address_hash = $1;

-- name: account_by_unique_user_id
SELECT account.account, unique_user_id, sealed, verified_until, answers_by_itself, language, version, recovery_hash
FROM account JOIN address ON address_hash = first_address WHERE unique_user_id = $1;

-- name: account
SELECT account.account, unique_user_id, sealed, verified_until, answers_by_itself, language, version, recovery_hash
FROM account JOIN address ON address_hash = first_address WHERE account.account = $1;

-- name: device
SELECT device_id, account, curve, public_key, sealed_name, retired, session_key, guarded FROM device WHERE device_id = $1;

-- name: devices_of
SELECT device_id, account, curve, public_key, sealed_name, retired, session_key, guarded FROM device WHERE account = $1 ORDER BY enrolled;

-- name: known_devices
SELECT device_id, sealed_name, enrolled, last_seen FROM device WHERE account = $1 AND retired = 0 ORDER BY enrolled, device_id;

-- name: rename_device
UPDATE device SET sealed_name = $1 WHERE device_id = $2 AND account = $3 AND retired = 0;

-- name: retire_device
-- Two devices that revoke each other at once: one stays.
UPDATE device SET retired = 1
WHERE device_id = $1 AND retired = 0
    AND ($2 = 1 OR 1 < (SELECT count(*) FROM device AS every WHERE every.account = device.account AND every.retired = 0))
RETURNING account;

-- name: seen
UPDATE device SET last_seen = $1 WHERE device_id = $2;

-- name: account_changed
UPDATE account SET version = version + 1 WHERE account = $1;

-- name: mailboxes
SELECT sealed, added FROM address JOIN account ON account.account = address.account
WHERE address.account = $1 ORDER BY address_hash <> first_address, added, address_hash;

-- name: remove_email
DELETE FROM address WHERE address_hash = $1 AND account = $2;

-- name: take_first_email
UPDATE account SET first_address =
    (SELECT address_hash FROM address WHERE address.account = $1 ORDER BY added, address_hash LIMIT 1)
WHERE account = $1 AND first_address NOT IN (SELECT address_hash FROM address WHERE address.account = $1);

-- name: set_recovery
UPDATE account SET recovery_hash = $1 WHERE account = $2;

-- name: use_recovery
UPDATE account SET recovery_hash = NULL WHERE account = $1 AND recovery_hash = $2;

-- name: close_sessions_of
DELETE FROM session WHERE device_id = $1;

-- name: set_verification
UPDATE account SET verified_until = $1 WHERE account = $2;

-- name: begin_enrolment
INSERT INTO enrolment (enrolment_id, sealed, account, code_hash, tries_left, expires, state, language)
VALUES ($1, $2, $3, $4, $5, $6, 0, $7);

-- name: count_try
UPDATE enrolment SET tries_left = tries_left - 1 WHERE enrolment_id = $1
RETURNING enrolment_id, sealed, account, code_hash, tries_left, expires, state, language;

-- name: give_back_try
UPDATE enrolment SET tries_left = tries_left + 1 WHERE enrolment_id = $1 AND state = 0;

-- name: end_enrolment
UPDATE enrolment SET state = 1 WHERE enrolment_id = $1 AND state = 0;

-- name: address_account
SELECT account FROM address WHERE address_hash = $1;

-- name: add_email
INSERT INTO address (address_hash, account, added, sealed) VALUES ($1, $2, $3, $4);

-- name: add_device
INSERT INTO device (device_id, account, curve, public_key, sealed_name, enrolled, last_seen, session_key, guarded)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8) ON CONFLICT DO NOTHING;

-- name: open_session
INSERT INTO session (token_hash, challenge_hash, device_id, expires) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

-- name: session_device
SELECT device.device_id, account, curve, public_key, sealed_name, retired, session_key, guarded
FROM session JOIN device ON device.device_id = session.device_id WHERE token_hash = $1 AND expires > $2;

-- name: use_challenge
INSERT INTO used_challenge (challenge_hash, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: key_in_use
SELECT 1 FROM device WHERE device_id = $1;

-- name: add_join
INSERT INTO device_join (join_id, account, device_id, device, asked, expires) VALUES ($1, $2, $3, $4, $5, $6);

-- name: waiting_joins
SELECT join_id, account, device, asked, expires FROM device_join
WHERE account = $1 AND state = 0 AND expires > $2 ORDER BY asked, join_id;

-- name: join_outcome
SELECT join_id, account, device, asked, expires, state FROM device_join WHERE join_id = $1;

-- name: end_join
-- Names the state it leaves; what was asked too long ago is admitted no more.
UPDATE device_join SET state = $1 WHERE join_id = $2 AND state = 0 AND expires > $3;
