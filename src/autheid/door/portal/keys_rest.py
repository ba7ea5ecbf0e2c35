"""A team's API keys."""

from __future__ import annotations

import msgspec

from autheid.account.rp import ApiKey, KeyRight
from autheid.door.forms import answer
from autheid.door.http import Reply
from autheid.door.work import Done, Form, Proof, Shown, Visit, WorkRoute
from autheid.kernel.clock import Clock, Millis
from autheid.team.role import Right
from autheid.usecase.keep_keys import By, KeepKeys

_encode = msgspec.json.Encoder().encode
_TO_PATH, _FROM_PATH = str.maketrans("+/", "-_"), str.maketrans("-_", "+/")


class KeyShown(Shown):
    """A key: never the key itself. `id` names it in paths; `state` is active, rotating, expired or revoked."""

    id: str
    prefix: str
    name: str
    state: str
    rights: list[str]
    networks: list[str]
    created_at: int
    expires_at: int | None
    used_at: int | None
    made_by: str
    successor: str


class KeyMade(Shown):
    """The key itself, shown this once."""

    key: KeyShown
    secret: str


class MakeKey(Form):
    """What a key may, from where, and until when."""

    name: str
    rights: list[KeyRight]
    networks: list[str] = msgspec.field(default_factory=list)
    expires_at: int | None = None


class RotateKey(Form):
    """How long the old key works on: 0, 3600, 86400 or 604800."""

    overlap_seconds: int


class KeysDoor:
    """Routes of a team's keys."""

    def __init__(self, *, keys: KeepKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def routes(self) -> list[WorkRoute]:
        """The table."""
        see, build = Right.SEE, Right.BUILD
        base = "/organisations/{rp}/keys"
        return [
            WorkRoute("GET", base, "ListKeys", self._list, see),
            WorkRoute("POST", base, "CreateKey", self._make, build, Proof.FRESH),
            WorkRoute("POST", base + "/{id}", "ChangeKey", self._change, build, Proof.ALIVE),
            WorkRoute("POST", base + "/{id}/rotate", "RotateKey", self._rotate, build, Proof.FRESH),
            # Whoever has lost a key must not be stopped by a passkey.
            WorkRoute("POST", base + "/{id}/revoke", "RevokeKey", self._revoke, build),
        ]

    async def _list(self, visit: Visit) -> Reply:
        return Reply(_encode([self._shown(key) for key in await self._keys.keys(visit.party.rp)]))

    async def _make(self, visit: Visit) -> Reply:
        body = visit.form(MakeKey)
        visit.says(body.name)
        key, secret = await self._keys.make(
            visit.party,
            name=body.name,
            rights=frozenset(body.rights),
            networks=body.networks,
            expires=None if body.expires_at is None else Millis(body.expires_at),
            by=by_of(visit),
        )
        visit.says(f"{key.name} ({key.prefix}…)")
        return answer(KeyMade(self._shown(key), secret))

    async def _change(self, visit: Visit) -> Reply:
        body = visit.form(MakeKey)
        prefix = _prefix_of(visit)
        visit.says(f"{body.name} ({prefix}…)")
        await self._keys.change(
            visit.party.rp,
            prefix,
            name=body.name,
            rights=frozenset(body.rights),
            networks=body.networks,
            expires=None if body.expires_at is None else Millis(body.expires_at),
            by=by_of(visit),
        )
        return answer(Done())

    async def _rotate(self, visit: Visit) -> Reply:
        body = visit.form(RotateKey)
        prefix = _prefix_of(visit)
        visit.says(f"{prefix}…")
        key, secret = await self._keys.rotate(
            visit.party.rp, prefix, overlap_seconds=body.overlap_seconds, by=by_of(visit)
        )
        visit.says(f"{key.name}: {prefix}… becomes {key.prefix}…")
        return answer(KeyMade(self._shown(key), secret))

    async def _revoke(self, visit: Visit) -> Reply:
        prefix = _prefix_of(visit)
        visit.says(f"{prefix}…")
        await self._keys.revoke(visit.party.rp, prefix, by=by_of(visit))
        return answer(Done())

    def _shown(self, key: ApiKey) -> KeyShown:
        return KeyShown(
            id=key.prefix.translate(_TO_PATH),
            prefix=key.prefix,
            name=key.name,
            state=_state_of(key, self._clock.now()),
            rights=sorted(right.value for right in key.rights),
            networks=list(key.networks),
            created_at=key.created,
            expires_at=key.expires,
            used_at=key.used,
            made_by=key.made_by,
            successor=key.successor,
        )


def by_of(visit: Visit) -> By:
    """Who does it, and from where."""
    return By(visit.session.worker.name, visit.call.peer())


def _prefix_of(visit: Visit) -> str:
    # A prefix is standard base64, so it may hold a slash, which no path segment can.
    return visit.call.parameters["id"].translate(_FROM_PATH)


def _state_of(key: ApiKey, now: Millis) -> str:
    if key.revoked:
        return "revoked"
    if not key.is_alive(now):
        return "expired"
    return "rotating" if key.successor else "active"
