-- name: put
INSERT INTO letter (sealed, due) VALUES (?, ?);

-- name: due
SELECT letter, tries, sealed FROM letter WHERE due <= ? ORDER BY due, letter LIMIT ?;

-- name: carried
DELETE FROM letter WHERE letter = ?;

-- name: try_later
UPDATE letter SET tries = tries + 1, due = ? WHERE letter = ?;
