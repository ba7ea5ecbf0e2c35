"""Reads foreign files in a process of its own: `python -m autheid.reading` does one job and ends."""
