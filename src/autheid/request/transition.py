"""THE MACHINE. Every legal move is a row of one table; nothing elsewhere makes a state.

`docs/states.md` is drawn from this table, and a test walks every state × every event.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.request.approval import Answer, VerifiedApproval
from autheid.request.event import (
    Approve,
    ApproveUnverified,
    ApproveWrongNumber,
    Cancel,
    Claim,
    Event,
    Expire,
    Reject,
)
from autheid.request.opening import Opening
from autheid.request.state import (
    Ended,
    NotVerified,
    Pending,
    RpCancelled,
    State,
    Succeeded,
    TimedOut,
    Unclaimed,
    UserCancelled,
)


def _succeed(event: Approve) -> Succeeded:
    return Succeeded(
        at=event.at,
        device=event.approval.device,
        device_name=event.device_name,
        unique_user_id=event.unique_user_id,
        evidence=event.evidence,
        approval_signature=event.approval.signature,
        assertion=event.assertion,
        document_signature=event.approval.document_signature,
    )


def _lack_verification(event: ApproveUnverified) -> NotVerified:
    return NotVerified(
        at=event.at,
        device=event.approval.device,
        approval_signature=event.approval.signature,
        assertion=event.assertion,
        document_signature=event.approval.document_signature,
    )


def _user_cancel(event: Reject) -> UserCancelled:
    return UserCancelled(
        at=event.at,
        device=event.approval.device,
        not_me=event.approval.answer is Answer.NOT_ME,
        approval_signature=event.approval.signature,
    )


def _mispick(event: ApproveWrongNumber) -> UserCancelled:
    return UserCancelled(
        at=event.at,
        device=event.approval.device,
        not_me=False,
        approval_signature=event.approval.signature,
        wrong_number=event.approval.match_number,
    )


def _claim(_: Claim) -> Pending:
    return Pending()


def _rp_cancel(event: Cancel) -> RpCancelled:
    return RpCancelled(at=event.at)


def _time_out(event: Expire) -> TimedOut:
    return TimedOut(at=event.at)


MOVES: dict[tuple[type[State], type[Event]], tuple[type[State], Callable[[Any], State]]] = {
    (Unclaimed, Claim): (Pending, _claim),
    (Unclaimed, Cancel): (RpCancelled, _rp_cancel),
    (Unclaimed, Expire): (TimedOut, _time_out),
    (Pending, Approve): (Succeeded, _succeed),
    (Pending, ApproveUnverified): (NotVerified, _lack_verification),
    (Pending, ApproveWrongNumber): (UserCancelled, _mispick),
    (Pending, Reject): (UserCancelled, _user_cancel),
    (Pending, Cancel): (RpCancelled, _rp_cancel),
    (Pending, Expire): (TimedOut, _time_out),
}
"""From a state, by an event, to a state. What is not here is refused or is a repetition (`REPEATS`)."""

REPEATS: frozenset[tuple[type[State], type[Event]]] = frozenset(
    {
        (Succeeded, Approve),
        (NotVerified, ApproveUnverified),
        (UserCancelled, ApproveWrongNumber),
        (UserCancelled, Reject),
        (RpCancelled, Cancel),
        (TimedOut, Expire),
    }
)
"""Events that say again what has already happened: the same device for a person's answer. They change nothing."""

ENDED_AS = {
    Unclaimed: "has not been opened by anybody",
    Pending: "is waiting for the person",
    Succeeded: "was approved",
    NotVerified: "was approved by an account that is not verified",
    UserCancelled: "was cancelled by the person",
    RpCancelled: "was cancelled by the relying party",
    TimedOut: "has timed out",
}


def move(state: State, event: Event) -> State:
    """The state after this event: a new one, or the very same object when the event only repeats what ended it.

    Raises Refusal PRECONDITION with what the request has become when the table has no such row.
    """
    row = MOVES.get((type(state), type(event)))
    if row is not None:
        return row[1](event)
    if (type(state), type(event)) in REPEATS and _same_voice(state, event):
        return state
    if isinstance(state, Pending) and isinstance(event, Claim):
        raise Refusal(Kind.PRECONDITION, "the request has been opened already")
    if isinstance(state, Unclaimed):
        raise Refusal(Kind.PRECONDITION, f"the request {ENDED_AS[Unclaimed]}")
    raise Refusal(Kind.PRECONDITION, f"the request {ENDED_AS[type(state)]} and can't change any more")


def end(state: State, event: Event) -> Ended:
    """As `move`, by an event that ends a request."""
    moved = move(state, event)
    if isinstance(moved, Pending | Unclaimed):
        message = "this event ends nothing"
        raise TypeError(message)
    return moved


def _same_voice(state: State, event: Event) -> bool:
    approval: VerifiedApproval | None = getattr(event, "approval", None)
    if approval is None:
        return True
    if isinstance(state, UserCancelled) and (
        state.not_me is not (approval.answer is Answer.NOT_ME) or state.wrong_number != approval.match_number
    ):
        return False
    return bool(getattr(state, "device", None) == approval.device)


def at_time(opening: Opening, stored: State, now: Millis) -> State:
    """The state as of `now`: what was stored, with the clock applied. TIMEOUT is derived here, never awaited."""
    if isinstance(stored, Pending | Unclaimed) and now >= opening.expires:
        return move(stored, Expire(at=opening.expires))
    return stored
