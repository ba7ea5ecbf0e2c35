"""The addresses that answer by themselves, and how. `docs/staging.md` tells the grammar in words.

    address  = plan [ "-" standing ] [ "+" seconds "s" ] [ "." label ] "@example.com"
    plan     = "approve" | "cancel" | "notme" | "ignore"
    standing = "unverified" | "pending" | "refused" | "expired"

`seconds` is 0 to 600, 10 when absent; a `label` of letters, digits and hyphens makes an account of its own.
"""

from __future__ import annotations

import re
from enum import Enum

import msgspec

DEFAULT_SECONDS = 10
_LONGEST_SECONDS = 600
_FORM = re.compile(
    r"(?P<plan>approve|cancel|notme|ignore)(?:-(?P<standing>unverified|pending|refused|expired))?(?:\+(?P<seconds>\d{1,3})s)?"
    r"(?:\.[a-z0-9-]{1,32})?@(?:screening-(?P<list>eu|un|pep)\.)?example\.com"
)


class Plan(Enum):
    """What a simulated phone does with a request."""

    APPROVE = "approve"
    CANCEL = "cancel"
    NOT_ME = "notme"
    IGNORE = "ignore"


class Standing(Enum):
    """How the verification of an account's identity stands."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    """Nothing was ever handed in."""
    PENDING = "pending"
    """What was handed in waits for an officer."""
    REFUSED = "refused"
    EXPIRED = "expired"
    """It was verified, and the passport has expired."""


class TestAccount(msgspec.Struct, frozen=True):
    """An account that answers by itself, `after_seconds` from when the request was created."""

    plan: Plan
    after_seconds: int
    standing: Standing
    given_names: str = "TEST"
    """The specimen person's; their surname is SPECIMEN."""

    @property
    def verified(self) -> bool:
        """Whether its verification holds."""
        return self.standing is Standing.VERIFIED


REFERENCE_ACCOUNTS = {
    "test@example.com": TestAccount(Plan.APPROVE, DEFAULT_SECONDS, Standing.VERIFIED),
    "test-unverified@example.com": TestAccount(Plan.APPROVE, DEFAULT_SECONDS, Standing.UNVERIFIED),
    "test@screening-eu.example.com": TestAccount(
        Plan.APPROVE, DEFAULT_SECONDS, Standing.VERIFIED, "SCREENING EU"
    ),
    "test@screening-pep.example.com": TestAccount(
        Plan.APPROVE, DEFAULT_SECONDS, Standing.VERIFIED, "SCREENING PEP"
    ),
}
"""The four of the reference."""


def test_account_of(folded_email: str) -> TestAccount | None:
    """The test account at this address, if the grammar or the reference knows one."""
    if (known := REFERENCE_ACCOUNTS.get(folded_email)) is not None:
        return known
    form = _FORM.fullmatch(folded_email)
    if form is None:
        return None
    seconds = DEFAULT_SECONDS if form["seconds"] is None else int(form["seconds"])
    if seconds > _LONGEST_SECONDS:
        return None
    given_names = "TEST" if form["list"] is None else f"SCREENING {form['list'].upper()}"
    return TestAccount(Plan(form["plan"]), seconds, Standing(form["standing"] or "verified"), given_names)
