-- name: take_turn
-- By the database's own clock: those of the nodes may differ.
INSERT INTO turn (chore, node, until) VALUES ($1, $2, clock_timestamp() + CAST($3 AS bigint) * interval '1 second')
ON CONFLICT (chore) DO UPDATE SET node = excluded.node, until = excluded.until
WHERE turn.node = excluded.node OR turn.until < clock_timestamp()
RETURNING 1;

-- name: leave_turns
DELETE FROM turn WHERE node = $1;

-- name: request_marks
SELECT key, state, presented FROM request WHERE key = ANY($1);

-- name: account_marks
SELECT account, version,
    (SELECT string_agg(key || ' ' || presented, ',' ORDER BY key) FROM request
        WHERE request.account = account.account AND state = 0 AND key >= $2)
FROM account WHERE account = ANY($1);
