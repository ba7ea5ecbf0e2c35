-- Where relying parties want to be told, with the sealed secrets that sign.
CREATE TABLE webhook_endpoint (
    endpoint TEXT PRIMARY KEY,
    rp TEXT NOT NULL REFERENCES party,
    kinds TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    created INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_endpoint_rp ON webhook_endpoint (rp);

-- Events on their way: written in the transaction of what they tell of. Nothing in them is personal.
CREATE TABLE webhook_delivery (
    delivery INTEGER PRIMARY KEY,
    endpoint TEXT NOT NULL REFERENCES webhook_endpoint ON DELETE CASCADE,
    event TEXT NOT NULL,
    kind TEXT NOT NULL,
    body BLOB NOT NULL,
    created INTEGER NOT NULL,
    due INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    standing INTEGER NOT NULL,
    UNIQUE (endpoint, event)
) STRICT;

CREATE INDEX webhook_delivery_due ON webhook_delivery (due) WHERE standing = 0;
CREATE INDEX webhook_delivery_created ON webhook_delivery (created) WHERE standing <> 0;

CREATE TABLE webhook_attempt (
    attempt INTEGER PRIMARY KEY,
    delivery INTEGER NOT NULL REFERENCES webhook_delivery ON DELETE CASCADE,
    at INTEGER NOT NULL,
    status INTEGER NOT NULL,
    millis INTEGER NOT NULL,
    says TEXT NOT NULL
) STRICT;

CREATE INDEX webhook_attempt_delivery ON webhook_attempt (delivery);
