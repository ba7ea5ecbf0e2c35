-- name: authorities
SELECT number, role, certificate, sealed FROM authority ORDER BY number;

-- name: last_authority
SELECT coalesce(max(number), 0) FROM authority;

-- name: add_authority
INSERT INTO authority (number, role, certificate, sealed) VALUES ($1, $2, $3, $4);

-- name: give_certificate
UPDATE authority SET certificate = $1 WHERE number = $2 AND length(certificate) = 0;

-- name: youngest_of
SELECT serial, issuer, device_id, der, since, until, place FROM certificate WHERE device_id = $1 ORDER BY place DESC LIMIT 1;

-- name: add
INSERT INTO certificate (serial, issuer, device_id, der, since, until, place) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: signs
SELECT 1 FROM device WHERE device_id = $1 AND retired = 0;

-- name: standing
SELECT issuer, revoked, CASE WHEN device.retired = 0 THEN 1 ELSE 0 END
FROM certificate LEFT JOIN device ON device.device_id = certificate.device_id WHERE serial = $1;

-- name: revoke_of_device
UPDATE certificate SET revoked = $1 WHERE device_id = $2 AND revoked IS NULL;

-- name: settle
UPDATE certificate SET revoked = $1 WHERE serial = $2 AND revoked IS NULL;

-- name: let_go
-- Of whom is erased stays only that a number was given and revoked.
UPDATE certificate SET revoked = coalesce(revoked, $1), der = NULL WHERE device_id IS NULL AND der IS NOT NULL;

-- name: forget
DELETE FROM certificate WHERE until < $1;
