-- name: pin_lock
SELECT device_id, proof_hash, sealed_share, tries_left, proven_request, proven_at FROM pin_lock WHERE device_id = ?;

-- name: take_pin_try
UPDATE pin_lock SET tries_left = tries_left - 1 WHERE device_id = ? AND tries_left > 0
RETURNING device_id, proof_hash, sealed_share, tries_left, proven_request, proven_at;

-- name: pin_was_right
UPDATE pin_lock SET tries_left = ?, proven_request = ?, proven_at = ? WHERE device_id = ?;

-- name: put_pin
INSERT INTO pin_lock (device_id, proof_hash, sealed_share, tries_left) VALUES (?, ?, ?, ?)
ON CONFLICT (device_id) DO UPDATE SET proof_hash = excluded.proof_hash, sealed_share = excluded.sealed_share,
    tries_left = excluded.tries_left, proven_request = '', proven_at = 0;

-- name: forget_pin
DELETE FROM pin_lock WHERE device_id = ?;

-- name: passkey
SELECT credential_id, public_key FROM passkey WHERE device_id = ?;

-- name: put_passkey
INSERT INTO passkey (device_id, credential_id, public_key, added) VALUES (?, ?, ?, ?)
ON CONFLICT (device_id) DO UPDATE SET credential_id = excluded.credential_id, public_key = excluded.public_key,
    added = excluded.added;

-- name: remove_passkey
DELETE FROM passkey WHERE device_id = ?;

-- name: account_of_device_changed
UPDATE account SET version = version + 1 WHERE account = (SELECT account FROM device WHERE device_id = ?);
