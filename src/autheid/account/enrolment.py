"""Enrolling a device: an address asks, a code is delivered, the new key answers with it.

A mailbox alone must never let someone sign for an account (an e-mail address is an address, not proof). So the code
alone is good only for an address that nobody has; for an account, the recovery code or an older device comes on top.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from autheid.account.account import Language
from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import Chance, KeyedHash, base64url_text
from autheid.person.email import EmailAddress

LICENCE_VERSION = "2026-11"
"""The licence that a person accepts when they activate; the app asks again when it is another."""
CODE_DIGITS = 6
CODE_LIFE_SECONDS = 600
CODE_TRIES = 5


class EnrolmentState(Enum):
    """Where an enrolment stands."""

    OPEN = 0
    DONE = 1


class Enrolment(msgspec.Struct, frozen=True):
    """One enrolment. `account` is set when it adds an address to that account, and no device."""

    enrolment_id: str
    email: EmailAddress
    account: AccountId | None
    code_hash: bytes
    tries_left: int
    expires: Millis
    state: EnrolmentState = EnrolmentState.OPEN
    language: Language = "en"


def make_code(chance: Chance) -> str:
    """A code of decimal digits, each code as likely as another."""
    while True:
        drawn = int.from_bytes(chance(4), "big")
        if drawn < 4_294_000_000:  # noqa: PLR2004 - the largest multiple of a million in 32 bits
            return f"{drawn % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def make_enrolment_id(chance: Chance) -> str:
    """128 bits of chance in URL-safe base64."""
    return base64url_text(chance(16))


def check_code(enrolment: Enrolment, unverified_code: str, *, now: Millis, hasher: KeyedHash) -> None:
    """Check a code against an enrolment whose try has been counted already.

    1. The enrolment is open and has not expired.
    2. A try was left.
    3. The code is the one that was delivered, compared in constant time.

    Raises Refusal PRECONDITION by 1 and 2, FORBIDDEN by 3.
    """
    # 1.
    if enrolment.state is not EnrolmentState.OPEN or now >= enrolment.expires:
        raise Refusal(Kind.PRECONDITION, "this enrolment is over; begin again")
    # 2.
    if enrolment.tries_left < 0:
        raise Refusal(Kind.PRECONDITION, "too many wrong codes; begin again")
    # 3.
    if not hasher.matches(code_material(enrolment.enrolment_id, unverified_code), enrolment.code_hash):
        raise Refusal(Kind.FORBIDDEN, "code: is not the one that was sent", field="code")


def code_material(enrolment_id: str, code: str) -> bytes:
    """What is hashed of a code: bound to its enrolment, so that equal codes have unequal hashes."""
    return f"{enrolment_id}:{code}".encode()
