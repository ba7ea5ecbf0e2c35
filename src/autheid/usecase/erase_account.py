"""A person, or the operator for them, erases an account."""

from __future__ import annotations

from autheid.account.account import Account
from autheid.account.device import Device
from autheid.account.letter import LetterKind
from autheid.account.proof import Act
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import AccountId
from autheid.needs.erasure import Eraser
from autheid.needs.people import People
from autheid.needs.requests import Requests
from autheid.needs.signal import Bell
from autheid.request.proof import Proof, proof_of
from autheid.usecase.keep_files import FileCabinet
from autheid.usecase.notices import Notices
from autheid.usecase.see_through import and_ring
from autheid.usecase.verify_act import UnverifiedAct, VerifyAct

_STEP = 500


class OperatorErases:
    """Leaves nothing but what proves past signatures."""

    def __init__(
        self,
        *,
        requests: Requests,
        people: People,
        eraser: Eraser,
        cabinet: FileCabinet,
        notices: Notices,
        clock: Clock,
    ) -> None:
        self._requests = requests
        self._people = people
        self._eraser = eraser
        self._cabinet = cabinet
        self._notices = notices
        self._clock = clock

    async def by_operator(self, account: Account) -> None:
        """Erase it. A last letter goes to each of its addresses and is then forgotten too.

        Raises Refusal NOT_FOUND when it is erased already.
        """
        letters = await self._notices(account, LetterKind.ACCOUNT_ERASED)
        proofs = await self._proofs(account.account)
        now = self._clock.now()
        if not await self._eraser.erase(account.account, proofs=proofs, letters=letters, now=now):
            raise Refusal(Kind.NOT_FOUND, "there is no such account any more")
        # What does not go now goes with the next round; without the data key nobody can read it.
        while await self._cabinet.destroy_doomed():
            pass

    async def _proofs(self, account: AccountId) -> list[Proof]:
        devices = {one.device_id: one for one in await self._people.devices_of(account)}
        proofs: list[Proof] = []
        before: int | None = None
        while True:
            step = await self._requests.history(account, before=before, most=_STEP)
            proofs += filter(None, (proof_of(opening, state, devices) for opening, state in step))
            if len(step) < _STEP:
                return proofs
            before = step[-1][0].key


class EraseAccount:
    """A person erases their own account."""

    def __init__(self, *, verify: VerifyAct, people: People, erase: OperatorErases, bell: Bell) -> None:
        self._verify = verify
        self._people = people
        self._erase = erase
        self._bell = bell

    async def by_person(self, device: Device, unverified: UnverifiedAct) -> None:
        """The device's key says so; the act's detail is the account's unique_user_id. Raises as `VerifyAct`."""
        account = await self._people.account(device.account)
        if account is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such account any more")
        await self._verify(device, unverified, act=Act.ERASE_ACCOUNT, detail=account.unique_user_id)
        await and_ring(self._erase.by_operator(account), self._bell, ("account", account.account))
