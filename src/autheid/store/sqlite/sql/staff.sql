-- name: begin_sign_up
INSERT INTO sign_up (sign_up, code_hash, tries_left, expires, sealed) VALUES (?, ?, ?, ?, ?);

-- name: count_try
UPDATE sign_up SET tries_left = tries_left - 1 WHERE sign_up = ?
RETURNING sign_up, code_hash, tries_left, expires, sealed;

-- name: give_back_try
UPDATE sign_up SET tries_left = tries_left + 1 WHERE sign_up = ?;

-- name: end_sign_up
DELETE FROM sign_up WHERE sign_up = ?;

-- name: add_worker
INSERT INTO worker (worker, realm, address, unique_user_id, owns, disabled, created, sealed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING;

-- name: worker
SELECT worker, realm, unique_user_id, owns, disabled, created, sealed FROM worker WHERE worker = ?;

-- name: worker_by_address
SELECT worker, realm, unique_user_id, owns, disabled, created, sealed FROM worker WHERE realm = ? AND address = ?;

-- name: worker_by_user
SELECT worker, realm, unique_user_id, owns, disabled, created, sealed FROM worker WHERE unique_user_id = ?;

-- name: workers
SELECT worker, realm, unique_user_id, owns, disabled, created, sealed FROM worker WHERE realm = ? ORDER BY created;

-- name: write_worker
UPDATE OR IGNORE worker SET unique_user_id = ?, owns = ?, disabled = ?, sealed = ? WHERE worker = ?;

-- name: passkeys
SELECT credential_id, public_key, name, added, used FROM worker_passkey WHERE worker = ? ORDER BY added;

-- name: passkey
SELECT credential_id, public_key, name, added, used, worker FROM worker_passkey WHERE credential_id = ?;

-- name: add_passkey
INSERT INTO worker_passkey (credential_id, worker, public_key, name, added, used) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING;

-- name: use_passkey
UPDATE worker_passkey SET used = ? WHERE credential_id = ?;

-- name: remove_passkey
-- Whoever has no other way in keeps the last.
DELETE FROM worker_passkey WHERE credential_id = ?1 AND worker = ?2 AND (
    EXISTS (SELECT 1 FROM worker_passkey AS other WHERE other.worker = ?2 AND other.credential_id <> ?1)
    OR EXISTS (SELECT 1 FROM worker WHERE worker.worker = ?2 AND unique_user_id IS NOT NULL)
);

-- name: use_challenge
INSERT INTO worker_challenge (challenge_hash, expires) VALUES (?, ?) ON CONFLICT DO NOTHING;

-- name: open_session
INSERT INTO worker_session (token_hash, worker, opened, seen, proven, expires) VALUES (?, ?, ?, ?, ?, ?);

-- name: session
SELECT worker, opened, seen, proven, expires FROM worker_session WHERE token_hash = ?;

-- name: touch_session
UPDATE worker_session SET seen = ?, proven = ? WHERE token_hash = ?;

-- name: end_session
DELETE FROM worker_session WHERE token_hash = ?;

-- name: end_sessions
DELETE FROM worker_session WHERE worker = ? AND token_hash <> ?;

-- name: memberships
SELECT membership.rp, worker, role, since FROM membership WHERE worker = ? ORDER BY since, rp;

-- name: membership
SELECT membership.rp, worker, role, since FROM membership WHERE rp = ? AND worker = ?;

-- name: members
SELECT membership.rp, worker, role, since FROM membership WHERE rp = ? ORDER BY since, worker;

-- name: add_member
INSERT INTO membership (rp, worker, role, since) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET role = excluded.role;

-- name: set_role
-- The last owner stays one.
UPDATE membership SET role = ?3 WHERE rp = ?1 AND worker = ?2 AND (
    role <> 'owner' OR ?3 = 'owner'
    OR EXISTS (SELECT 1 FROM membership AS other WHERE other.rp = ?1 AND other.worker <> ?2 AND other.role = 'owner')
);

-- name: remove_member
DELETE FROM membership WHERE rp = ?1 AND worker = ?2 AND (
    role <> 'owner'
    OR EXISTS (SELECT 1 FROM membership AS other WHERE other.rp = ?1 AND other.worker <> ?2 AND other.role = 'owner')
);

-- name: invite
INSERT INTO invitation (invitation, token_hash, realm, rp, expires, sealed) VALUES (?, ?, ?, ?, ?, ?);

-- name: invitation_by_token
SELECT invitation, token_hash, realm, rp, expires, sealed FROM invitation WHERE token_hash = ?;

-- name: invitations
SELECT invitation, token_hash, realm, rp, expires, sealed FROM invitation WHERE realm = ? AND rp IS ? ORDER BY expires;

-- name: use_invitation
DELETE FROM invitation WHERE invitation = ? RETURNING invitation, token_hash, realm, rp, expires, sealed;

-- name: revoke_invitation
DELETE FROM invitation WHERE realm = ? AND rp IS ? AND invitation = ?;

-- name: begin_act
INSERT INTO act (realm, rp, outcome, sealed) VALUES (?, ?, ?, ?);

-- name: end_act
UPDATE act SET outcome = ?, rp = ?, sealed = ? WHERE act = ?;

-- name: acts
SELECT act, realm, rp, outcome, sealed FROM act WHERE realm = ? AND rp IS ? AND act < ? ORDER BY act DESC LIMIT ?;

-- name: forget_worker_sessions
DELETE FROM worker_session WHERE expires <= ?;

-- name: forget_sign_ups
DELETE FROM sign_up WHERE expires <= ?;

-- name: forget_worker_challenges
DELETE FROM worker_challenge WHERE expires <= ?;

-- name: forget_invitations
DELETE FROM invitation WHERE expires <= ?;
