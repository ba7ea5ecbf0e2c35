"""The world outside: one adapter a file."""
