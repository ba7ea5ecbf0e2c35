-- Nodes of schema 2 and later go on.
-- The authorities that sign for devices, and what they have signed. An issuer that was asked for has no certificate yet.
CREATE TABLE authority (
    number bigint PRIMARY KEY,
    role text COLLATE "C" NOT NULL,
    certificate bytea NOT NULL,
    sealed bytea
);

-- device_id and der go when their person is erased; that the number was given and revoked stays until it ends.
CREATE TABLE certificate (
    serial bytea PRIMARY KEY,
    issuer bigint NOT NULL REFERENCES authority,
    device_id text COLLATE "C" REFERENCES device ON DELETE SET NULL,
    der bytea,
    place bigint NOT NULL, -- of those of its device: the highest is the one in use
    since bigint NOT NULL,
    until bigint NOT NULL,
    revoked bigint
);
CREATE INDEX certificate_of_device ON certificate (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX certificate_by_end ON certificate (until);
CREATE INDEX certificate_of_nobody ON certificate (serial) WHERE device_id IS NULL AND der IS NOT NULL;
