-- name: subscriptions_of
SELECT account, endpoint_hash, sealed FROM device JOIN push_subscription ON push_subscription.device_id = device.device_id
WHERE account IN (SELECT value FROM json_each($1)) AND retired = 0 ORDER BY push_subscription.added;
