-- name: case
SELECT case_id, account, state, version, opened, changed, sealed FROM identity_case WHERE case_id = ?;

-- name: cases_of
SELECT case_id, account, state, version, opened, changed, sealed FROM identity_case
WHERE account = ? ORDER BY opened DESC, case_id;

-- name: waiting
SELECT case_id, account, state, version, opened, changed, sealed FROM identity_case
WHERE state IN (1, 4) ORDER BY changed, case_id LIMIT ?;

-- name: add
INSERT INTO identity_case (case_id, account, state, version, opened, changed, sealed)
VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING;

-- name: write
UPDATE identity_case SET state = ?, version = ?, changed = ?, ends = ?, sealed = ?
WHERE case_id = ? AND version = ?;

-- name: forget
DELETE FROM identity_case WHERE case_id = ? AND version = ?;

-- name: take_document
INSERT INTO document (document_hash, account) VALUES (?, ?) ON CONFLICT DO NOTHING;

-- name: document_account
SELECT account FROM document WHERE document_hash = ?;

-- name: verify_account
UPDATE account SET verified_until = ?, version = version + 1 WHERE account = ?;

-- name: account_changed
UPDATE account SET version = version + 1 WHERE account = ?;

-- name: bind_file
UPDATE kept_file SET case_id = ? WHERE name = ?;

-- name: doom_files_of_case
INSERT INTO doomed_file (name) SELECT name FROM kept_file WHERE case_id = ? ON CONFLICT DO NOTHING;

-- name: doom_file
INSERT INTO doomed_file (name) SELECT name FROM kept_file WHERE name = ? ON CONFLICT DO NOTHING;

-- name: old_cases
SELECT case_id, version, account FROM identity_case WHERE state = 0 AND changed < ?
UNION ALL SELECT case_id, version, account FROM identity_case WHERE state = 3 AND changed < ?
UNION ALL SELECT case_id, version, account FROM identity_case WHERE state = 2 AND ends < ? LIMIT 500;

-- name: forget_screenings
DELETE FROM screening WHERE account = ?1
AND NOT EXISTS (SELECT 1 FROM identity_case WHERE identity_case.account = ?1 AND state = 2);

-- name: forget_request_screenings
DELETE FROM request_screening WHERE account = ?1
AND NOT EXISTS (SELECT 1 FROM identity_case WHERE identity_case.account = ?1 AND state = 2);

-- name: ended
SELECT account, ends FROM identity_case WHERE state = 2 AND ends > ? AND ends <= ? ORDER BY ends LIMIT ?;

-- name: note_view
INSERT INTO officer_view (account, at, officer, what) VALUES (?, ?, ?, ?);

-- name: views_of
SELECT at, officer, what FROM officer_view WHERE account = ? ORDER BY at DESC LIMIT 1000;

-- name: note_file
INSERT INTO kept_file (name, account, request, made) VALUES (?, ?, ?, ?);

-- name: doom_loose_files
INSERT INTO doomed_file (name)
SELECT name FROM kept_file WHERE case_id IS NULL AND request IS NULL AND made < ? LIMIT 500 ON CONFLICT DO NOTHING;

-- name: doom_files_of_forgotten_requests
INSERT INTO doomed_file (name)
SELECT name FROM kept_file
WHERE request IS NOT NULL AND made < ? AND NOT EXISTS (SELECT 1 FROM request WHERE request.key = kept_file.request)
LIMIT 500 ON CONFLICT DO NOTHING;

-- name: doomed
SELECT name FROM doomed_file LIMIT ?;

-- name: destroyed
DELETE FROM kept_file WHERE name = ?;

-- name: destroyed_too
DELETE FROM doomed_file WHERE name = ?;
