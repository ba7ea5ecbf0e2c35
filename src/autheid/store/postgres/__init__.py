"""PostgreSQL, for many processes and nodes: like calls gathered into one statement, one commit for many callers."""
