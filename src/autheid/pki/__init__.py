"""Public-key crafts: curves, certificates and their status, passkeys, web push."""
