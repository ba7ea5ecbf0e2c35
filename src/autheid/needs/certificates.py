"""The authorities of this deployment, and the certificates that they have given to devices."""

from __future__ import annotations

from typing import Protocol

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import DeviceId
from autheid.pki.authority import Authority


class DeviceCertificate(msgspec.Struct, frozen=True):
    """A certificate in DER. `issuer` is the number of the authority that signed it."""

    serial: bytes
    issuer: int
    device_id: DeviceId
    der: bytes
    since: Millis
    until: Millis


class Standing(msgspec.Struct, frozen=True):
    """What is known of a serial number."""

    issuer: int
    revoked: Millis | None
    is_active: bool
    """Whether its device still is there and signs."""


class Certificates(Protocol):
    """Authorities with their keys sealed at rest; certificates until they end, also those of whom was erased."""

    async def authorities(self) -> list[Authority]: ...

    async def add_authorities(self, *new: Authority, behind: int) -> bool:
        """Keep all of them; False, and none, when the highest number is not `behind` any more."""
        ...

    async def give_certificate(
        self, asked: Authority, certificate: bytes, *, root: Authority | None, behind: int
    ) -> bool:
        """The certificate of an issuer that was asked for, and its root unless that is known.

        False, and nothing is kept, when it has one by now, or the highest number is not `behind` any more.
        """
        ...

    async def certificate_of(self, device_id: DeviceId) -> DeviceCertificate | None:
        """The device's youngest one, whatever became of it."""
        ...

    async def keep(
        self, certificate: DeviceCertificate, *, instead_of: DeviceCertificate | None
    ) -> DeviceCertificate | None:
        """Keep a device's next certificate: this one, or the one that another has made for it meanwhile.

        None, and nothing is kept, when there is no such device that still signs.
        """
        ...

    async def standing(self, serial: bytes) -> Standing | None: ...

    async def settle(self, serial: bytes, *, now: Millis) -> None:
        """Revoke one whose device signs no more and that was not revoked with it."""
        ...

    async def tidy(self, *, now: Millis) -> int:
        """Forget what has ended, and of whom is erased all but the number; how many have ended."""
        ...
