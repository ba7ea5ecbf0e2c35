-- name: due
SELECT delivery, endpoint, event, kind, body, created, due, tries, standing FROM webhook_delivery
WHERE standing = 0 AND due <= $1 AND endpoint NOT IN (SELECT value FROM json_each($2)) ORDER BY due LIMIT $3;
