-- name: key
SELECT wrapped FROM data_key WHERE account = ?;

-- name: put_key
INSERT INTO data_key (account, wrapped) VALUES (?, ?);

-- name: destroy_key
DELETE FROM data_key WHERE account = ?;
