-- name: touch
INSERT INTO doomed_file (name) VALUES ('') ON CONFLICT DO NOTHING;

-- name: let_go
DELETE FROM doomed_file WHERE name = '';
