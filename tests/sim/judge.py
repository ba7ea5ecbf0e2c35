"""Whether what was done and told in a life can all be true: the judge of all fault runs, and what only a life knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from autheid.assemble.nodes import LOOK_SECONDS
from autheid.outside.bell import CLOCK_SECONDS
from tests.fault.history import ENDS, Operation, Outcome, violations
from tests.sim.life import Asked, Life
from tests.sim.town import HOOKED, OPEN_PROMPTS_PER_PARTY

_FOREVER = float("inf")
_LOOKS = (Operation.STATUS, Operation.RESULT)
_Ends = dict[str, tuple[float, str]]


def wrongs(life: Life) -> list[str]:
    """Every promise that this life breaks, as a sentence."""
    ends = _ends(life)
    return [
        *life.wrongs,
        *violations(life.history),
        *_over_too_early(life, ends),
        *_kept_waiting(life, ends),
        *_kept_from_the_channel(life, ends),
        *_two_owners(life),
        *_repetitions_refused(life, ends),
        *_refused_without_reason(life),
        *_too_many_open(life),
        *_asked_again_by_a_muted_party(life),
        *_hooks(life, ends),
        *_past(life, ends),
    ]


def _ends(life: Life) -> _Ends:
    """When each request's end was first told, and which it was."""
    ends: _Ends = {}
    for call in life.history.done():
        if call.says in ENDS and call.operation is not Operation.CREATE:
            ends[call.request_id] = min(ends.get(call.request_id, (_FOREVER, "")), (call.told, call.says))
    return ends


def _patience(life: Life) -> float:
    """So long at most is somebody kept from what others were told already."""
    plan = life.plan
    # Of two processes that write, one waits for the lock of the other, some times in a row.
    late = 1 + 2 * plan.way_seconds + 5 * plan.commit_seconds + plan.nodes * plan.skew_seconds
    return late + (LOOK_SECONDS if plan.nodes > 1 else 0) + (CLOCK_SECONDS if plan.clock_steps else 0)


def _over_too_early(life: Life, ends: _Ends) -> Iterator[str]:
    if life.plan.clock_steps:
        return
    skew = 2 * life.plan.skew_seconds
    # By the first Create that may have done it: its answer may have been lost.
    lives = {
        asked.request_id: asked.began + asked.new.timeout_seconds - skew
        for asked in life.asked
        if asked.opening is not None
    }
    for request, (told, end) in ends.items():
        if end == "TIMEOUT" and told < lives[request]:
            yield f"{request} timed out {lives[request] - told:.1f} s before its time"


def _kept_waiting(life: Life, ends: _Ends) -> Iterator[str]:
    patience = _patience(life)
    deadlines = {} if life.plan.clock_steps else _deadlines(life)
    for place, call in enumerate(life.history.calls):
        if call.operation is not Operation.RESULT:
            continue
        over = min(call.told, life.over.get(place, _FOREVER), life.ended_at)
        known = min(ends.get(call.request_id, (_FOREVER, ""))[0], deadlines.get(call.request_id, _FOREVER))
        if max(known, call.asked) + patience < over:
            yield f"{call.request_id} had ended, and somebody waited for its result for {over - known:.1f} s more"


def _deadlines(life: Life) -> dict[str, float]:
    return {call.says: call.told + call.timeout_seconds for call in life.history.done(Operation.CREATE)}


def _kept_from_the_channel(life: Life, ends: _Ends) -> Iterator[str]:
    """A phone on its channel sees what waits for its person, if that is the first of its relying party."""
    if life.plan.clock_steps:
        return
    patience = _patience(life)
    others: dict[tuple[str, int], list[Asked]] = defaultdict(list)
    for asked in life.asked:
        if asked.person is not None and not asked.new.local:
            others[asked.party.rp, asked.person.account.account].append(asked)
    for same in others.values():
        if len(same) > 1 or same[0].opening is None or same[0].create.outcome is not Outcome.DONE:
            continue
        (asked,) = same
        since, until = asked.create.told, asked.create.asked + asked.new.timeout_seconds
        acts = [
            call.asked
            for call in life.history.calls
            if call.request_id == asked.request_id and call.operation not in _LOOKS
        ]
        until = min([until, ends.get(asked.request_id, (_FOREVER, ""))[0], *acts])
        for watch in life.watches:
            if watch.person is asked.person and asked.request_id not in watch.known:
                seen = max(since, watch.asked) + patience
                if seen < min(until, watch.over, life.quiet_at):
                    yield f"{asked.request_id} was not brought to a phone that watched"


def _two_owners(life: Life) -> Iterator[str]:
    owners: dict[str, set[int]] = defaultdict(set)
    for claimed in life.claimed:
        owners[claimed.request_id].add(claimed.account)
    for request, accounts in owners.items():
        if len(accounts) > 1:
            yield f"{request} was picked up by {len(accounts)} persons"


