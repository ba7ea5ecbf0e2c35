-- name: accounts
SELECT count(*) FROM account;

-- name: devices
SELECT count(*) FROM device WHERE retired = 0;

-- name: relying_parties
SELECT count(*) FROM party WHERE disabled = 0;

-- name: api_keys
SELECT count(*) FROM api_key WHERE revoked = 0;
