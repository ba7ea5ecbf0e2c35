"""The country signing certificates that chips are believed by, as the operator has loaded them."""

from __future__ import annotations

from typing import Protocol

import msgspec

from autheid.kernel.clock import Millis
from autheid.passport.trust_list import ListKind, TrustList


class LoadedList(msgspec.Struct, frozen=True, kw_only=True):
    """A list that was loaded; `in_use` is False once it was replaced or removed."""

    sha256: bytes
    kind: ListKind
    source: str
    signed_by: str
    signed_at: Millis | None
    loaded: Millis
    items: int
    in_use: bool


class Trust(Protocol):
    """Trust anchors and revocation lists."""

    async def load(self, trust_list: TrustList, *, source: str, now: Millis) -> bool:
        """Take a list into use; False when it is already. A master list replaces the earlier one of its signer."""
        ...

    async def remove(self, sha256: bytes) -> bool:
        """Take a list out of use; False when none with this hash is in use."""
        ...

    async def lists(self) -> list[LoadedList]:
        """Every list that was ever loaded, the oldest first."""
        ...

    async def anchors(self) -> list[bytes]:
        """Every country signing certificate in use, in DER, each once."""
        ...

    async def revocations(self) -> list[bytes]:
        """Every revocation list in use, in DER."""
        ...
