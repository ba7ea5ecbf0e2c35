"""The server's half of a device's PIN (docs/device-key.md).

The device stretches the PIN into a proof and half of a wrapping key; the other half, the share, is kept here and given
out only for the proof, five tries in all. Nothing on the device lets anyone guess offline, and nothing here opens a key.
"""

from __future__ import annotations

import msgspec

from autheid.kernel.clock import Millis, after
from autheid.kernel.ids import DeviceId

PIN_TRIES = 5
PROOF_BYTES = 32
SHARE_BYTES = 32
PROVEN_SECONDS = 120


class PinLock(msgspec.Struct, frozen=True):
    """A device's PIN lock. `proven_request` is the last request that the PIN was proven for, at `proven_at`."""

    device_id: DeviceId
    proof_hash: bytes
    sealed_share: bytes
    tries_left: int
    proven_request: str
    proven_at: Millis

    @property
    def locked(self) -> bool:
        """Whether no try is left: only a restored account has a PIN again."""
        return self.tries_left <= 0

    def was_proven_for(self, request_id: str, *, now: Millis) -> bool:
        """Whether the PIN was proven for this request a short while ago."""
        return self.proven_request == request_id and now < after(self.proven_at, seconds=PROVEN_SECONDS)
