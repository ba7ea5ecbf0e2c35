-- name: acts
-- As its index says it: of nobody's team is the empty name.
SELECT act, realm, rp, outcome, sealed FROM act
WHERE realm = $1 AND coalesce(rp, '') = coalesce($2, '') AND act < $3 ORDER BY act DESC LIMIT $4;
