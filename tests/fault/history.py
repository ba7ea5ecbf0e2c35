"""The one judge of all fault runs: what many clients asked and were told, and whether that can all be true.

A call that broke off, or was answered UNAVAILABLE, may have been done or not: nothing is concluded from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

ENDS = {"SUCCESS", "ACCOUNT_NOT_VERIFIED", "USER_CANCELLED", "RP_CANCELLED", "TIMEOUT"}
_SLACK_SECONDS = 1.0
"""A client's clock is read a little after the server's."""


class Operation(Enum):
    """What a client asks for."""

    CREATE = "create"
    APPROVE = "approve"
    REJECT = "reject"
    CANCEL = "cancel"
    STATUS = "status"
    RESULT = "result"


class Outcome(Enum):
    """What a client knows of its call."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass
class Call:
    """One call of one client; moments are seconds of one clock."""

    operation: Operation
    asked: float
    request_id: str = ""
    key: str = ""
    """The idempotent key of a Create."""
    timeout_seconds: int = 0
    told: float = float("inf")
    outcome: Outcome = Outcome.UNKNOWN
    says: str = ""
    """The status that it was told, the request's id of a Create, or the code of a refusal."""
    body: bytes = b""
    """The answer of GetResult over REST, byte for byte."""
    server_seconds: int = 0
    """By the server's own clock: when a request was created, or when the approval that is read was given."""


_EVERYTHING = tuple(Operation)


@dataclass
class History:
    """Every call, in the order in which they were asked."""

    calls: list[Call] = field(default_factory=list)
    clock_steps: bool = False
    """Whether the server's clock was set in this run: then a client's own clock says nothing of a request's time."""

    def done(self, *operations: Operation) -> Iterator[Call]:
        """The calls that were answered with success."""
        wanted = operations or _EVERYTHING
        return (call for call in self.calls if call.outcome is Outcome.DONE and call.operation in wanted)


def violations(history: History) -> list[str]:
    """Every promise that this history breaks, as a sentence; none when it can all be true."""
    return [
        *_one_request_a_key(history),
        *_one_end(history),
        *_nothing_lost(history),
        *_same_bytes(history),
        *_no_late_approval(history),
        *_no_approval_after_cancel(history),
        *_in_time_by_the_server(history),
        *_read_back(history),
    ]


def _one_request_a_key(history: History) -> Iterable[str]:
    by_key: dict[str, set[str]] = defaultdict(set)
    by_request: dict[str, set[str]] = defaultdict(set)
    for call in history.done(Operation.CREATE):
        by_key[call.key].add(call.says)
        by_request[call.says].add(call.key)
    for key, requests in by_key.items():
        if len(requests) > 1:
            yield f"the key {key} led to {len(requests)} requests"
    for request, keys in by_request.items():
        if len(keys) > 1:
            yield f"{len(keys)} keys led to the request {request}"


def _ends_told(history: History) -> dict[str, list[Call]]:
    told: dict[str, list[Call]] = defaultdict(list)
    for call in history.done():
        if call.says in ENDS and call.operation is not Operation.CREATE:
            told[call.request_id].append(call)
    return told


def _one_end(history: History) -> Iterable[str]:
    for request, calls in _ends_told(history).items():
        ends = {call.says for call in calls}
        if len(ends) > 1:
            yield f"{request} has ended in several ways: {', '.join(sorted(ends))}"


def _nothing_lost(history: History) -> Iterable[str]:
    """Real-time order: what was told before a call was asked, the call must know."""
    created = {call.says: call.told for call in reversed(list(history.done(Operation.CREATE)))}
    ended = {request: min(call.told for call in calls) for request, calls in _ends_told(history).items()}
    for call in history.calls:
        known_since = created.get(call.request_id, float("inf"))
        if call.outcome is Outcome.REFUSED and call.says == "NOT_FOUND" and known_since < call.asked:
            yield f"{call.request_id} was created, and then not found by {call.operation.value}"
        waits = call.outcome is Outcome.DONE and call.says in {"NOT_READY", "WAITING_LOCAL_ACK"}
        if waits and ended.get(call.request_id, float("inf")) < call.asked:
            yield f"{call.request_id} had ended, and then waited again"


def _same_bytes(history: History) -> Iterable[str]:
    bodies: dict[str, set[bytes]] = defaultdict(set)
    for call in history.done(Operation.RESULT):
        if call.body:
            bodies[call.request_id].add(call.body)
    for request, found in bodies.items():
        if len(found) > 1:
            yield f"{request} has {len(found)} results"


def _no_late_approval(history: History) -> Iterable[str]:
    if history.clock_steps:
        return
    over = {
        call.says: call.told + call.timeout_seconds + _SLACK_SECONDS
        for call in history.done(Operation.CREATE)
        if call.timeout_seconds
    }
    for call in history.done(Operation.APPROVE):
        if call.asked > over.get(call.request_id, float("inf")) and call.says == "SUCCESS":
            first = min(one.told for one in _ends_told(history)[call.request_id])
            if first >= call.told:
                yield f"{call.request_id} was approved after its time"


def _no_approval_after_cancel(history: History) -> Iterable[str]:
    cancelled = {
        request: min(told)
        for request, calls in _ends_told(history).items()
        if (told := [call.told for call in calls if call.operation is Operation.CANCEL])
    }
    for call in history.done(Operation.APPROVE):
        if call.asked > cancelled.get(call.request_id, float("inf")):
            yield f"{call.request_id} was approved after it was cancelled"


def _in_time_by_the_server(history: History) -> Iterable[str]:
    """The server's own times: what a Create said, and the moment that stands in the token of an approval."""
    over = {
        call.says: call.server_seconds + call.timeout_seconds
        for call in history.done(Operation.CREATE)
        if call.server_seconds and call.timeout_seconds
    }
    late = {
        call.request_id
        for call in history.done(Operation.RESULT)
        if call.server_seconds > over.get(call.request_id, float("inf"))
    }
    for request in sorted(late):
        yield f"{request} was approved after its time, by the server's own clock"


def _read_back(history: History) -> Iterable[str]:
    """A run that does not look again at what it was told proves nothing."""
    seen: dict[str, float] = defaultdict(lambda: float("-inf"))
    for call in history.done(Operation.STATUS, Operation.RESULT):
        seen[call.request_id] = max(seen[call.request_id], call.asked)
    for call in history.done(Operation.CREATE):
        if seen[call.says] < call.told:
            yield f"{call.says} was never looked at after it was created"
    for request, calls in _ends_told(history).items():
        acts = [call.told for call in calls if call.operation not in {Operation.STATUS, Operation.RESULT}]
        if acts and seen[request] < min(acts):
            yield f"{request} was never looked at after it had ended"
