-- name: known
SELECT in_use FROM trust_list WHERE sha256 = $1;

-- name: retire_older
UPDATE trust_list SET in_use = 0
WHERE in_use = 1 AND kind = 'master_list' AND $1 = 'master_list' AND signed_by = $2 AND sha256 <> $3;

-- name: drop_unused_items
DELETE FROM trust_item WHERE sha256 IN (SELECT sha256 FROM trust_list WHERE in_use = 0);

-- name: put_list
INSERT INTO trust_list (sha256, kind, source, signed_by, signed_at, loaded, items, in_use)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
ON CONFLICT (sha256) DO UPDATE SET source = excluded.source, loaded = excluded.loaded, in_use = 1;

-- name: put_item
INSERT INTO trust_item (sha256, number, der) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: remove
UPDATE trust_list SET in_use = 0 WHERE sha256 = $1 AND in_use = 1;

-- name: lists
SELECT sha256, kind, source, signed_by, signed_at, loaded, items, in_use FROM trust_list ORDER BY loaded, sha256;

-- name: items
SELECT der FROM trust_list JOIN trust_item ON trust_item.sha256 = trust_list.sha256
WHERE in_use = 1 AND CASE WHEN kind = 'revocations' THEN 1 ELSE 0 END = $1 ORDER BY trust_list.sha256, number;
