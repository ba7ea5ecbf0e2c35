-- name: due
SELECT delivery, endpoint, event, kind, body, created, due, tries, standing FROM webhook_delivery
WHERE standing = 0 AND due <= $1 AND endpoint NOT IN (SELECT json_array_elements_text(CAST($2 AS json)))
ORDER BY due LIMIT $3;
