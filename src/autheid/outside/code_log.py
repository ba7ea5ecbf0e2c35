"""Enrolment codes to the server's log: for staging and for trying things out, until mail is set up."""

from __future__ import annotations

import structlog

from autheid.kernel.errors import Kind, Refusal
from autheid.person.email import EmailAddress

_log = structlog.get_logger("autheid.enrolment")


class CodeLog:
    """Writes the code, and never whom it is for."""

    async def deliver(self, *, enrolment_id: str, email: EmailAddress, code: str) -> None:  # noqa: ARG002
        """Write the code beside the enrolment's id."""
        _log.info("enrolment_code", enrolment_id=enrolment_id, code=code)


class NoCodes:
    """Where no delivery is set up, nobody can be enrolled by address."""

    async def deliver(self, *, enrolment_id: str, email: EmailAddress, code: str) -> None:  # noqa: ARG002
        """Raises Refusal PRECONDITION."""
        raise Refusal(
            Kind.PRECONDITION, "this deployment delivers no enrolment codes (setting `enrolment_codes`)"
        )
