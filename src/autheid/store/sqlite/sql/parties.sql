-- name: create_party
INSERT INTO party (rp, name, token_algorithm, der_signatures, needs_domain, domain, domain_token, domain_proven)
VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING;

-- name: party
SELECT rp, name, token_algorithm, der_signatures, disabled, needs_domain, domain, domain_token, domain_proven, logo
FROM party WHERE rp = ?;

-- name: parties
SELECT rp, name, token_algorithm, der_signatures, disabled, needs_domain, domain, domain_token, domain_proven, logo
FROM party ORDER BY rp;

-- name: write_party
UPDATE party SET name = ?, token_algorithm = ?, der_signatures = ?, domain = ?, domain_token = ?, domain_proven = ?
WHERE rp = ?;

-- name: disable_party
UPDATE party SET disabled = 1 WHERE rp = ? AND disabled = 0;

-- name: forget_logo
DELETE FROM party_logo WHERE rp = ?;

-- name: put_logo
INSERT INTO party_logo (logo, rp, png) VALUES (?, ?, ?);

-- name: name_logo
UPDATE party SET logo = ? WHERE rp = ?;

-- name: logo_of
SELECT logo FROM party WHERE rp = ?;

-- name: logo
SELECT png FROM party_logo WHERE logo = ?;

-- name: add_key
INSERT INTO api_key (prefix, rp, key_hash, created, name, rights, networks, expires, made_by)
SELECT ?1, rp, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM party WHERE rp = ?2 ON CONFLICT DO NOTHING;

-- name: keys_of
SELECT prefix, rp, key_hash, created, revoked, name, rights, networks, expires, used, made_by, successor
FROM api_key WHERE rp = ? ORDER BY created, prefix;

-- name: revoke_key
UPDATE api_key SET revoked = 1 WHERE prefix = ? AND revoked = 0;

-- name: write_key
UPDATE api_key SET name = ?, rights = ?, networks = ?, expires = ?, successor = ? WHERE prefix = ? AND revoked = 0;

-- name: use_key
UPDATE api_key SET used = max(coalesce(used, 0), ?) WHERE prefix = ?;

-- name: key_by_prefix
SELECT prefix, api_key.rp, key_hash, created, revoked, api_key.name, rights, networks, expires, used, made_by, successor,
    party.rp, party.name, token_algorithm, der_signatures, disabled, needs_domain, domain, domain_token, domain_proven,
    logo
FROM api_key JOIN party ON party.rp = api_key.rp WHERE prefix = ?;

-- name: signing_keys
SELECT key_id, algorithm, sealed, active_from, published_until FROM signing_key ORDER BY active_from;

-- name: add_signing_key
INSERT INTO signing_key (key_id, algorithm, sealed, active_from) VALUES (?, ?, ?, ?);

-- name: retire_signing_keys
UPDATE signing_key SET published_until = ? WHERE algorithm = ? AND published_until IS NULL AND key_id <> ?;
