-- The authorities that sign for devices, and what they have signed. An issuer that was asked for has no certificate yet.
CREATE TABLE authority (
    number INTEGER PRIMARY KEY,
    role TEXT NOT NULL,
    certificate BLOB NOT NULL,
    sealed BLOB
) STRICT;

-- device_id and der go when their person is erased; that the number was given and revoked stays until it ends.
CREATE TABLE certificate (
    serial BLOB PRIMARY KEY,
    issuer INTEGER NOT NULL REFERENCES authority,
    device_id TEXT REFERENCES device ON DELETE SET NULL,
    der BLOB,
    place INTEGER NOT NULL, -- of those of its device: the highest is the one in use
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    revoked INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_of_device ON certificate (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX certificate_by_end ON certificate (until);
CREATE INDEX certificate_of_nobody ON certificate (serial) WHERE device_id IS NULL AND der IS NOT NULL;
