"""Readers of lists, one format a file; each streams, and refuses what no list has."""
