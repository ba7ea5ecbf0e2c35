-- name: put
INSERT INTO letter (sealed, due) VALUES ($1, $2);

-- name: due
SELECT letter, tries, sealed FROM letter WHERE due <= $1 ORDER BY due, letter LIMIT $2;

-- name: claim
-- Names the state it leaves: of two who look at once, the second finds it due no more.
UPDATE letter SET due = $1 WHERE letter = $2 AND due <= $3;

-- name: give_back
UPDATE letter SET due = $1 WHERE letter = $2;

-- name: carried
DELETE FROM letter WHERE letter = $1;

-- name: try_later
UPDATE letter SET tries = tries + 1, due = $1 WHERE letter = $2;
