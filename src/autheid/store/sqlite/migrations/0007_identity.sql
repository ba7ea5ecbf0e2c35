-- Cases of identity, the files that belong to them, who has looked, and what erasure leaves.

-- state: 0 collecting, 1 submitted, 2 accepted, 3 refused.
CREATE TABLE identity_case (
    case_id TEXT PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    state INTEGER NOT NULL,
    version INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    ends INTEGER, -- of an accepted one: when its verification does
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX case_of_account ON identity_case (account, opened);
CREATE INDEX case_by_state ON identity_case (state, changed);
CREATE UNIQUE INDEX one_open_case ON identity_case (account) WHERE state IN (0, 1);

-- A passport verifies one account; the document by its keyed hash.
CREATE TABLE document (
    document_hash BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account
) STRICT, WITHOUT ROWID;
CREATE INDEX document_of_account ON document (account);

-- What stands in the file store. Neither a case nor a request: just kept, or left over.
CREATE TABLE kept_file (
    name TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    case_id TEXT,
    request INTEGER,
    made INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX file_of_account ON kept_file (account);
CREATE INDEX file_of_case ON kept_file (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX file_of_request ON kept_file (request) WHERE request IS NOT NULL;
CREATE INDEX loose_file ON kept_file (made) WHERE case_id IS NULL AND request IS NULL;

CREATE TABLE doomed_file (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE officer_view (
    account INTEGER NOT NULL REFERENCES account,
    at INTEGER NOT NULL,
    officer TEXT NOT NULL,
    what TEXT NOT NULL
) STRICT;
CREATE INDEX view_of_account ON officer_view (account, at);

-- What proves the past signatures of an erased account: hashes, keys and signatures, nothing of the person.
CREATE TABLE proof (
    id_digest BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    ended INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    curve TEXT NOT NULL,
    statement_sha256 BLOB NOT NULL,
    signature BLOB NOT NULL,
    document_sha256 BLOB NOT NULL,
    document_signature BLOB NOT NULL
) STRICT, WITHOUT ROWID;
