-- name: add_account
-- No number is given twice, so what was sealed for an erased account is never taken for another's.
INSERT INTO account (account, unique_user_id, first_address, verified_until, answers_by_itself, created, language)
VALUES (nextval('account_number'), $1, $2, $3, $4, $5, $6)
RETURNING account;
