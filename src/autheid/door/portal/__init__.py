"""The door of relying parties' people, under /portal/v1."""
