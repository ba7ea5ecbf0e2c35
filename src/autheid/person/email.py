"""E-mail addresses: parsed once, at the edge."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import msgspec
from email_validator import EmailNotValidError, validate_email

from autheid.person.visible import check_visible

EMAIL_CHARACTERS = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets


class EmailAddress(msgspec.Struct, frozen=True):
    """An address as it was written, and the folded form that two spellings of one mailbox share."""

    written: str
    folded: str


@lru_cache(maxsize=4096)
def parse_email(unverified: str) -> EmailAddress:
    """Parse by RFC 5321 and 6531 syntax; whether the mailbox exists is never asked.

    Raises ValueError with the rule that is broken.
    """
    # A person reads it before signing.
    check_visible(unverified, max_characters=EMAIL_CHARACTERS, max_lines=1)
    # A Kelvin sign becomes a K when it is normalised: a code sent to the one mailbox must not open the other.
    if not unicodedata.is_normalized("NFC", unverified):
        message = "must be in Unicode's normal form C"  # RFC 6532 §3.1
        raise ValueError(message)
    try:
        # The reference's own accounts live at example.com, a special-use domain.
        valid = validate_email(unverified, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        # The library's sentence quotes the address; ours must not carry personal data into a log.
        message = "must be an e-mail address"
        raise ValueError(message) from None
    # Not casefold: it makes ss of ß, and straße@ and strasse@, faß.de and fass.de are two owners' (RFC 5892 §2.6).
    return EmailAddress(written=unverified, folded=valid.normalized.lower())
