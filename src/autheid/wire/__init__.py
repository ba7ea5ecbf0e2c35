"""Generated from proto/ by scripts/wire.py: never edited, imported only by doors."""
