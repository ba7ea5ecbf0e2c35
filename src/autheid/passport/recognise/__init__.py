"""Finds and reads the machine-readable zone in a photo of a passport's data page.

1. `find`: where two stripes of text lie as a zone's lines do, whatever the page's place, size and turn.
2. `rectify`: the stripes drawn straight, at one size.
3. `classify`: what each place of a line looks like, by a small network (`scripts/train_zone.py` makes it).
4. `decode`: the 44 characters that fit best, by what each field may hold. What is not sure is not read.
"""

from autheid.passport.recognise.zone import Zone, ZoneNotFound, read_zone

__all__ = ["Zone", "ZoneNotFound", "read_zone"]
