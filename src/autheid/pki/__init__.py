"""Public-key crafts: curves, and later certificates."""
