-- name: key
SELECT wrapped FROM data_key WHERE account = $1;

-- name: put_key
INSERT INTO data_key (account, wrapped) VALUES ($1, $2);

-- name: destroy_key
DELETE FROM data_key WHERE account = $1;
