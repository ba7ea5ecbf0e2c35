-- name: requests_of
-- A request that waits and is overdue has timed out, noticed or not.
SELECT key, account, state, opening, ending FROM request
WHERE party = $1 AND kind IS NOT NULL AND key >= $2 AND key < $3
    AND (CAST($4 AS bigint) IS NULL OR kind = $4)
    AND (CAST($5 AS bigint) IS NULL OR $5 = CASE WHEN state NOT IN (0, 6) THEN state WHEN expires <= $7 THEN 5 ELSE state END)
    AND (CAST($6 AS bytea) IS NULL OR address = $6)
ORDER BY key DESC LIMIT $8;

-- name: mark
SELECT key, state, presented FROM request WHERE party = $1 AND kind IS NOT NULL ORDER BY key DESC LIMIT $2;

-- name: waiting_of
-- None waits for longer than ten minutes, so older keys need no look.
SELECT count(*) FROM request
WHERE party = $1 AND kind IS NOT NULL AND key >= $2 AND state IN (0, 6) AND expires > $3;

-- name: summed_until
SELECT until FROM usage_summed WHERE "only" = 1;

-- name: oldest
SELECT min(key) FROM request WHERE key >= 0;

-- name: sum_hour
SELECT party, kind, shown, bucket, count(*), CAST(sum(took) AS bigint)
FROM (
    SELECT party, kind, shown, took,
        CASE WHEN took <= 500 THEN 0 WHEN took <= 1000 THEN 1 WHEN took <= 2000 THEN 2 WHEN took <= 5000 THEN 3
            WHEN took <= 10000 THEN 4 WHEN took <= 20000 THEN 5 WHEN took <= 30000 THEN 6 WHEN took <= 60000 THEN 7
            WHEN took <= 120000 THEN 8 WHEN took <= 300000 THEN 9 ELSE 10 END AS bucket
    FROM (
        SELECT party, kind, CASE WHEN state IN (0, 6) THEN 5 ELSE state END AS shown,
            greatest(0, coalesce(ended, expires) - (key >> 22)) AS took
        FROM request WHERE key >= $1 AND key < $2 AND kind IS NOT NULL
    ) AS ended
) AS measured
GROUP BY party, kind, shown, bucket;

-- name: put_usage
INSERT INTO usage (hour, rp, kind, state, bucket, count, millis) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (rp, hour, kind, state, bucket) DO UPDATE SET count = excluded.count, millis = excluded.millis;

-- name: put_summed
INSERT INTO usage_summed ("only", until) VALUES (1, $1)
ON CONFLICT ("only") DO UPDATE SET until = excluded.until;

-- name: usage
SELECT hour, kind, state, bucket, count, millis FROM usage WHERE rp = $1 AND hour >= $2 ORDER BY hour;

-- name: usage_now
-- The hours that are not summed yet, from the requests themselves.
SELECT (key >> 22) - (key >> 22) % 3600000 AS began, kind, shown, bucket, count(*), CAST(sum(took) AS bigint)
FROM (
    SELECT key, kind, shown, took,
        CASE WHEN took <= 500 THEN 0 WHEN took <= 1000 THEN 1 WHEN took <= 2000 THEN 2 WHEN took <= 5000 THEN 3
            WHEN took <= 10000 THEN 4 WHEN took <= 20000 THEN 5 WHEN took <= 30000 THEN 6 WHEN took <= 60000 THEN 7
            WHEN took <= 120000 THEN 8 WHEN took <= 300000 THEN 9 ELSE 10 END AS bucket
    FROM (
        SELECT key, kind, CASE WHEN state NOT IN (0, 6) THEN state WHEN expires <= $3 THEN 5 ELSE state END AS shown,
            greatest(0, coalesce(ended, least(expires, $3)) - (key >> 22)) AS took
        FROM request WHERE party = $1 AND kind IS NOT NULL AND key >= $2
    ) AS ended
) AS measured
GROUP BY began, kind, shown, bucket ORDER BY began;

-- name: note_call
INSERT INTO call_count (rp, hour, method, code, count, micros) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (rp, hour, method, code)
DO UPDATE SET count = call_count.count + excluded.count, micros = call_count.micros + excluded.micros;

-- name: calls
SELECT hour, method, code, count, micros FROM call_count WHERE rp = $1 AND hour >= $2 ORDER BY hour;

-- name: forget_usage
DELETE FROM usage WHERE hour < $1;

-- name: forget_calls
DELETE FROM call_count WHERE hour < $1;
