-- name: exists
SELECT 1 FROM account WHERE account = $1;

-- name: remember_number
INSERT INTO erased_account (account, at) VALUES ($1, $2);

-- name: erased_since
SELECT account FROM erased_account WHERE at >= $1;

-- name: keep_proof
INSERT INTO proof (id_digest, kind, ended, device_id, curve, statement_sha256, signature, document_sha256,
    document_signature)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING;

-- name: doom_files
INSERT INTO doomed_file (name) SELECT name FROM kept_file WHERE account = $1 ON CONFLICT DO NOTHING;

-- name: erase_files
DELETE FROM kept_file WHERE account = $1;

-- name: erase_idempotency
DELETE FROM idempotency WHERE request IN (SELECT key FROM request WHERE account = $1);

-- name: erase_requests
DELETE FROM request WHERE account = $1;

-- name: erase_mutes
DELETE FROM mute WHERE account = $1;

-- name: erase_cases
DELETE FROM identity_case WHERE account = $1;

-- name: erase_documents
DELETE FROM document WHERE account = $1;

-- name: erase_views
DELETE FROM officer_view WHERE account = $1;

-- name: erase_screening
DELETE FROM screening WHERE account = $1;

-- name: erase_request_screenings
DELETE FROM request_screening WHERE account = $1;

-- name: erase_sessions
DELETE FROM session WHERE device_id IN (SELECT device_id FROM device WHERE account = $1);

-- name: erase_pins
DELETE FROM pin_lock WHERE device_id IN (SELECT device_id FROM device WHERE account = $1);

-- name: erase_passkeys
DELETE FROM passkey WHERE device_id IN (SELECT device_id FROM device WHERE account = $1);

-- name: erase_subscriptions
DELETE FROM push_subscription WHERE device_id IN (SELECT device_id FROM device WHERE account = $1);

-- name: erase_joins
DELETE FROM device_join WHERE account = $1;

-- name: erase_enrolments
DELETE FROM enrolment WHERE account = $1;

-- name: erase_devices
DELETE FROM device WHERE account = $1;

-- name: erase_addresses
DELETE FROM address WHERE account = $1;

-- name: erase_account
DELETE FROM account WHERE account = $1;
