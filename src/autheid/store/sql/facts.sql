-- name: accounts
SELECT count(*) FROM account;

-- name: devices
SELECT count(*) FROM device WHERE retired = 0;

-- name: relying_parties
SELECT count(*) FROM party WHERE disabled = 0;

-- name: api_keys
SELECT count(*) FROM api_key WHERE revoked = 0;

-- name: letters_waiting
SELECT count(*) FROM letter;

-- name: webhooks_waiting
SELECT count(*) FROM webhook_delivery WHERE standing = 0;

-- name: cases_waiting
SELECT count(*) FROM identity_case WHERE state IN (1, 4);

-- name: files_to_destroy
SELECT count(*) FROM doomed_file;

-- name: members
SELECT count(*) FROM worker WHERE realm = 'portal' AND disabled = 0;

-- name: officers
SELECT count(*) FROM worker WHERE realm = 'console' AND disabled = 0;
