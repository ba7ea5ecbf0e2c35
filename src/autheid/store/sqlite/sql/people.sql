-- name: add_account
-- An erased account's number is never given again: what was sealed for it must not be taken for another's.
INSERT INTO account (account, unique_user_id, first_address, verified_until, answers_by_itself, created, language)
SELECT 1 + max(
    (SELECT coalesce(max(account), 0) FROM account), (SELECT coalesce(max(account), 0) FROM erased_account)
), $1, $2, $3, $4, $5, $6
RETURNING account;
