-- Letters that wait to be carried; `sealed` holds the address and every word.
CREATE TABLE letter (
    letter INTEGER PRIMARY KEY AUTOINCREMENT,
    sealed BLOB NOT NULL,
    due INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX letter_by_due ON letter (due);
