-- Where browsers may be woken; a retired device is woken no more.
CREATE TABLE push_subscription (
    endpoint TEXT PRIMARY KEY,
    device_id TEXT NOT NULL REFERENCES device,
    p256dh BLOB NOT NULL,
    auth BLOB NOT NULL,
    added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX subscription_of_device ON push_subscription (device_id);
