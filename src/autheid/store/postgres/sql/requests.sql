-- name: load_all
SELECT key, id_digest, state, account, opening, ending FROM request WHERE key = ANY($1);

-- name: lock_addresses
SELECT pg_advisory_xact_lock(lock) FROM (SELECT unnest(CAST($1 AS bigint[])) AS lock ORDER BY 1) AS locks;

-- name: open_all
-- Many callers' requests, each with its own outcome. No two of them share an idempotent key, nor an address with limits.
WITH asked AS (
    SELECT * FROM unnest(
        CAST($1 AS bigint[]), CAST($2 AS bytea[]), CAST($3 AS bigint[]), CAST($4 AS bytea[]), CAST($5 AS bigint[]),
        CAST($6 AS bytea[]), CAST($7 AS bigint[]), CAST($8 AS text[]), CAST($9 AS bigint[]), CAST($10 AS bigint[]),
        CAST($11 AS bytea[]), CAST($12 AS bigint[]), CAST($13 AS bigint[])
    ) WITH ORDINALITY AS t (
        key, id_digest, account, address, expires, opening, state, party, kind, created, key_hash, most_in_all,
        most_of_party, place
    )
),
judged AS (
    SELECT asked.*, counted.*,
        EXISTS (SELECT 1 FROM idempotency WHERE idempotency.key_hash = asked.key_hash) AS repeated
    FROM asked LEFT JOIN LATERAL (
        SELECT count(*) AS in_all, min(request.expires) AS soonest,
            count(*) FILTER (WHERE request.party = asked.party) AS of_party,
            min(request.expires) FILTER (WHERE request.party = asked.party) AS soonest_of_party,
            (SELECT until FROM mute
                WHERE mute.account = asked.account AND mute.rp = asked.party AND until > asked.created) AS muted
        FROM request
        WHERE request.state = 0 AND request.address = asked.address AND request.expires > asked.created
    ) AS counted ON asked.most_in_all IS NOT NULL
),
passed AS (
    SELECT * FROM judged WHERE NOT repeated AND (
        most_in_all IS NULL OR (muted IS NULL AND in_all < most_in_all AND of_party < most_of_party)
    )
),
remembered AS (
    -- Of two nodes with one key the second waits here for the first, and finds it taken.
    INSERT INTO idempotency (key_hash, request) SELECT key_hash, key FROM passed WHERE key_hash IS NOT NULL
    ON CONFLICT DO NOTHING RETURNING key_hash
),
opened AS (
    INSERT INTO request (key, id_digest, account, address, expires, opening, state, party, kind)
    SELECT key, id_digest, account, address, expires, opening, state, party, kind FROM passed
    WHERE key_hash IS NULL OR key_hash IN (SELECT key_hash FROM remembered)
    RETURNING key
)
SELECT key IN (SELECT key FROM opened), repeated, in_all, soonest, of_party, soonest_of_party, muted
FROM judged ORDER BY place;

-- name: end_all
-- As `end` and `time_out`, for many callers, with the events that tell of it.
WITH asked AS (
    SELECT * FROM unnest(
        CAST($1 AS bigint[]), CAST($2 AS bigint[]), CAST($3 AS bytea[]), CAST($4 AS bigint[]), CAST($5 AS bigint[]),
        CAST($6 AS bigint[]), CAST($7 AS bigint[])
    ) AS t (key, state, ending, ended, presented, account, timed_out)
),
written AS (
    UPDATE request SET state = asked.state, ending = asked.ending, ended = asked.ended
    FROM asked
    WHERE request.key = asked.key AND request.state IN (0, 6) AND CASE asked.timed_out
        WHEN 1 THEN request.account IS NOT DISTINCT FROM asked.account
        ELSE request.presented = asked.presented AND request.expires > asked.ended
    END
    RETURNING request.key, request.party
),
told AS (
    INSERT INTO webhook_delivery (endpoint, event, kind, body, created, due, tries, standing)
    SELECT webhook_endpoint.endpoint, event.event, event.kind, event.body, event.at, event.at, 0, 0
    FROM unnest(
        CAST($8 AS bigint[]), CAST($9 AS text[]), CAST($10 AS text[]), CAST($11 AS bytea[]), CAST($12 AS bigint[])
    ) AS event (key, event, kind, body, at)
    JOIN written ON written.key = event.key
    JOIN webhook_endpoint ON webhook_endpoint.rp = written.party
    WHERE disabled = 0 AND strpos(kinds, ' ' || event.kind || ' ') > 0
    ON CONFLICT DO NOTHING
)
SELECT key FROM written;

-- name: forget_nobodys
-- What an idempotent key leads to goes after the key.
DELETE FROM request WHERE key IN (
    SELECT key FROM request WHERE account IS NULL AND key < $1
        AND NOT EXISTS (SELECT 1 FROM idempotency WHERE idempotency.request = request.key)
    ORDER BY key LIMIT 500
);

-- name: forget
DELETE FROM request WHERE key IN (
    SELECT key FROM request WHERE key < $1
        AND NOT EXISTS (SELECT 1 FROM idempotency WHERE idempotency.request = request.key)
    ORDER BY key LIMIT 500
);
