"""A guarded device's approval must come with a proof that its person was there: a passkey's, or the PIN's."""

from __future__ import annotations

from autheid.account.device import Device
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.needs.guards import Guards
from autheid.pki.passkey import Assertion, Origin
from autheid.pki.passkey_proof import verify_assertion
from autheid.request.opening import Opening
from autheid.request.statement import Answer, approval_statement


class ProvePerson:
    """Demands the proof."""

    def __init__(self, *, guards: Guards, origin: Origin, clock: Clock) -> None:
        self._guards = guards
        self._origin = origin
        self._clock = clock

    async def __call__(
        self, opening: Opening, device: Device, assertion: Assertion | None, *, match_number: int
    ) -> None:
        """Accept the proof for this approval.

        1. A device without a guard keeps its key by itself, and proves nobody here.
        2. A passkey's assertion is over this very statement, the person verified; it does not count where the
           relying party forces the PIN.
        3. Without an assertion, the PIN was proven for this request in the last two minutes.

        Raises Refusal INVALID by 2, FORBIDDEN by 2 and 3.
        """
        # 1.
        if not device.guarded:
            if assertion is not None:
                raise invalid("assertion", "must be absent, since this device has no passkey")
            return
        # 2.
        if assertion is not None and not opening.asked.pin_only:
            await self._check_assertion(
                device, assertion, approval_statement(opening, Answer.APPROVE, match_number=match_number)
            )
            return
        # 3.
        lock = await self._guards.pin_lock(device.device_id)
        if lock is None or not lock.was_proven_for(opening.request_id, now=self._clock.now()):
            raise Refusal(
                Kind.FORBIDDEN,
                "the PIN must be proven for this request first"
                if opening.asked.pin_only
                else "the person must be proven: by the PIN for this request, or by the passkey's assertion",
            )

    async def _check_assertion(self, device: Device, assertion: Assertion, statement: bytes) -> None:
        passkey = await self._guards.passkey(device.device_id)
        if passkey is None:
            raise Refusal(Kind.FORBIDDEN, "this device has no passkey")
        try:
            verify_assertion(
                assertion, passkey=passkey, expected_statement=statement, expected_origin=self._origin
            )
        except ValueError as rule:
            raise invalid("assertion", str(rule)) from None
