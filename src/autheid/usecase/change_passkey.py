"""A person lets the phone's own lock open the device's key, or takes that back."""

from __future__ import annotations

from autheid.account.device import Device
from autheid.account.letter import LetterKind
from autheid.account.proof import Act
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.secret import base64_bytes, base64url_text
from autheid.needs.guards import Guards
from autheid.needs.signal import Bell
from autheid.pki.passkey import Origin, UnverifiedCredential
from autheid.pki.passkey_proof import verify_new_passkey
from autheid.usecase.notices import Notices
from autheid.usecase.see_through import and_ring
from autheid.usecase.verify_act import UnverifiedAct, VerifyAct


class ChangePasskey:
    """Adds and removes a device's passkey."""

    def __init__(
        self,
        *,
        verify: VerifyAct,
        guards: Guards,
        notices: Notices,
        bell: Bell,
        clock: Clock,
        origin: Origin,
    ) -> None:
        self._verify = verify
        self._guards = guards
        self._notices = notices
        self._bell = bell
        self._clock = clock
        self._origin = origin

    async def add(
        self, device: Device, unverified: UnverifiedCredential, unverified_act: UnverifiedAct
    ) -> None:
        """Keep it instead of an older one; the act's detail is the credential's id in base64url.

        The act's challenge is the passkey's too: one gesture, one moment.
        Raises Refusal as VerifyAct, INVALID for what is no passkey made here and now.
        """
        if not device.guarded:
            raise Refusal(Kind.PRECONDITION, "a passkey is for a device that has a PIN here")
        detail = base64url_text(unverified.credential_id)
        account = await self._verify(device, unverified_act, act=Act.ADD_PASSKEY, detail=detail)
        try:
            passkey = verify_new_passkey(
                unverified,
                expected_challenge=base64_bytes(unverified_act.challenge),
                expected_origin=self._origin,
            )
        except ValueError as rule:
            raise invalid("credential", str(rule)) from None
        letters = await self._notices(account, LetterKind.PASSKEY_ADDED, device.name)
        keeping = self._guards.put_passkey(device.device_id, passkey, now=self._clock.now(), letters=letters)
        await and_ring(keeping, self._bell, ("account", device.account))

    async def remove(self, device: Device, unverified_act: UnverifiedAct) -> None:
        """Raises Refusal as VerifyAct, NOT_FOUND when there is none."""
        account = await self._verify(device, unverified_act, act=Act.REMOVE_PASSKEY, detail="")
        letters = await self._notices(account, LetterKind.PASSKEY_REMOVED, device.name)
        removing = self._guards.remove_passkey(device.device_id, now=self._clock.now(), letters=letters)
        if not await and_ring(removing, self._bell, ("account", device.account)):
            raise Refusal(Kind.NOT_FOUND, "this device has no passkey")
