-- name: touch
-- A write that is durable and means nothing: whether the database takes one.
INSERT INTO deployment (name, value) VALUES ('touched', 'x') ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: take_room
-- 256 KiB of new pages, empty again after the commit, never logged, and this connection's alone: a page holds one row.
DO $$
BEGIN
    CREATE TEMPORARY TABLE IF NOT EXISTS room (piece text) WITH (fillfactor = 10) ON COMMIT DELETE ROWS;
    INSERT INTO pg_temp.room (piece) SELECT repeat('x', 1000) FROM generate_series(1, 32);
END
$$;
