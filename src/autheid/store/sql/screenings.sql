-- name: standing
SELECT sealed FROM screening WHERE account = $1;

-- name: begin
INSERT INTO screening (account, token, at, version, open_pairs, sealed) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING;

-- name: write
UPDATE screening SET token = $1, at = $2, version = $3, open_pairs = $4, sealed = $5 WHERE account = $6 AND version = $7;

-- name: keep
INSERT INTO request_screening (id_digest, account, at, sealed) VALUES ($1, $2, $3, $4)
ON CONFLICT (id_digest) DO UPDATE SET at = excluded.at, sealed = excluded.sealed;

-- name: of_request
SELECT account, sealed FROM request_screening WHERE id_digest = $1;

-- name: waiting
SELECT account, sealed FROM screening WHERE open_pairs > 0 ORDER BY at LIMIT $1;

-- name: verified_beyond
SELECT DISTINCT identity_case.account, coalesce(screening.token, '') FROM identity_case
LEFT JOIN screening ON screening.account = identity_case.account
WHERE identity_case.state = 2 AND identity_case.account > $1 AND identity_case.ends > $2
ORDER BY identity_case.account LIMIT $3;

-- name: verified
SELECT count(DISTINCT account) FROM identity_case WHERE state = 2 AND ends > $1;

-- name: screened
SELECT count(DISTINCT identity_case.account) FROM identity_case
JOIN screening ON screening.account = identity_case.account
WHERE identity_case.state = 2 AND identity_case.ends > $1 AND screening.token = $2;

-- name: open_pairs
SELECT CAST(coalesce(sum(open_pairs), 0) AS bigint) FROM screening WHERE open_pairs > 0;
