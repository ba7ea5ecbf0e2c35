-- What is personal is sealed with a data key an account, which is wrapped with a key that stands elsewhere.
-- make_data_key, seal and address_hash are lent by the program (see seals.py).

CREATE TABLE data_key (
    account INTEGER PRIMARY KEY, -- 0 is the deployment's own
    wrapped BLOB NOT NULL
) STRICT;
INSERT INTO data_key (account, wrapped) VALUES (0, make_data_key(0));
INSERT INTO data_key (account, wrapped) SELECT account, make_data_key(account) FROM account;

-- Addresses are found by their keyed hash.
CREATE TABLE address (
    address_hash BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    added INTEGER NOT NULL,
    sealed BLOB NOT NULL -- as it was written
) STRICT, WITHOUT ROWID;
CREATE INDEX address_of_account ON address (account);
INSERT INTO address (address_hash, account, added, sealed)
SELECT address_hash(folded), account, added, seal(account, 'address', written) FROM email;

ALTER TABLE account ADD COLUMN first_address BLOB NOT NULL DEFAULT x'';
UPDATE account SET first_address =
    (SELECT address_hash(folded) FROM email WHERE email.account = account.account AND email.written = account.email);
ALTER TABLE account DROP COLUMN email;
DROP TABLE email;

ALTER TABLE device ADD COLUMN sealed_name BLOB NOT NULL DEFAULT x'';
UPDATE device SET sealed_name = seal(account, 'device name', name);
ALTER TABLE device DROP COLUMN name;

-- Nobody's code or waiting device lives for longer than some minutes: whoever is under way begins anew.
DROP TABLE enrolment;
CREATE TABLE enrolment (
    enrolment_id TEXT PRIMARY KEY,
    sealed BLOB NOT NULL, -- the address
    account INTEGER REFERENCES account,
    code_hash BLOB NOT NULL,
    tries_left INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    state INTEGER NOT NULL,
    language TEXT NOT NULL DEFAULT 'en'
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_by_expiry ON enrolment (expires);
DELETE FROM device_join;

UPDATE request SET
    opening = seal(account, 'opening of ' || key, opening),
    ending = seal(account, 'ending of ' || key, ending);

-- Numbers of accounts that were erased: no number is given twice, and each process learns what to forget.
CREATE TABLE erased_account (
    account INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
