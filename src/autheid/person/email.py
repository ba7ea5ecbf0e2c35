"""E-mail addresses: parsed once, at the edge."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from email_validator import EmailNotValidError, validate_email

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
    if len(unverified) > EMAIL_CHARACTERS:
        message = f"must have at most {EMAIL_CHARACTERS} characters"
        raise ValueError(message)
    try:
        # The reference's own accounts live at example.com, a special-use domain.
        valid = validate_email(unverified, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        # The library's sentence quotes the address; ours must not carry personal data into a log.
        message = "must be an e-mail address"
        raise ValueError(message) from None
    return EmailAddress(written=unverified, folded=valid.normalized.casefold())
