"""Do the screening of a request again, with the lists that it was done with; say what changed where they are gone."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.lists import Lists
from autheid.needs.screenings import Screenings
from autheid.screening.engine import OpenList, screen
from autheid.screening.judge import ENGINE
from autheid.screening.result import Screening


class Replayed(NamedTuple):
    """What was told then, what comes out now, and why they may differ."""

    at: Millis
    then: tuple[Screening, ...]
    now: tuple[Screening, ...]
    changes: tuple[str, ...]
    """Sentences: lists that are gone, another engine, other answers. Empty when everything is as it was."""


class ReplayScreening:
    """Reads alone; nothing is changed by it."""

    def __init__(self, *, lists: Lists, screenings: Screenings) -> None:
        self._lists = lists
        self._screenings = screenings

    async def __call__(self, request_id: str) -> Replayed:
        """The replay. Raises Refusal NOT_FOUND when nothing was screened for this request."""
        kept = await self._screenings.of_request(request_id)
        if kept is None:
            raise Refusal(Kind.NOT_FOUND, "nothing is kept of a screening for this request")
        lists, changes = self._lists_of(kept.screenings)
        now = screen(kept.subject, lists, cleared=kept.cleared)
        for then, again in zip(kept.screenings, now, strict=True):
            changes.extend(_differences(then, again))
        return Replayed(kept.at, kept.screenings, now, tuple(changes))

    def _lists_of(self, screenings: tuple[Screening, ...]) -> tuple[list[OpenList], list[str]]:
        lists: list[OpenList] = []
        changes: list[str] = []
        for screening in screenings:
            if screening.engine != ENGINE:
                changes.append(f"{screening.kind.value}: engine {screening.engine} then, {ENGINE} now")
            for used in screening.lists:
                opened = self._lists.at(used.name, used.version)
                if opened is None:
                    changes.append(f"{screening.kind.value}: {used.name} {used.version} is not kept any more")
                else:
                    lists.append(msgspec.structs.replace(opened, stale=used.stale))
        return lists, changes


def _differences(then: Screening, now: Screening) -> list[str]:
    kind = then.kind.value
    if then.verdict is not now.verdict:
        return [f"{kind}: {then.verdict.value} then, {now.verdict.value} now"]
    before = {(one.list_name, one.reference): one.score for one in then.found}
    after = {(one.list_name, one.reference): one.score for one in now.found}
    return [
        f"{kind}: {reference} of {name} scored {before.get((name, reference), 'nothing')} then,"
        f" {after.get((name, reference), 'nothing')} now"
        for name, reference in sorted(before.keys() | after.keys())
        if before.get((name, reference)) != after.get((name, reference))
    ]
