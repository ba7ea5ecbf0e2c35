"""Bodies in JSON as the pages and the devices send them, and what every door checks of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from autheid.door.http import Call, Reply
from autheid.kernel.errors import invalid
from autheid.kernel.secret import base64_bytes
from autheid.person.email import EmailAddress, parse_email

CREDENTIAL_ID_BYTES = 1023  # WebAuthn §4, Credential ID
_T = TypeVar("_T")
_encode = msgspec.json.Encoder().encode


async def read_form(call: Call, form: type[_T], *, most_bytes: int) -> _T:
    """The body as this form. Raises Refusal INVALID with the field and the rule."""
    return decode_form(await call.body(most_bytes=most_bytes), form)


def decode_form(body: bytes, form: type[_T]) -> _T:
    """A body as this form. Raises Refusal INVALID with the field and the rule."""
    try:
        return msgspec.json.decode(body, type=form)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        rule, _, where = str(error).partition(" - at `$.")
        raise invalid(where.rstrip("`") or "body", rule) from None


def checked(field: str, check: Callable[[], _T]) -> _T:
    """What `check` gives. Raises Refusal INVALID with the field when it raises ValueError."""
    try:
        return check()
    except ValueError as rule:
        raise invalid(field, str(rule)) from None


def email_of(typed: str) -> EmailAddress:
    """The address in the field `email`. Raises Refusal INVALID."""
    return checked("email", lambda: parse_email(typed))


def credential_id_of(text: str) -> bytes:
    """The bytes of a credential's id. Raises Refusal INVALID."""
    credential_id = checked("credentialId", lambda: base64_bytes(text))
    if not 0 < len(credential_id) <= CREDENTIAL_ID_BYTES:
        raise invalid("credentialId", f"must have from 1 to {CREDENTIAL_ID_BYTES} bytes")
    return credential_id


def answer(message: msgspec.Struct) -> Reply:
    """A message as a reply."""
    return Reply(_encode(message))