def _repetitions_refused(life: Life, ends: _Ends) -> Iterator[str]:
    """Who asks again for what has been done is told that it has been done."""
    # One that was picked up may change while it is approved: its person chooses another address.
    alone = {
        asked.request_id
        for asked in life.asked
        if asked.opening is not None and not asked.new.local and len(asked.approvers) == 1
    }
    for call in life.history.calls:
        if call.outcome is not Outcome.REFUSED or call.says != "FAILED_PRECONDITION":
            continue
        end = ends.get(call.request_id, (0, ""))[1]
        if call.operation is Operation.CANCEL and end == "RP_CANCELLED":
            yield f"{call.request_id} was cancelled, and its cancellation was refused"
        # Of two nodes whose clocks are an hour apart one may say that it is too late, and the other take it.
        at_odds = life.plan.clock_steps and life.plan.nodes > 1
        approved = end in {"SUCCESS", "ACCOUNT_NOT_VERIFIED"} and not at_odds
        if call.operation is Operation.APPROVE and approved and call.request_id in alone:
            yield f"{call.request_id} was approved by one device, whose approval was refused"


def _refused_without_reason(life: Life) -> Iterator[str]:
    """What nobody had a reason to refuse: what was asked is right, and few requests wait."""
    for call in life.history.calls:
        if call.outcome is Outcome.REFUSED and call.says in {
            "INVALID_ARGUMENT",
            "PERMISSION_DENIED",
            "NOT_FOUND",
        }:
            yield f"{call.operation.value} was refused with {call.says}: {call.request_id}{call.key}"
    for asked in life.asked:
        if asked.create.says != "RESOURCE_EXHAUSTED":
            continue
        others = [
            other
            for other in life.asked
            if other is not asked and _address(other) == _address(asked) and other.party is asked.party
        ]
        if len(others) < OPEN_PROMPTS_PER_PARTY and not _may_be_muted(life, others):
            yield f"{asked.new.idempotent_key} was refused, and {len(others)} others had been asked"


def _may_be_muted(life: Life, others: list[Asked]) -> bool:
    rejected = {call.request_id for call in life.history.calls if call.operation is Operation.REJECT}
    return any(other.opening is not None and other.request_id in rejected for other in others)


def _too_many_open(life: Life) -> Iterator[str]:
    """At no moment more prompts of one relying party wait at an address than may."""
    if life.plan.clock_steps:
        return
    acted: dict[str, float] = {}
    for call in life.history.calls:
        if call.operation is not Operation.CREATE and call.operation not in _LOOKS:
            acted[call.request_id] = min(acted.get(call.request_id, _FOREVER), call.asked)
    surely_open: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for asked in life.asked:
        if asked.opening is not None and not asked.new.local and asked.create.outcome is Outcome.DONE:
            until = asked.first_told + asked.new.timeout_seconds - 2 - life.plan.skew_seconds * 2
            until = min(until, acted.get(asked.request_id, _FOREVER))
            surely_open[asked.party.rp, _address(asked)].append((asked.first_told, until))
    for (rp, address), spans in surely_open.items():
        for begin, _ in spans:
            open_then = sum(1 for other, until in spans if other <= begin < until)
            if open_then > OPEN_PROMPTS_PER_PARTY:
                yield f"{open_then} requests of {rp} waited at once at {address}"


def _asked_again_by_a_muted_party(life: Life) -> Iterator[str]:
    muted = [(asked, told) for asked, told in life.muted if not life.plan.clock_steps]
    for asked in life.asked:
        for earlier, told in muted:
            same = earlier.party is asked.party and earlier.person is asked.person and not asked.new.local
            if same and asked.began > told and asked.create.outcome is Outcome.DONE:
                yield f"{asked.request_id} was asked by a relying party that the person had muted"


def _address(asked: Asked) -> str:
    return "" if asked.new.email is None else asked.new.email.folded


class _Data(msgspec.Struct):
    request_id: str
    status: str


class _Body(msgspec.Struct):
    type: str
    data: _Data


_decode = msgspec.json.Decoder(_Body).decode


def _hooks(life: Life, ends: _Ends) -> Iterable[str]:
    told: dict[str, list[str]] = defaultdict(list)
    for body in life.told_by_hooks:
        event = _decode(body)
        if event.type == "request.finished":
            told[event.data.request_id].append(event.data.status)
    for request, statuses in told.items():
        if len(set(statuses)) > 1:
            yield f"{request} was told by webhooks to be {' and '.join(sorted(set(statuses)))}"
        if request in ends and ends[request][1] != statuses[0]:
            yield f"{request} was told by a webhook to be {statuses[0]}, and is {ends[request][1]}"
        if len(statuses) > 1 and life.plan.is_calm and not life.crashes:
            yield f"{request} was told by {len(statuses)} webhooks, and all were heard"
    if not life.heard_all or life.plan.clock_steps:
        return
    for asked in life.asked:
        if asked.opening is not None and asked.party.rp == HOOKED and asked.request_id not in told:
            yield f"{asked.request_id} has ended, and no webhook told of it"


def _past(life: Life, ends: _Ends) -> Iterator[str]:
    """A person's history says what everybody was told, and what has ended waits no more."""
    for account, shown in life.past.items():
        for request, status in shown.items():
            if request in ends and ends[request][1] != status:
                yield f"{request} is {status} in its person's history, and {ends[request][1]} for others"
        for request in life.left[account]:
            if request in ends:
                yield f"{request} has ended, and is shown as waiting"
    for asked in life.asked:
        if asked.opening is None or asked.person is None or asked.new.local:
            continue
        if asked.request_id not in life.past.get(asked.person.account.account, {asked.request_id: ""}):
            yield f"{asked.request_id} is not in its person's history"
