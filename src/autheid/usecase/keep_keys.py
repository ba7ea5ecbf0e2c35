"""A team keeps its API keys: make, change, rotate with an overlap, revoke. Its builders get a letter of each."""

from __future__ import annotations

import msgspec

from autheid.account.account import Language
from autheid.account.letter import Letter, LetterKind
from autheid.account.rp import ApiKey, KeyRight, RelyingParty, make_api_key, parse_networks, prefix_of
from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Chance, KeyedHash
from autheid.needs.parties import Parties
from autheid.needs.staff import Staff
from autheid.team.role import RIGHTS, Right
from autheid.team.worker import checked_name

MOST_KEYS = 50
"""That work, of one party."""
OVERLAPS_SECONDS = (0, 3600, 24 * 3600, 7 * 24 * 3600)
_LONGEST_SECONDS = 5 * 366 * 24 * 3600
_TRIES = 5


class By(msgspec.Struct, frozen=True):
    """Who does it, and from where, as the letters tell."""

    name: str
    place: str


_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "created": "The API key “{name}” ({prefix}…) was created by {by} from {place}",
        "rotated": "The API key “{name}” ({prefix}…) was made by a rotation by {by} from {place}",
        "rotating": "The API key “{name}” ({prefix}…) is being rotated by {by} from {place}",
        "changed": "The API key “{name}” ({prefix}…) was changed by {by} from {place}",
        "revoked": "The API key “{name}” ({prefix}…) was revoked by {by} from {place}",
    },
    "sv": {
        "created": "API-nyckeln ”{name}” ({prefix}…) skapades av {by} från {place}",
        "rotated": "API-nyckeln ”{name}” ({prefix}…) skapades vid ett byte av {by} från {place}",
        "rotating": "API-nyckeln ”{name}” ({prefix}…) byts av {by} från {place}",
        "changed": "API-nyckeln ”{name}” ({prefix}…) ändrades av {by} från {place}",
        "revoked": "API-nyckeln ”{name}” ({prefix}…) spärrades av {by} från {place}",
    },
}


