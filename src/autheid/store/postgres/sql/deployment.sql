-- name: touch
-- A write that is durable and means nothing: whether the database takes one.
INSERT INTO deployment (name, value) VALUES ('touched', 'x') ON CONFLICT (name) DO UPDATE SET value = excluded.value;
