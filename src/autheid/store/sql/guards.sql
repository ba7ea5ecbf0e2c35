-- name: pin_lock
SELECT device_id, proof_hash, sealed_share, tries_left, proven_request, proven_at FROM pin_lock WHERE device_id = $1;

-- name: take_pin_try
UPDATE pin_lock SET tries_left = tries_left - 1 WHERE device_id = $1 AND tries_left > 0
RETURNING device_id, proof_hash, sealed_share, tries_left, proven_request, proven_at;

-- name: pin_was_right
UPDATE pin_lock SET tries_left = $1, proven_request = $2, proven_at = $3 WHERE device_id = $4;

-- name: put_pin
INSERT INTO pin_lock (device_id, proof_hash, sealed_share, tries_left) VALUES ($1, $2, $3, $4)
ON CONFLICT (device_id) DO UPDATE SET proof_hash = excluded.proof_hash, sealed_share = excluded.sealed_share,
    tries_left = excluded.tries_left, proven_request = '', proven_at = 0;

-- name: forget_pin
DELETE FROM pin_lock WHERE device_id = $1;

-- name: passkey
SELECT credential_id, public_key FROM passkey WHERE device_id = $1;

-- name: put_passkey
INSERT INTO passkey (device_id, credential_id, public_key, added) VALUES ($1, $2, $3, $4)
ON CONFLICT (device_id) DO UPDATE SET credential_id = excluded.credential_id, public_key = excluded.public_key,
    added = excluded.added;

-- name: remove_passkey
DELETE FROM passkey WHERE device_id = $1;

-- name: account_of_device_changed
UPDATE account SET version = version + 1 WHERE account = (SELECT account FROM device WHERE device_id = $1);