class KeepKeys:
    """Every call names the relying party, and another's key is not found."""

    def __init__(
        self, *, parties: Parties, staff: Staff, hasher: KeyedHash, clock: Clock, chance: Chance
    ) -> None:
        self._parties = parties
        self._staff = staff
        self._hasher = hasher
        self._clock = clock
        self._chance = chance

    async def keys(self, rp: RpId) -> list[ApiKey]:
        """All, the oldest first, revoked ones too."""
        return await self._parties.keys_of(rp)

    async def make(
        self,
        party: RelyingParty,
        *,
        name: str,
        rights: frozenset[KeyRight],
        networks: list[str],
        expires: Millis | None,
        by: By,
    ) -> tuple[ApiKey, str]:
        """A new key, and the key itself, which is shown this once.

        Raises Refusal INVALID, EXHAUSTED, PRECONDITION while the party's domain is to be proven first.
        """
        now = self._clock.now()
        if party.needs_domain and party.domain_proven is None:
            raise Refusal(Kind.PRECONDITION, "prove your domain first: until then no key would work")
        if sum(key.is_alive(now) for key in await self.keys(party.rp)) >= MOST_KEYS:
            raise Refusal(Kind.EXHAUSTED, f"a relying party has at most {MOST_KEYS} keys that work")
        template = ApiKey(
            prefix="",
            rp=party.rp,
            key_hash=b"",
            created=now,
            name=checked_name("name", name),
            rights=_checked_rights(rights),
            networks=parse_networks(networks),
            expires=self._checked_expiry(expires),
            made_by=by.name,
        )
        return await self._add(template, by=by, what="created")

    async def change(
        self,
        rp: RpId,
        prefix: str,
        *,
        name: str,
        rights: frozenset[KeyRight],
        networks: list[str],
        expires: Millis | None,
        by: By,
    ) -> None:
        """Another name, other permissions, addresses or end. Raises Refusal INVALID, NOT_FOUND."""
        key = await self._find(rp, prefix)
        changed = msgspec.structs.replace(
            key,
            name=checked_name("name", name),
            rights=_checked_rights(rights),
            networks=parse_networks(networks),
            # The end of a key that is being rotated is the rotation's: a change must not let it live on.
            expires=key.expires if key.successor or expires == key.expires else self._checked_expiry(expires),
        )
        await self._write(key, changed, by=by, what="changed")

    async def rotate(self, rp: RpId, prefix: str, *, overlap_seconds: int, by: By) -> tuple[ApiKey, str]:
        """A key like this one, shown this once; the old one works on for so long. Raises Refusal INVALID, NOT_FOUND."""
        if overlap_seconds not in OVERLAPS_SECONDS:
            raise invalid("overlapSeconds", f"must be one of {', '.join(map(str, OVERLAPS_SECONDS))}")
        key, now = await self._find(rp, prefix), self._clock.now()
        if key.successor:
            raise Refusal(Kind.PRECONDITION, "this key is being rotated already")
        fresh = msgspec.structs.replace(key, created=now, used=None, made_by=by.name)
        made = await self._add(fresh, by=by, what="rotated")
        ends = after(now, seconds=overlap_seconds)
        await self._write(
            key,
            msgspec.structs.replace(
                key,
                successor=made[0].prefix,
                expires=ends if key.expires is None else min(ends, key.expires),
            ),
            by=by,
            what="rotating",
        )
        return made

    async def revoke(self, rp: RpId, prefix: str, *, by: By) -> None:
        """It opens nothing from now on, on every node within a second. Raises Refusal NOT_FOUND."""
        key = await self._find(rp, prefix)
        letters = await self._letters(key, by=by, what="revoked")
        if not await self._parties.revoke_key(prefix, letters=letters):
            raise Refusal(Kind.NOT_FOUND, "there is no such key")

    async def _add(self, template: ApiKey, *, by: By, what: str) -> tuple[ApiKey, str]:
        for _ in range(_TRIES):
            secret = make_api_key(self._chance)
            key = msgspec.structs.replace(
                template, prefix=prefix_of(secret), key_hash=self._hasher(secret.encode())
            )
            # False when two keys share a prefix, once in 2^48: then another is drawn.
            if await self._parties.add_key(key, letters=await self._letters(key, by=by, what=what)):
                return key, secret
        raise Refusal(Kind.NOT_FOUND, f"there is no relying party {template.rp}")

    async def _write(self, before: ApiKey, key: ApiKey, *, by: By, what: str) -> None:
        letters = await self._letters(key, by=by, what=what)
        if not await self._parties.write_key(before, key, letters=letters):
            raise Refusal(Kind.PRECONDITION, "the key was changed or revoked meanwhile: look at it again")

    async def _find(self, rp: RpId, prefix: str) -> ApiKey:
        found = next((key for key in await self.keys(rp) if key.prefix == prefix), None)
        if found is None or not found.is_alive(self._clock.now()):
            raise Refusal(Kind.NOT_FOUND, "there is no such key that works")
        return found

    async def _letters(self, key: ApiKey, *, by: By, what: str) -> list[Letter]:
        facts = {"name": key.name or key.prefix, "prefix": key.prefix, "by": by.name, "place": by.place}
        now = self._clock.now()
        return [
            Letter(
                kind=LetterKind.KEY_EVENT,
                to=member.worker.email,
                language=member.worker.language,
                at=now,
                detail=_WORDS[member.worker.language][what].format_map(facts),
            )
            for member in await self._staff.members(key.rp)
            if Right.BUILD in RIGHTS[member.role]
        ]

    def _checked_expiry(self, expires: Millis | None) -> Millis | None:
        now = self._clock.now()
        if expires is not None and not now < expires <= after(now, seconds=_LONGEST_SECONDS):
            raise invalid("expires", "must be in the future, within five years")
        return expires


def _checked_rights(rights: frozenset[KeyRight]) -> frozenset[KeyRight]:
    if not rights:
        raise invalid("rights", "must be one or more of the permissions")
    return rights
