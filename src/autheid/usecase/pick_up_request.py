"""A person opens a request that was addressed to nobody: it is theirs from then on."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from autheid.account.account import Account
from autheid.account.device import Device
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.needs.people import People
from autheid.needs.requests import Requests
from autheid.needs.signal import Bell
from autheid.person.email import EmailAddress, parse_email
from autheid.request.event import Claim
from autheid.request.opening import Opening, picked_up, presented_as
from autheid.request.start_code import StartSecrets, UnverifiedStart, parse_start, verify_start
from autheid.request.state import Pending, State
from autheid.request.transition import at_time, move
from autheid.usecase.see_through import and_ring


class PickUpRequest:
    """Picks requests up by their start code, and lets their person choose which address to present."""

    def __init__(
        self, *, requests: Requests, people: People, secrets: StartSecrets, bell: Bell, clock: Clock
    ) -> None:
        self._requests = requests
        self._people = people
        self._secrets = secrets
        self._bell = bell
        self._clock = clock

    async def __call__(self, device: Device, unverified_start: str) -> tuple[Opening, State]:
        """The request, addressed to the device's account and its first address.

        1. The code is one of this request's, and fresh (see `verify_start`).
        2. Nobody else has picked it up, and it still waits: by the machine, and again by the conditional write.
           Who comes second in that begins anew.

        The same person may open it again, on another of their devices too. Raises Refusal INVALID for what is no code of ours, PRECONDITION by 1 and 2.
        """
        start = parse_start(unverified_start)
        while True:
            if (outcome := await self._try(device, start)) is not None:
                return outcome

    async def _try(self, device: Device, start: UnverifiedStart) -> tuple[Opening, State] | None:
        # 1.
        found = await self._requests.load(start.request_id)
        if found is None or not found[0].asked.local:
            raise invalid("start", "is not a start code of this server")
        opening, stored = found
        now = self._clock.now()
        state = at_time(opening, stored, now)
        secret = self._secrets.secret_of(opening)
        if opening.account == device.account:
            verify_start(start, expected_request=opening, secret=secret, now=None)
            return opening, state
        verify_start(start, expected_request=opening, secret=secret, now=now)
        # 2.
        move(state, Claim(at=now))
        account = await self._account(device)
        claimed = picked_up(opening, account=account.account, email=account.email, started_by=start.mode)
        if not await self._and_ring(claimed, self._requests.claim(claimed, now=now)):
            return None
        return claimed, Pending()

    async def present(self, device: Device, request_id: str, unverified_email: str) -> tuple[Opening, State]:
        """The request, to be answered with another of the person's addresses.

        Raises Refusal NOT_FOUND for another account's, INVALID for an address that is not theirs,
        PRECONDITION when it was not picked up but addressed, or waits no more.
        """
        found = await self._requests.load(request_id)
        if found is None or found[0].account != device.account:
            raise Refusal(Kind.NOT_FOUND, "no such request")
        opening, stored = found
        if not opening.asked.local:
            raise Refusal(Kind.PRECONDITION, "the relying party has named the address of this request")
        email = await self._own(device, unverified_email)
        now = self._clock.now()
        chosen = presented_as(opening, email.written)
        if not isinstance(at_time(opening, stored, now), Pending) or not await self._and_ring(
            chosen, self._requests.present(chosen, now=now)
        ):
            raise Refusal(Kind.PRECONDITION, "the request waits no more, or was changed meanwhile")
        return chosen, Pending()

    async def choices(self, opening: Opening) -> list[str]:
        """The addresses that may be presented; none for a request that names its address itself."""
        if not opening.asked.local or opening.account is None:
            return []
        return [mailbox.email for mailbox in await self._people.mailboxes(opening.account)]

    async def _account(self, device: Device) -> Account:
        account = await self._people.account(device.account)
        if account is None:
            raise Refusal(Kind.NOT_FOUND, "no such account")
        return account

    async def _own(self, device: Device, unverified_email: str) -> EmailAddress:
        try:
            wanted = parse_email(unverified_email)
        except ValueError as rule:
            raise invalid("email", str(rule)) from None
        for mailbox in await self._people.mailboxes(device.account):
            own = parse_email(mailbox.email)
            if own.folded == wanted.folded:
                return own
        raise invalid("email", "is not an address of this account")

    async def _and_ring(self, opening: Opening, write: Coroutine[Any, Any, bool]) -> bool:
        topics = ("account", opening.account or 0), ("request", opening.key)
        return await and_ring(write, self._bell, *topics)
