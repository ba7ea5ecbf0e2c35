"""What anyone may read: keys, health, metrics, the documentation."""
