-- What the person's own app needs: several addresses, guarded devices, ways back.

ALTER TABLE account ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
-- Grows with every change that the person's devices show.
ALTER TABLE account ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- Keyed hash of the recovery code; none once it was used.
ALTER TABLE account ADD COLUMN recovery_hash BLOB;

ALTER TABLE email ADD COLUMN written TEXT NOT NULL DEFAULT '';
UPDATE email SET written = (SELECT account.email FROM account WHERE account.account = email.account);

ALTER TABLE device ADD COLUMN session_key BLOB;
-- 1 for a device that must prove its person at each approval.
ALTER TABLE device ADD COLUMN guarded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN last_seen INTEGER NOT NULL DEFAULT 0;
UPDATE device SET last_seen = enrolled;

-- `account` is set when the enrolment adds an address to an account, not a device.
ALTER TABLE enrolment ADD COLUMN language TEXT NOT NULL DEFAULT 'en';

CREATE TABLE pin_lock (
    device_id TEXT PRIMARY KEY REFERENCES device,
    proof_hash BLOB NOT NULL,
    sealed_share BLOB NOT NULL,
    tries_left INTEGER NOT NULL,
    proven_request TEXT NOT NULL DEFAULT '',
    proven_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE passkey (
    device_id TEXT PRIMARY KEY REFERENCES device,
    credential_id BLOB NOT NULL,
    public_key BLOB NOT NULL, -- COSE_Key, RFC 9052 §7
    added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A device that waits until an older one of the account admits it. state: 0 waiting, 1 admitted, 2 refused.
CREATE TABLE device_join (
    join_id TEXT PRIMARY KEY, -- the enrolment's id
    account INTEGER NOT NULL REFERENCES account,
    device_id TEXT NOT NULL,
    device BLOB NOT NULL,
    asked INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_join_of_account ON device_join (account) WHERE state = 0;
CREATE INDEX join_by_expiry ON device_join (expires);

CREATE TABLE used_challenge (
    challenge_hash BLOB PRIMARY KEY,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX used_challenge_by_expiry ON used_challenge (expires);
