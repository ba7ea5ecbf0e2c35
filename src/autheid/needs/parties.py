"""Where relying parties, their API keys and the deployment's signing keys are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from autheid.account.letter import Letter
from autheid.account.rp import ApiKey, RelyingParty
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.token.keys import SigningKey


class Parties(Protocol):
    """Relying parties and their keys."""

    async def create_party(self, party: RelyingParty) -> bool:
        """False when the id is taken."""
        ...

    async def party(self, rp: RpId) -> RelyingParty | None: ...

    async def parties(self) -> list[RelyingParty]: ...

    async def write_party(self, party: RelyingParty) -> bool:
        """Name, tokens, signatures and domain; False when there is no such party."""
        ...

    async def set_logo(self, rp: RpId, logo: str, png: bytes) -> bool:
        """Another logo under a name of its own, or none with an empty name; False when there is no such party."""
        ...

    async def logo_of(self, rp: RpId) -> str:
        """The name of its logo; empty where it has none."""
        ...

    async def logo(self, logo: str) -> bytes | None: ...

    async def disable_party(self, rp: RpId) -> bool:
        """False when there is no such party, or it is disabled already."""
        ...

    async def add_key(self, key: ApiKey, *, letters: Sequence[Letter] = ()) -> bool:
        """With the letters that tell of it. False when the prefix is taken or there is no such party."""
        ...

    async def keys_of(self, rp: RpId) -> list[ApiKey]: ...

    async def revoke_key(self, prefix: str, *, letters: Sequence[Letter] = ()) -> bool:
        """False when there is no such key, or it is revoked already."""
        ...

    async def write_key(self, before: ApiKey, key: ApiKey, *, letters: Sequence[Letter] = ()) -> bool:
        """Name, rights, networks, expiry and successor; False when it is revoked, or is not as it was `before`."""
        ...

    async def note_uses(self, uses: Mapping[str, Millis]) -> None:
        """When keys, by their prefix, were used last."""
        ...

    async def key_by_prefix(self, prefix: str) -> tuple[ApiKey, RelyingParty] | None: ...


class SigningKeys(Protocol):
    """The token-signing keys, sealed at rest."""

    async def signing_keys(self) -> list[SigningKey]: ...

    async def add_signing_key(self, key: SigningKey, *, retire_others_at: Millis | None) -> None:
        """Store a key; older ones of its algorithm stay published until `retire_others_at` at the latest."""
        ...
