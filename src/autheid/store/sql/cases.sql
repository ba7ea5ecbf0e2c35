-- name: case
SELECT case_id, account, state, version, opened, changed, sealed FROM identity_case WHERE case_id = $1;

-- name: cases_of
SELECT case_id, account, state, version, opened, changed, sealed FROM identity_case
WHERE account = $1 ORDER BY opened DESC, case_id;

-- name: waiting
SELECT case_id, account, state, version, opened, changed, sealed FROM identity_case
WHERE state IN (1, 4) ORDER BY changed, case_id LIMIT $1;

-- name: add
INSERT INTO identity_case (case_id, account, state, version, opened, changed, sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING;

-- name: write
UPDATE identity_case SET state = $1, version = $2, changed = $3, ends = $4, sealed = $5
WHERE case_id = $6 AND version = $7;

-- name: forget
DELETE FROM identity_case WHERE case_id = $1 AND version = $2;

-- name: take_document
INSERT INTO document (document_hash, account) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: document_account
SELECT account FROM document WHERE document_hash = $1;

-- name: verify_account
UPDATE account SET verified_until = $1, version = version + 1 WHERE account = $2;

-- name: account_changed
UPDATE account SET version = version + 1 WHERE account = $1;

-- name: bind_file
UPDATE kept_file SET case_id = $1 WHERE name = $2;

-- name: doom_files_of_case
INSERT INTO doomed_file (name) SELECT name FROM kept_file WHERE case_id = $1 ON CONFLICT DO NOTHING;

-- name: doom_file
INSERT INTO doomed_file (name) SELECT name FROM kept_file WHERE name = $1 ON CONFLICT DO NOTHING;

-- name: old_cases
SELECT case_id, version, account FROM identity_case WHERE state = 0 AND changed < $1
UNION ALL SELECT case_id, version, account FROM identity_case WHERE state = 3 AND changed < $2
UNION ALL SELECT case_id, version, account FROM identity_case WHERE state = 2 AND ends < $3 LIMIT 500;

-- name: forget_screenings
DELETE FROM screening WHERE account = $1
AND NOT EXISTS (SELECT 1 FROM identity_case WHERE identity_case.account = $1 AND state = 2);

-- name: forget_request_screenings
DELETE FROM request_screening WHERE account = $1
AND NOT EXISTS (SELECT 1 FROM identity_case WHERE identity_case.account = $1 AND state = 2);

-- name: ended
SELECT account, ends FROM identity_case WHERE state = 2 AND ends > $1 AND ends <= $2 ORDER BY ends LIMIT $3;

-- name: note_view
INSERT INTO officer_view (account, at, officer, what) VALUES ($1, $2, $3, $4);

-- name: views_of
SELECT at, officer, what FROM officer_view WHERE account = $1 ORDER BY at DESC LIMIT 1000;

-- name: note_file
INSERT INTO kept_file (name, account, request, made) VALUES ($1, $2, $3, $4);

-- name: doom_loose_files
INSERT INTO doomed_file (name)
SELECT name FROM kept_file WHERE case_id IS NULL AND request IS NULL AND made < $1 LIMIT 500 ON CONFLICT DO NOTHING;

-- name: doom_files_of_forgotten_requests
INSERT INTO doomed_file (name)
SELECT name FROM kept_file
WHERE request IS NOT NULL AND made < $1 AND NOT EXISTS (SELECT 1 FROM request WHERE request.key = kept_file.request)
LIMIT 500 ON CONFLICT DO NOTHING;

-- name: doomed
SELECT name FROM doomed_file LIMIT $1;

-- name: destroyed
DELETE FROM kept_file WHERE name = $1;

-- name: destroyed_too
DELETE FROM doomed_file WHERE name = $1;
