"""A person sees where the verification of their identity stands, what is kept for it, and who has looked."""

from __future__ import annotations

import msgspec

from autheid.account.device import Device
from autheid.identity.case import Accepted, Case, Collecting, Proposed, Refused, Submitted
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.cases import Cases, View
from autheid.usecase.keep_files import FileCabinet


class IdentityView(msgspec.Struct, frozen=True):
    """The case under way or the last one that was refused, what the account is verified by, and the looks."""

    current: Case | None
    accepted: Accepted | None
    views: list[View]


class ShowIdentity:
    """Plain reads of a person's own."""

    def __init__(self, *, cases: Cases, cabinet: FileCabinet) -> None:
        self._cases = cases
        self._cabinet = cabinet

    async def __call__(self, device: Device) -> IdentityView:
        """As it stands."""
        cases = await self._cases.cases_of(device.account)
        # A refusal is told until something newer is there.
        newest = cases[0] if cases else None
        current = next(
            (case for case in cases if isinstance(case.state, Collecting | Submitted | Proposed)), None
        )
        if current is None and newest is not None and isinstance(newest.state, Refused):
            current = newest
        accepted = next((case.state for case in cases if isinstance(case.state, Accepted)), None)
        return IdentityView(current, accepted, await self._cases.views_of(device.account))

    async def file(self, device: Device, name: str) -> bytes:
        """A file of the person's own. Raises Refusal NOT_FOUND."""
        cases = await self._cases.cases_of(device.account)
        found = None
        if any(name in case.state.evidence.files() for case in cases):
            found = await self._cabinet.open(device.account, name)
        if found is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such file")
        return found
