"""A person proves their PIN: counted, five tries, and the share comes back only for the right one."""

from __future__ import annotations

from autheid.account.device import Device
from autheid.account.letter import LetterKind
from autheid.account.pin import PIN_TRIES
from autheid.account.proof import Act
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.secret import base64_text, digest
from autheid.needs.guards import Guards
from autheid.needs.people import People
from autheid.needs.signal import Bell
from autheid.usecase.enrol_device import PinKeeper, TypedPin
from autheid.usecase.notices import Notices
from autheid.usecase.see_through import and_ring
from autheid.usecase.verify_act import UnverifiedAct, VerifyAct


class ProvePin:
    """Counts tries and gives out shares."""

    def __init__(
        self,
        *,
        guards: Guards,
        people: People,
        pins: PinKeeper,
        notices: Notices,
        bell: Bell,
        clock: Clock,
    ) -> None:
        self._guards = guards
        self._people = people
        self._pins = pins
        self._notices = notices
        self._bell = bell
        self._clock = clock

    async def __call__(self, device: Device, proof: bytes, *, request_id: str) -> tuple[bytes | None, int]:
        """The share and the tries that are left then; None for a wrong proof or a locked PIN.

        1. A try is taken, durably, before the proof is looked at: tries at once are all counted.
        2. The proof is the kept one, compared in constant time.
        3. The tries are given back, and the request is noted that the PIN was proven for.

        Raises Refusal PRECONDITION for a device without a PIN.
        """
        # 1.
        lock = await self._guards.take_pin_try(device.device_id)
        if lock is None:
            if await self._guards.pin_lock(device.device_id) is None:
                raise Refusal(Kind.PRECONDITION, "this device has no PIN here")
            return None, 0
        # 2.
        if not self._pins.is_right(device.device_id, proof, lock.proof_hash):
            if lock.locked:
                await self._tell_of_lock(device)
            return None, lock.tries_left
        # 3.
        await self._guards.pin_was_right(
            device.device_id, request_id=request_id, now=self._clock.now(), tries=PIN_TRIES
        )
        return self._pins.share(device.device_id, lock.sealed_share), PIN_TRIES

    async def _tell_of_lock(self, device: Device) -> None:
        account = await self._people.account(device.account)
        if account is not None:
            letters = await self._notices(account, LetterKind.PIN_LOCKED, device.name)
            telling = self._guards.tell(letters, now=self._clock.now())
            await and_ring(telling, self._bell, ("account", device.account))


class ChangePin:
    """Keeps another PIN for a device whose key is open: by the old PIN, or by the passkey when that is locked."""

    def __init__(
        self,
        *,
        verify: VerifyAct,
        guards: Guards,
        pins: PinKeeper,
        notices: Notices,
        bell: Bell,
        clock: Clock,
    ) -> None:
        self._verify = verify
        self._guards = guards
        self._pins = pins
        self._notices = notices
        self._bell = bell
        self._clock = clock

    async def __call__(self, device: Device, pin: TypedPin, unverified: UnverifiedAct) -> None:
        """Keep it. The act's detail is the SHA-256 of proof and share, in base64. Raises Refusal as VerifyAct."""
        if not device.guarded:
            raise Refusal(Kind.PRECONDITION, "this device has no PIN here")
        detail = base64_text(digest(pin.proof + pin.share))
        account = await self._verify(device, unverified, act=Act.CHANGE_PIN, detail=detail)
        changing = self._guards.change_pin(
            device.device_id,
            self._pins.keep(device.device_id, pin),
            tries=PIN_TRIES,
            now=self._clock.now(),
            letters=await self._notices(account, LetterKind.PIN_CHANGED, device.name),
        )
        await and_ring(changing, self._bell, ("account", device.account))
