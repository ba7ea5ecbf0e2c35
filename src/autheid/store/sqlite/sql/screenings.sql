-- name: standing
SELECT sealed FROM screening WHERE account = ?;

-- name: begin
INSERT INTO screening (account, token, at, version, open_pairs, sealed) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING;

-- name: write
UPDATE screening SET token = ?, at = ?, version = ?, open_pairs = ?, sealed = ? WHERE account = ? AND version = ?;

-- name: keep
INSERT INTO request_screening (id_digest, account, at, sealed) VALUES (?, ?, ?, ?)
ON CONFLICT (id_digest) DO UPDATE SET at = excluded.at, sealed = excluded.sealed;

-- name: of_request
SELECT account, sealed FROM request_screening WHERE id_digest = ?;

-- name: waiting
SELECT account, sealed FROM screening WHERE open_pairs > 0 ORDER BY at LIMIT ?;

-- name: verified_beyond
SELECT DISTINCT identity_case.account, coalesce(screening.token, '') FROM identity_case
LEFT JOIN screening ON screening.account = identity_case.account
WHERE identity_case.state = 2 AND identity_case.account > ? AND identity_case.ends > ?
ORDER BY identity_case.account LIMIT ?;

-- name: verified
SELECT count(DISTINCT account) FROM identity_case WHERE state = 2 AND ends > ?;

-- name: screened
SELECT count(DISTINCT identity_case.account) FROM identity_case
JOIN screening ON screening.account = identity_case.account
WHERE identity_case.state = 2 AND identity_case.ends > ? AND screening.token = ?;

-- name: open_pairs
SELECT coalesce(sum(open_pairs), 0) FROM screening WHERE open_pairs > 0;
