"""How the deployment stands, for its owner: the same facts on the console's page and in `autheid status`."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from autheid.kernel.clock import Clock, Millis, after
from autheid.needs.certificates import Certificates
from autheid.needs.facts import Facts
from autheid.needs.lists import Lists
from autheid.needs.parties import SigningKeys
from autheid.needs.requests import Requests
from autheid.needs.screenings import Screenings
from autheid.needs.trust import Trust
from autheid.pki.authority import Authorities
from autheid.request.state import (
    NotVerified,
    Pending,
    RpCancelled,
    State,
    Succeeded,
    TimedOut,
    Unclaimed,
    UserCancelled,
)
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.keys import SigningKey

_DAY_SECONDS = 24 * 3600
CERTIFICATE_DAYS = 21
"""So long before its end a certificate is warned of."""
_LEAST_FREE = 0.1
_ANCHOR_DAYS = 365
_ISSUER_DAYS = 365
_WORDS: dict[type[State], str] = {
    Unclaimed: "not picked up",
    Pending: "pending",
    Succeeded: "succeeded",
    NotVerified: "not verified",
    UserCancelled: "cancelled by the person",
    RpCancelled: "cancelled by the relying party",
    TimedOut: "timed out",
}
_GROUPS = ("nodes", "queues", "errors", "lists", "trust", "keys", "store", "requests")
_QUEUES = frozenset({"letters_waiting", "webhooks_waiting", "cases_waiting", "files_to_destroy"})
_MANY = {"letters_waiting": 100, "webhooks_waiting": 1000, "cases_waiting": 50, "files_to_destroy": 1000}


class Mark(Enum):
    """How a fact stands."""

    FINE = "fine"
    LOOK = "look"
    """Somebody should look soon."""
    BAD = "bad"
    """Something does not work, or will not much longer."""


class Fact(NamedTuple):
    """One line. `at` is a moment where the value is one."""

    group: str
    name: str
    value: str
    mark: Mark = Mark.FINE
    at: Millis | None = None


class ShowOperations:
    """Gathers the facts of one moment."""

    def __init__(
        self,
        *,
        facts: Facts,
        requests: Requests,
        keys: SigningKeys,
        certificates: Certificates,
        lists: Lists,
        screenings: Screenings,
        trust: Trust,
        stale_hours: int,
        clock: Clock,
    ) -> None:
        """`stale_hours` is how old a look for a newer list may be; 0 for any age."""
        self._facts = facts
        self._requests = requests
        self._keys = keys
        self._certificates = certificates
        self._lists = lists
        self._screenings = screenings
        self._trust = trust
        self._stale_seconds = stale_hours * 3600
        self._clock = clock

    async def __call__(self) -> list[Fact]:
        """Every fact, group by group."""
        now = self._clock.now()
        counts = await self._facts.counts()
        facts = [
            *self._nodes(now),
            *(
                Fact("queues", name.replace("_", " "), str(counts[name]), _full(name, counts[name]))
                for name in sorted(_QUEUES & counts.keys())
            ),
            *await self._screening(now),
            *await self._trusted(now),
            await self._certifying(now),
            *await self._signing(now),
            *(
                Fact("store", name.replace("_", " "), str(count))
                for name, count in counts.items()
                if name not in _QUEUES
            ),
            *await self._requested(now),
            *(
                Fact(
                    "errors",
                    one.event,
                    f"{one.count} times, {one.level}",
                    Mark.BAD if one.level in {"error", "critical"} else Mark.LOOK,
                    one.last,
                )
                for one in self._facts.troubles()
            ),
        ]
        return sorted(facts, key=lambda one: _GROUPS.index(one.group))

    def _nodes(self, now: Millis) -> list[Fact]:
        machine = self._facts.machine()
        share = machine.disk_free / max(1, machine.disk_size)
        out = [
            Fact(
                "nodes",
                machine.name,
                f"version {machine.version}, process {machine.process}",
                at=machine.started,
            ),
            Fact(
                "nodes",
                "disk",
                f"{machine.disk_free // 2**20} MiB free of {machine.disk_size // 2**20} MiB",
                Mark.LOOK if share < _LEAST_FREE else Mark.FINE,
            ),
        ]
        ends = (("TLS certificate", machine.certificate_until), ("seal certificate", machine.seal_until))
        return out + [
            Fact("nodes", name, "until", _ending(until, now), until)
            for name, until in ends
            if until is not None
        ]

    async def _screening(self, now: Millis) -> list[Fact]:
        shelved = [one for one in self._lists.shelved() if one.in_use]
        out = [
            Fact(
                "lists",
                one.version.name,
                f"{one.version.version}, {one.version.entries} entries",
                Mark.LOOK
                if self._stale_seconds and now > after(one.checked, seconds=self._stale_seconds)
                else Mark.FINE,
                one.checked,
            )
            for one in shelved
        ] or [Fact("lists", "none", "persons are screened against nothing", Mark.LOOK)]
        progress = await self._screenings.progress(self._lists.token(), now=now)
        return [
            *out,
            Fact(
                "lists",
                "screened against them",
                f"{progress.screened} of {progress.verified} verified persons",
            ),
            Fact("queues", "matches that wait", str(progress.open_pairs)),
        ]

    async def _trusted(self, now: Millis) -> list[Fact]:
        anchors = len(await self._trust.anchors())
        out = [
            Fact(
                "trust",
                "country signing certificates",
                str(anchors) if anchors else "none: no chip is believed",
                Mark.FINE if anchors else Mark.LOOK,
            )
        ]
        return out + [
            Fact(
                "trust",
                one.kind.value,
                f"{one.items} items from {one.source}",
                Mark.LOOK if now > after(one.loaded, seconds=_ANCHOR_DAYS * _DAY_SECONDS) else Mark.FINE,
                one.loaded,
            )
            for one in await self._trust.lists()
            if one.in_use
        ]

    async def _signing(self, now: Millis) -> list[Fact]:
        keys = await self._keys.signing_keys()
        out = [
            Fact("keys", key.key_id, f"{key.algorithm.value}, {_duty(key, now)}", at=key.active_from)
            for key in keys
            if key.published_until is None or now < key.published_until
        ]
        for algorithm in TokenAlgorithm:
            coming = [key for key in keys if key.algorithm is algorithm and _takes_over(key, now)]
            if coming:
                out.append(
                    Fact("keys", f"next rotation of {algorithm.value}", "planned", at=coming[0].active_from)
                )
            else:
                out.append(Fact("keys", f"next rotation of {algorithm.value}", "none planned"))
        return out

    async def _certifying(self, now: Millis) -> Fact:
        issuer = Authorities(await self._certificates.authorities()).issuer(now=now)
        if issuer is None:
            return Fact("trust", "certificates of devices", "nobody signs them", Mark.BAD)
        # Ours is followed by another long before; whoever brought one must bring the next.
        mark = Mark.FINE if issuer.outlives(_ISSUER_DAYS, now=now) else Mark.LOOK
        return Fact("trust", "certificates of devices", f"issuer {issuer.number}, ends", mark, issuer.until())

    async def _requested(self, now: Millis) -> list[Fact]:
        counts = await self._requests.count_by_state(now=now)
        return [Fact("requests", word, str(counts[state])) for state, word in _WORDS.items()]


def _ending(until: Millis, now: Millis) -> Mark:
    if now >= until:
        return Mark.BAD
    return Mark.LOOK if now > after(until, seconds=-CERTIFICATE_DAYS * _DAY_SECONDS) else Mark.FINE


def _full(name: str, count: int) -> Mark:
    return Mark.LOOK if count > _MANY.get(name, count) else Mark.FINE


def _takes_over(key: SigningKey, now: Millis) -> bool:
    return now < key.active_from and key.published_until is None


def _duty(key: SigningKey, now: Millis) -> str:
    if now < key.active_from:
        return "published, signs from"
    return "signs since" if key.published_until is None else "signs until its successor does, since"
