-- What is known of persons and the lists, sealed; in the clear only what finds the rows that want work.
CREATE TABLE screening (
    account INTEGER PRIMARY KEY REFERENCES account,
    token TEXT NOT NULL,
    at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    open_pairs INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

CREATE INDEX screening_waiting ON screening (at) WHERE open_pairs > 0;

-- The screening of a request's KYC, kept as long as the person's account, so that it can be done again.
CREATE TABLE request_screening (
    id_digest BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    at INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX request_screening_account ON request_screening (account);

-- Who is verified, to go through in order; and whose verification ends, to tell of it.
CREATE INDEX case_verified ON identity_case (account, ends) WHERE state = 2;
CREATE INDEX case_ends ON identity_case (ends) WHERE state = 2;
