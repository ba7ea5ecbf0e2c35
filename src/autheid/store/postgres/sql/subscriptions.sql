-- name: subscriptions_of
SELECT account, endpoint_hash, sealed FROM device JOIN push_subscription ON push_subscription.device_id = device.device_id
WHERE account = ANY(ARRAY(SELECT CAST(json_array_elements_text(CAST($1 AS json)) AS bigint))) AND retired = 0 ORDER BY push_subscription.added;
