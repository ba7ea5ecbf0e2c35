-- Where devices may be woken. `sealed` holds the endpoint and its keys, bound to the endpoint's keyed hash.
CREATE TABLE push_subscription (
    endpoint_hash BLOB PRIMARY KEY,
    device_id TEXT NOT NULL REFERENCES device,
    sealed BLOB NOT NULL,
    added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX subscription_of_device ON push_subscription (device_id);
