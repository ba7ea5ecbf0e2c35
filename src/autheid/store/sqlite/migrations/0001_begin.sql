-- Times are milliseconds since the Unix epoch, UTC.

CREATE TABLE account (
    account INTEGER PRIMARY KEY,
    unique_user_id TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL, -- its first address, as it was written
    verified_until INTEGER,
    answers_by_itself INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE email (
    folded TEXT PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX email_of_account ON email (account);

CREATE TABLE device (
    device_id TEXT PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    curve TEXT NOT NULL,
    public_key BLOB NOT NULL,
    name TEXT NOT NULL,
    enrolled INTEGER NOT NULL,
    retired INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX device_of_account ON device (account);

CREATE TABLE enrolment (
    enrolment_id TEXT PRIMARY KEY,
    email_written TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    account INTEGER REFERENCES account,
    code_hash BLOB NOT NULL,
    tries_left INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    state INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_by_expiry ON enrolment (expires);

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    challenge_hash BLOB NOT NULL UNIQUE,
    device_id TEXT NOT NULL REFERENCES device,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_device ON session (device_id);
CREATE INDEX session_by_expiry ON session (expires);

CREATE TABLE party (
    rp TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    token_algorithm TEXT NOT NULL,
    der_signatures INTEGER NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key (
    prefix TEXT PRIMARY KEY,
    rp TEXT NOT NULL REFERENCES party,
    key_hash BLOB NOT NULL,
    created INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE signing_key (
    key_id TEXT PRIMARY KEY,
    algorithm TEXT NOT NULL,
    sealed BLOB NOT NULL,
    active_from INTEGER NOT NULL,
    published_until INTEGER
) STRICT, WITHOUT ROWID;

-- The key grows with time, so an insert touches the last page; a random key would touch any.
-- state: 0 pending, and see rows.py for the others.
CREATE TABLE request (
    key INTEGER PRIMARY KEY,
    id_digest BLOB NOT NULL,
    account INTEGER,
    address BLOB NOT NULL,
    state INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    opening BLOB NOT NULL,
    ending BLOB
) STRICT;
CREATE INDEX pending_by_address ON request (address, expires) WHERE state = 0;
CREATE INDEX pending_by_account ON request (account) WHERE state = 0 AND account IS NOT NULL;

CREATE TABLE idempotency (
    key_hash BLOB PRIMARY KEY,
    request INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_request ON idempotency (request);
