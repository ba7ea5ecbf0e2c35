-- People at work: members of relying parties' teams and officers. Names and addresses stand sealed.
CREATE TABLE worker (
    worker TEXT PRIMARY KEY,
    realm TEXT NOT NULL,
    address BLOB NOT NULL,
    unique_user_id TEXT,
    owns INTEGER NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (realm, address)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX worker_of_user ON worker (unique_user_id) WHERE unique_user_id IS NOT NULL;

CREATE TABLE worker_passkey (
    credential_id BLOB PRIMARY KEY,
    worker TEXT NOT NULL REFERENCES worker,
    public_key BLOB NOT NULL,
    name TEXT NOT NULL,
    added INTEGER NOT NULL,
    used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_of_worker ON worker_passkey (worker);

CREATE TABLE worker_session (
    token_hash BLOB PRIMARY KEY,
    worker TEXT NOT NULL REFERENCES worker,
    opened INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    proven INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_worker ON worker_session (worker);
CREATE INDEX worker_session_by_expiry ON worker_session (expires);

-- What is good once: challenges of passkeys that were used.
CREATE TABLE worker_challenge (
    challenge_hash BLOB PRIMARY KEY,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX worker_challenge_by_expiry ON worker_challenge (expires);

CREATE TABLE sign_up (
    sign_up TEXT PRIMARY KEY,
    code_hash BLOB NOT NULL,
    tries_left INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_up_by_expiry ON sign_up (expires);

CREATE TABLE membership (
    rp TEXT NOT NULL REFERENCES party,
    worker TEXT NOT NULL REFERENCES worker,
    role TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (rp, worker)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_of_worker ON membership (worker);

CREATE TABLE invitation (
    invitation TEXT PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    realm TEXT NOT NULL,
    rp TEXT REFERENCES party,
    expires INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_of_party ON invitation (realm, rp);
CREATE INDEX invitation_by_expiry ON invitation (expires);

CREATE TABLE act (
    act INTEGER PRIMARY KEY,
    realm TEXT NOT NULL,
    rp TEXT,
    outcome TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX act_of_party ON act (realm, rp, act);

ALTER TABLE party ADD COLUMN needs_domain INTEGER NOT NULL DEFAULT 0;
ALTER TABLE party ADD COLUMN domain TEXT NOT NULL DEFAULT '';
ALTER TABLE party ADD COLUMN domain_token TEXT NOT NULL DEFAULT '';
ALTER TABLE party ADD COLUMN domain_proven INTEGER;
ALTER TABLE party ADD COLUMN logo TEXT NOT NULL DEFAULT '';
CREATE TABLE party_logo (
    logo TEXT PRIMARY KEY,
    rp TEXT NOT NULL UNIQUE REFERENCES party,
    png BLOB NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE api_key ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN rights TEXT NOT NULL DEFAULT 'requests:read requests:write';
ALTER TABLE api_key ADD COLUMN networks TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN expires INTEGER;
ALTER TABLE api_key ADD COLUMN used INTEGER;
ALTER TABLE api_key ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN successor TEXT NOT NULL DEFAULT '';
CREATE INDEX api_key_of_party ON api_key (rp);

-- What a relying party's list and figures are made from. Rows of before have no kind and are in neither.
ALTER TABLE request ADD COLUMN kind INTEGER;
ALTER TABLE request ADD COLUMN ended INTEGER;
CREATE INDEX request_of_party ON request (party, key) WHERE kind IS NOT NULL;

-- Whole hours, summed when all that began in them has ended, before the requests themselves are forgotten.
CREATE TABLE usage (
    rp TEXT NOT NULL,
    hour INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    count INTEGER NOT NULL,
    millis INTEGER NOT NULL,
    PRIMARY KEY (rp, hour, kind, state, bucket)
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_by_hour ON usage (hour);
CREATE TABLE usage_summed (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    until INTEGER NOT NULL
) STRICT;

-- Calls of the API by their answer.
CREATE TABLE call_count (
    rp TEXT NOT NULL,
    hour INTEGER NOT NULL,
    method TEXT NOT NULL,
    code TEXT NOT NULL,
    count INTEGER NOT NULL,
    micros INTEGER NOT NULL,
    PRIMARY KEY (rp, hour, method, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_count_by_hour ON call_count (hour);

-- A case that one officer would accept and that waits for a second one, state 4, is open too.
DROP INDEX one_open_case;
CREATE UNIQUE INDEX one_open_case ON identity_case (account) WHERE state IN (0, 1, 4);
