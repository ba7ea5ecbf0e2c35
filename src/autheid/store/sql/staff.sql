-- name: begin_sign_up
INSERT INTO sign_up (sign_up, code_hash, tries_left, expires, sealed) VALUES ($1, $2, $3, $4, $5);

-- name: count_try
UPDATE sign_up SET tries_left = tries_left - 1 WHERE sign_up = $1
RETURNING sign_up, code_hash, tries_left, expires, sealed;

-- name: give_back_try
UPDATE sign_up SET tries_left = tries_left + 1 WHERE sign_up = $1;

-- name: end_sign_up
DELETE FROM sign_up WHERE sign_up = $1;

-- name: add_worker
INSERT INTO worker (worker, realm, address, unique_user_id, owns, disabled, created, sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING;

-- name: worker
SELECT worker, realm, unique_user_id, owns, disabled, created, sealed FROM worker WHERE worker = $1;

-- name: worker_by_address
SELECT worker, realm, unique_user_id, owns, disabled, created, sealed FROM worker WHERE realm = $1 AND address = $2;

-- name: worker_by_user
SELECT worker, realm, unique_user_id, owns, disabled, created, sealed FROM worker WHERE unique_user_id = $1;

-- name: workers
SELECT worker, realm, unique_user_id, owns, disabled, created, sealed FROM worker WHERE realm = $1 ORDER BY created;

-- name: write_worker
-- An account of Auth eID signs in as one worker.
UPDATE worker SET unique_user_id = $1, sealed = $2 WHERE worker = $3 AND NOT EXISTS (
    SELECT 1 FROM worker AS other WHERE other.unique_user_id = $1 AND other.worker <> $3
);

-- name: set_standing
UPDATE worker SET owns = $1, disabled = $2 WHERE worker = $3;

-- name: passkeys
SELECT credential_id, public_key, name, added, used FROM worker_passkey WHERE worker = $1 ORDER BY added;

-- name: passkey
SELECT credential_id, public_key, name, added, used, worker FROM worker_passkey WHERE credential_id = $1;

-- name: add_passkey
INSERT INTO worker_passkey (credential_id, worker, public_key, name, added, used) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING;

-- name: use_passkey
UPDATE worker_passkey SET used = $1 WHERE credential_id = $2;

-- name: remove_passkey
-- Whoever has no other way in keeps the last.
DELETE FROM worker_passkey WHERE credential_id = $1 AND worker = $2 AND (
    EXISTS (SELECT 1 FROM worker_passkey AS other WHERE other.worker = $2 AND other.credential_id <> $1)
    OR EXISTS (SELECT 1 FROM worker WHERE worker.worker = $2 AND unique_user_id IS NOT NULL)
);

-- name: use_challenge
INSERT INTO worker_challenge (challenge_hash, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: open_session
INSERT INTO worker_session (token_hash, worker, opened, seen, proven, expires) VALUES ($1, $2, $3, $4, $5, $6);

-- name: session
SELECT worker, opened, seen, proven, expires FROM worker_session WHERE token_hash = $1;

-- name: touch_session
UPDATE worker_session SET seen = $1, proven = $2 WHERE token_hash = $3;

-- name: end_session
DELETE FROM worker_session WHERE token_hash = $1;

-- name: end_sessions
DELETE FROM worker_session WHERE worker = $1 AND token_hash <> $2;

-- name: memberships
SELECT membership.rp, worker, role, since FROM membership WHERE worker = $1 ORDER BY since, rp;

-- name: membership
SELECT membership.rp, worker, role, since FROM membership WHERE rp = $1 AND worker = $2;

-- name: members
SELECT membership.rp, worker, role, since FROM membership WHERE rp = $1 ORDER BY since, worker;

-- name: add_member
INSERT INTO membership (rp, worker, role, since) VALUES ($1, $2, $3, $4)
ON CONFLICT (rp, worker) DO UPDATE SET role = excluded.role;

-- name: set_role
-- The last owner stays one.
UPDATE membership SET role = $3 WHERE rp = $1 AND worker = $2 AND (
    role <> 'owner' OR $3 = 'owner'
    OR EXISTS (SELECT 1 FROM membership AS other WHERE other.rp = $1 AND other.worker <> $2 AND other.role = 'owner')
);

-- name: remove_member
DELETE FROM membership WHERE rp = $1 AND worker = $2 AND (
    role <> 'owner'
    OR EXISTS (SELECT 1 FROM membership AS other WHERE other.rp = $1 AND other.worker <> $2 AND other.role = 'owner')
);

-- name: invite
INSERT INTO invitation (invitation, token_hash, realm, rp, expires, sealed) VALUES ($1, $2, $3, $4, $5, $6);

-- name: invitation_by_token
SELECT invitation, token_hash, realm, rp, expires, sealed FROM invitation WHERE token_hash = $1;

-- name: invitations
SELECT invitation, token_hash, realm, rp, expires, sealed FROM invitation WHERE realm = $1 AND rp IS NOT DISTINCT FROM $2 ORDER BY expires;

-- name: use_invitation
DELETE FROM invitation WHERE invitation = $1 RETURNING invitation, token_hash, realm, rp, expires, sealed;

-- name: revoke_invitation
DELETE FROM invitation WHERE realm = $1 AND rp IS NOT DISTINCT FROM $2 AND invitation = $3;

-- name: begin_act
INSERT INTO act (realm, rp, outcome, sealed) VALUES ($1, $2, $3, $4) RETURNING act;

-- name: end_act
UPDATE act SET outcome = $1, rp = $2, sealed = $3 WHERE act = $4;

-- name: acts
SELECT act, realm, rp, outcome, sealed FROM act WHERE realm = $1 AND rp IS NOT DISTINCT FROM $2 AND act < $3 ORDER BY act DESC LIMIT $4;

-- name: forget_worker_sessions
DELETE FROM worker_session WHERE expires <= $1;

-- name: forget_sign_ups
DELETE FROM sign_up WHERE expires <= $1;

-- name: forget_worker_challenges
DELETE FROM worker_challenge WHERE expires <= $1;

-- name: forget_invitations
DELETE FROM invitation WHERE expires <= $1;
