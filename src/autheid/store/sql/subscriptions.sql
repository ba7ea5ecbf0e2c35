-- name: subscribe
INSERT INTO push_subscription (endpoint_hash, device_id, sealed, added) VALUES ($1, $2, $3, $4)
ON CONFLICT (endpoint_hash) DO UPDATE SET device_id = excluded.device_id, sealed = excluded.sealed, added = excluded.added;

-- name: drop_oldest
DELETE FROM push_subscription WHERE endpoint_hash IN (
    SELECT endpoint_hash FROM push_subscription WHERE device_id = $1 ORDER BY added DESC, endpoint_hash LIMIT 1000000 OFFSET $2
);

-- name: unsubscribe
DELETE FROM push_subscription WHERE endpoint_hash = $1 AND (CAST($2 AS text) IS NULL OR device_id = $2);

-- name: is_subscribed
SELECT 1 FROM push_subscription WHERE device_id = $1 LIMIT 1;

-- name: forget_subscriptions
DELETE FROM push_subscription WHERE device_id = $1;
