-- name: create_party
INSERT INTO party (rp, name, token_algorithm, der_signatures) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING;

-- name: parties
SELECT rp, name, token_algorithm, der_signatures, disabled FROM party ORDER BY rp;

-- name: disable_party
UPDATE party SET disabled = 1 WHERE rp = ? AND disabled = 0;

-- name: add_key
INSERT INTO api_key (prefix, rp, key_hash, created)
SELECT ?1, rp, ?3, ?4 FROM party WHERE rp = ?2 ON CONFLICT DO NOTHING;

-- name: keys_of
SELECT prefix, rp, key_hash, created, revoked FROM api_key WHERE rp = ? ORDER BY created, prefix;

-- name: revoke_key
UPDATE api_key SET revoked = 1 WHERE prefix = ? AND revoked = 0;

-- name: key_by_prefix
SELECT prefix, api_key.rp, key_hash, created, revoked, party.rp, name, token_algorithm, der_signatures, disabled
FROM api_key JOIN party ON party.rp = api_key.rp WHERE prefix = ?;

-- name: signing_keys
SELECT key_id, algorithm, sealed, active_from, published_until FROM signing_key ORDER BY active_from;

-- name: add_signing_key
INSERT INTO signing_key (key_id, algorithm, sealed, active_from) VALUES (?, ?, ?, ?);

-- name: retire_signing_keys
UPDATE signing_key SET published_until = ? WHERE algorithm = ? AND published_until IS NULL AND key_id <> ?;
