"""Telephone numbers (ITU-T E.164), and the code that proves one."""

from __future__ import annotations

import msgspec
import phonenumbers

from autheid.kernel.clock import Millis
from autheid.kernel.errors import invalid

PHONE_CODE_SECONDS = 600
PHONE_TRIES = 5
_CHARACTERS = 32


class Phone(msgspec.Struct, frozen=True):
    """A number that its person has proven."""

    number: str
    """E.164: `+`, the country's code, the number, without spaces."""
    verified: Millis


class PhoneChallenge(msgspec.Struct, frozen=True):
    """A code on its way to a number."""

    number: str
    code_hash: bytes
    tries_left: int
    expires: Millis


def parse_phone(unverified: str) -> str:
    """A number in E.164. Raises Refusal INVALID when it can't be called."""
    if len(unverified) > _CHARACTERS:
        raise invalid("number", f"must have at most {_CHARACTERS} characters")
    try:
        number = phonenumbers.parse(unverified, None)
    except phonenumbers.NumberParseException:
        raise invalid(
            "number", "must be a telephone number with its country's code, as +46 70 123 45 67"
        ) from None
    if not phonenumbers.is_valid_number(number):
        raise invalid("number", "is not a number that can be called")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def written_phone(number: str) -> str:
    """An E.164 number as the reference writes it: the country's code, a space, the rest: `+46 701234567`."""
    parsed = phonenumbers.parse(number, None)
    return f"+{parsed.country_code} {parsed.national_number}"
