-- name: create_party
INSERT INTO party (rp, name, token_algorithm, der_signatures, needs_domain, domain, domain_token, domain_proven)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING;

-- name: party
SELECT rp, name, token_algorithm, der_signatures, disabled, needs_domain, domain, domain_token, domain_proven, logo
FROM party WHERE rp = $1;

-- name: parties
SELECT rp, name, token_algorithm, der_signatures, disabled, needs_domain, domain, domain_token, domain_proven, logo
FROM party ORDER BY rp;

-- name: write_party
UPDATE party SET name = $1, token_algorithm = $2, der_signatures = $3, domain = $4, domain_token = $5, domain_proven = $6
WHERE rp = $7;

-- name: disable_party
UPDATE party SET disabled = 1 WHERE rp = $1 AND disabled = 0;

-- name: forget_logo
DELETE FROM party_logo WHERE rp = $1;

-- name: put_logo
INSERT INTO party_logo (logo, rp, png) VALUES ($1, $2, $3);

-- name: name_logo
UPDATE party SET logo = $1 WHERE rp = $2;

-- name: logo_of
SELECT logo FROM party WHERE rp = $1;

-- name: logo
SELECT png FROM party_logo WHERE logo = $1;

-- name: add_key
INSERT INTO api_key (prefix, rp, key_hash, created, name, rights, networks, expires, made_by)
SELECT $1, rp, $3, $4, $5, $6, $7, $8, $9 FROM party WHERE rp = $2 ON CONFLICT DO NOTHING;

-- name: keys_of
SELECT prefix, rp, key_hash, created, revoked, name, rights, networks, expires, used, made_by, successor
FROM api_key WHERE rp = $1 ORDER BY created, prefix;

-- name: revoke_key
UPDATE api_key SET revoked = 1 WHERE prefix = $1 AND revoked = 0;

-- name: write_key
-- Names what it leaves: of two changes at once the second one must look again.
UPDATE api_key SET name = $1, rights = $2, networks = $3, expires = $4, successor = $5
WHERE prefix = $6 AND revoked = 0 AND expires IS NOT DISTINCT FROM $7 AND successor = $8 AND rights = $9 AND networks = $10;

-- name: use_key
UPDATE api_key SET used = greatest(coalesce(used, 0), $1) WHERE prefix = $2;

-- name: key_by_prefix
SELECT prefix, api_key.rp, key_hash, created, revoked, api_key.name, rights, networks, expires, used, made_by, successor,
    party.rp, party.name, token_algorithm, der_signatures, disabled, needs_domain, domain, domain_token, domain_proven,
    logo
FROM api_key JOIN party ON party.rp = api_key.rp WHERE prefix = $1;

-- name: signing_keys
SELECT key_id, algorithm, sealed, active_from, published_until FROM signing_key ORDER BY active_from;

-- name: add_signing_key
INSERT INTO signing_key (key_id, algorithm, sealed, active_from) VALUES ($1, $2, $3, $4);

-- name: retire_signing_keys
UPDATE signing_key SET published_until = $1 WHERE algorithm = $2 AND published_until IS NULL AND key_id <> $3;
