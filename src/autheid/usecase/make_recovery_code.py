"""A person gets a recovery code, to be kept on paper: with a code by mail it lets a new device in."""

from __future__ import annotations

from autheid.account.device import Device
from autheid.account.letter import LetterKind
from autheid.account.proof import Act
from autheid.account.recovery import make_recovery_code, recovery_material
from autheid.kernel.clock import Clock
from autheid.kernel.secret import Chance, KeyedHash
from autheid.needs.people import People
from autheid.needs.signal import Bell
from autheid.usecase.notices import Notices
from autheid.usecase.see_through import and_ring
from autheid.usecase.verify_act import UnverifiedAct, VerifyAct


class MakeRecoveryCode:
    """Makes recovery codes; the newest one counts."""

    def __init__(
        self,
        *,
        verify: VerifyAct,
        people: People,
        notices: Notices,
        bell: Bell,
        recoveries: KeyedHash,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._verify = verify
        self._people = people
        self._notices = notices
        self._bell = bell
        self._recoveries = recoveries
        self._clock = clock
        self._chance = chance

    async def __call__(self, device: Device, unverified: UnverifiedAct) -> str:
        """The code, told this once and kept as a keyed hash. Raises Refusal as VerifyAct."""
        account = await self._verify(device, unverified, act=Act.MAKE_RECOVERY_CODE, detail="")
        code = make_recovery_code(self._chance)
        setting = self._people.set_recovery(
            account.account,
            self._recoveries(recovery_material(code)),
            now=self._clock.now(),
            letters=await self._notices(account, LetterKind.RECOVERY_CODE_MADE),
        )
        await and_ring(setting, self._bell, ("account", account.account))
        return code
