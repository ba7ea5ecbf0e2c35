"""What a reader found in a file that a person handed in. Nothing here decides; the rules of `autheid.identity` do."""

from __future__ import annotations

from datetime import date

import msgspec


class PageReading(msgspec.Struct, frozen=True, kw_only=True):
    """A photo of a passport's data page, read."""

    picture: bytes
    """The photo, upright, as a JPEG of ours without metadata, 2,000 pixels on its long side at most."""
    line_1: str
    line_2: str
    """The machine-readable zone as it was read; whether it obeys the rules is `parse_mrz`'s to say."""


class ProofStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of passive authentication that was taken, in words that an officer reads."""

    name: str
    detail: str


class ChipReading(msgspec.Struct, frozen=True, kw_only=True):
    """A chip whose files are proven unaltered (passive authentication, ICAO 9303-11 §5.1). Not that it is no copy."""

    steps: tuple[ProofStep, ...]
    signed_by: str
    """The country signing CA's subject."""
    signer_country: str
    """Its country, ISO 3166-1 alpha-2, upper case."""
    signed_at: date | None
    """When the document signer says that it signed; None where it does not say."""
    line_1: str
    line_2: str
    """The machine-readable zone from DG1."""
    full_name: str
    """From DG11, in the document's own letters: `SURNAME, GIVEN NAMES`; empty where there is none."""
    personal_number: str
    """From DG11; empty where there is none."""
    place_of_birth: str
    """From DG11; empty where there is none."""
    portrait: bytes
    """From DG2, as a JPEG of ours, 480 pixels on its long side at most; empty where there is none."""


class ProofReading(msgspec.Struct, frozen=True, kw_only=True):
    """A residency proof, read: each page as a JPEG of ours, upright, 2,000 pixels on its long side at most."""

    pages: tuple[bytes, ...]
