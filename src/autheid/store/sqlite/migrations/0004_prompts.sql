-- Requests that are picked up by a code, a person's history, and the parties they have muted.

ALTER TABLE request ADD COLUMN party TEXT NOT NULL DEFAULT '';
-- How often the address was chosen; an answer names the one it was given with.
ALTER TABLE request ADD COLUMN presented INTEGER NOT NULL DEFAULT 0;

-- The party too, so that counting an address's prompts reads the index alone.
DROP INDEX pending_by_address;
CREATE INDEX pending_by_address ON request (address, expires, party) WHERE state = 0;
CREATE INDEX unclaimed_by_expiry ON request (expires) WHERE state = 6;
-- One index for what waits and what is over: keys grow with time, so an account's latest stand together.
DROP INDEX pending_by_account;
CREATE INDEX request_of_account ON request (account, key) WHERE account IS NOT NULL;
CREATE INDEX request_of_nobody ON request (key) WHERE account IS NULL;

CREATE TABLE mute (
    account INTEGER NOT NULL,
    rp TEXT NOT NULL,
    rp_name TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (account, rp)
) STRICT, WITHOUT ROWID;
CREATE INDEX mute_by_end ON mute (until);
