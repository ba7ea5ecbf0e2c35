-- Trust lists as the operator has loaded them. What is replaced or removed leaves its row, so that it can be told later.
CREATE TABLE trust_list (
    sha256 BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    signed_by TEXT NOT NULL,
    signed_at INTEGER,
    loaded INTEGER NOT NULL,
    items INTEGER NOT NULL,
    in_use INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE trust_item (
    sha256 BLOB NOT NULL REFERENCES trust_list,
    number INTEGER NOT NULL,
    der BLOB NOT NULL,
    PRIMARY KEY (sha256, number)
) STRICT, WITHOUT ROWID;
