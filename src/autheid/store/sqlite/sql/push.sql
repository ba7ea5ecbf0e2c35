-- name: subscribe
INSERT INTO push_subscription (endpoint, device_id, p256dh, auth, added) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (endpoint) DO UPDATE SET device_id = excluded.device_id, p256dh = excluded.p256dh, auth = excluded.auth,
    added = excluded.added;

-- name: forget_oldest
DELETE FROM push_subscription WHERE device_id = ?1 AND endpoint NOT IN (
    SELECT endpoint FROM push_subscription WHERE device_id = ?1 ORDER BY added DESC, endpoint LIMIT ?2);

-- name: unsubscribe
DELETE FROM push_subscription WHERE endpoint = ?1 AND (?2 IS NULL OR device_id = ?2);

-- name: subscriptions_of
SELECT push_subscription.device_id, endpoint, p256dh, auth
FROM device JOIN push_subscription ON push_subscription.device_id = device.device_id
WHERE account = ? AND retired = 0;
