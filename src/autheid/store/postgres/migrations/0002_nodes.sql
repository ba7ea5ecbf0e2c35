-- Several nodes: whose turn a chore is, and who is there.

CREATE TABLE turn (
    chore text COLLATE "C" PRIMARY KEY,
    node text COLLATE "C" NOT NULL,
    until timestamptz NOT NULL
);

CREATE TABLE node (
    node text COLLATE "C" PRIMARY KEY,
    facts bytea NOT NULL,
    seen timestamptz NOT NULL
);
CREATE INDEX node_by_sight ON node (seen);
