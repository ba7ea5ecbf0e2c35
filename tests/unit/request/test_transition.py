"""The machine: every state × every event, told from the table and nothing else."""

from __future__ import annotations

from itertools import product
from typing import get_args

import msgspec
import pytest

from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import DeviceId, RequestId, UniqueUserId
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
from autheid.request.state import (
    AuthenticationEvidence,
    Ended,
    NotVerified,
    Pending,
    RpCancelled,
    State,
    Succeeded,
    TimedOut,
    Unclaimed,
    UserCancelled,
    Waiting,
)
from autheid.request.transition import ENDED_AS, MOVES, REPEATS, at_time, end, move
from tests.support.samples import opening_of

_AT = Millis(1_700_000_001_000)
_LATER = Millis(1_700_000_002_000)
_PHONE, _TABLET = DeviceId("phone"), DeviceId("tablet")


def _approval(device: DeviceId = _PHONE, answer: Answer = Answer.APPROVE) -> VerifiedApproval:
    return VerifiedApproval(
        request_id=RequestId("r"),
        device=device,
        answer=answer,
        signature=b"signature",
        document=b"document",
        document_signature=b"document signature",
    )


def _approve(at: Millis, device: DeviceId = _PHONE) -> Approve:
    return Approve(
        at=at,
        approval=_approval(device),
        device_name="Phone",
        unique_user_id=UniqueUserId("oava51cj"),
        evidence=AuthenticationEvidence(jwt="jwt", is_verified=True),
    )


STATES: dict[type[State], State] = {
    Unclaimed: Unclaimed(),
    Pending: Pending(),
    Succeeded: Succeeded(
        at=_AT,
        device=_PHONE,
        device_name="Phone",
        unique_user_id=UniqueUserId("oava51cj"),
        evidence=AuthenticationEvidence(jwt="jwt", is_verified=True),
        approval_signature=b"signature",
    ),
    NotVerified: NotVerified(at=_AT, device=_PHONE, approval_signature=b"signature"),
    UserCancelled: UserCancelled(at=_AT, device=_PHONE, not_me=False, approval_signature=b"signature"),
    RpCancelled: RpCancelled(at=_AT),
    TimedOut: TimedOut(at=_AT),
}
EVENTS: dict[type[Event], Event] = {
    Claim: Claim(at=_LATER),
    Approve: _approve(_LATER),
    ApproveUnverified: ApproveUnverified(at=_LATER, approval=_approval()),
    ApproveWrongNumber: ApproveWrongNumber(at=_LATER, approval=_approval()),
    Reject: Reject(at=_LATER, approval=_approval(answer=Answer.CANCEL)),
    Cancel: Cancel(at=_LATER),
    Expire: Expire(at=_LATER),
}
_PAIRS = list(product(STATES, EVENTS))


def _name(value: object) -> str:
    return value.__name__ if isinstance(value, type) else str(value)


def test_this_walk_knows_every_state_and_every_event() -> None:
    assert set(STATES) == set(get_args(State)) == {*get_args(Waiting), *get_args(Ended)}
    assert set(EVENTS) == set(get_args(Event))
    assert set(ENDED_AS) == set(STATES)


def test_only_what_waits_can_move_and_a_claim_comes_first() -> None:
    assert {state for state, _ in MOVES} == set(get_args(Waiting))
    assert {event for state, event in MOVES if state is Unclaimed} == {Claim, Cancel, Expire}
    assert [event for state, event in MOVES if state is Pending] == [
        e for e in get_args(Event) if e is not Claim
    ]
    assert {ended for ended, _ in MOVES.values()} == {Pending, *get_args(Ended)}


def test_each_ended_state_is_repeated_by_the_events_that_lead_to_it() -> None:
    assert {(ended, event) for (_, event), (ended, _) in MOVES.items() if ended is not Pending} == REPEATS


@pytest.mark.parametrize("state, event", _PAIRS, ids=_name)
def test_a_move_does_exactly_what_the_table_says(state: type[State], event: type[Event]) -> None:
    """A row gives the state it names; a repetition gives the very same object; all else is refused by name."""
    before, happening = STATES[state], EVENTS[event]
    if row := MOVES.get((state, event)):
        assert type(move(before, happening)) is row[0]
    elif (state, event) in REPEATS:
        assert move(before, happening) is before
    else:
        with pytest.raises(Refusal) as refused:
            move(before, happening)
        assert refused.value.kind is Kind.PRECONDITION
        assert refused.value.message.startswith(
            "the request has been opened already" if state is Pending else f"the request {ENDED_AS[state]}"
        )


@pytest.mark.parametrize("event", [event for event in EVENTS if event is not Claim], ids=_name)
def test_a_state_takes_its_moment_and_its_proof_from_the_event(event: type[Event]) -> None:
    ended = end(Pending(), EVENTS[event])
    assert ended.at == _LATER
    assert getattr(ended, "device", _PHONE) == _PHONE
    assert getattr(ended, "approval_signature", b"signature") == b"signature"


def test_success_keeps_the_evidence_that_the_approval_made() -> None:
    event = _approve(_AT)
    assert move(Pending(), event) == Succeeded(
        at=_AT,
        device=_PHONE,
        device_name="Phone",
        unique_user_id=UniqueUserId("oava51cj"),
        evidence=event.evidence,
        approval_signature=b"signature",
        document_signature=b"document signature",
    )


@pytest.mark.parametrize(
    "event",
    [
        _approve(_LATER, _TABLET),
        ApproveUnverified(at=_LATER, approval=_approval(_TABLET)),
        Reject(at=_LATER, approval=_approval(_TABLET, Answer.CANCEL)),
        Reject(at=_LATER, approval=_approval(_PHONE, Answer.NOT_ME)),
    ],
    ids=["another device", "another device, unverified", "another device says no", "another answer"],
)
def test_another_device_or_answer_repeats_nothing(event: Event) -> None:
    (ended,) = {row[0] for (_, kind), row in MOVES.items() if kind is type(event)}
    with pytest.raises(Refusal) as refused:
        move(STATES[ended], event)
    assert refused.value.kind is Kind.PRECONDITION
    assert ENDED_AS[ended] in refused.value.message


@pytest.mark.parametrize("answer", [Answer.CANCEL, Answer.NOT_ME])
def test_a_no_says_whether_the_person_started_it_and_only_that_no_repeats_it(answer: Answer) -> None:
    no = Reject(at=_AT, approval=_approval(answer=answer))
    ended = move(Pending(), no)
    assert isinstance(ended, UserCancelled)
    assert ended.not_me is (answer is Answer.NOT_ME)
    assert move(ended, msgspec.structs.replace(no, at=_LATER)) is ended


def test_a_pending_request_has_timed_out_from_its_deadline_on() -> None:
    """The last millisecond before the deadline still counts, the deadline itself does not."""
    opening = opening_of()
    assert at_time(opening, Pending(), Millis(opening.expires - 1)) == Pending()
    assert at_time(opening, Pending(), opening.expires) == TimedOut(at=opening.expires)


def test_a_timeout_happened_at_the_deadline_however_late_it_is_noticed() -> None:
    opening = opening_of()
    assert at_time(opening, Pending(), Millis(opening.expires + 10**9)) == TimedOut(at=opening.expires)


@pytest.mark.parametrize("ended", get_args(Ended), ids=_name)
def test_the_clock_changes_nothing_that_has_ended(ended: type[Ended]) -> None:
    opening = opening_of()
    assert at_time(opening, STATES[ended], Millis(opening.expires + 1)) is STATES[ended]
