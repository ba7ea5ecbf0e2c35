"""The judge of the fault runs finds what it must, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fault.history import ENDS, Call, History, Operation, Outcome, violations

CREATE, APPROVE, CANCEL = Operation.CREATE, Operation.APPROVE, Operation.CANCEL
STATUS, RESULT = Operation.STATUS, Operation.RESULT


def call(
    operation: Operation, at: float, says: str, *, request: str = "r", key: str = "k", **more: object
) -> Call:
    known = {"outcome": Outcome.DONE, "told": at + 0.5} | more
    return Call(operation, at, request_id=request, key=key, says=says, **known)  # type: ignore[arg-type]


GOOD = [
    call(CREATE, 0, "r", timeout_seconds=60),
    call(STATUS, 1, "NOT_READY"),
    call(APPROVE, 2, "SUCCESS"),
    call(RESULT, 1.5, "SUCCESS", body=b"one", told=2.4),
    call(RESULT, 3, "SUCCESS", body=b"one"),
    call(STATUS, 2.1, "NOT_READY"),
]
"""The last was asked while the approval was under way: either answer is true."""


def test_a_good_history_passes_also_with_calls_that_broke_off() -> None:
    unknown = call(CANCEL, 2, "", outcome=Outcome.UNKNOWN)
    refused = call(CANCEL, 4, "FAILED_PRECONDITION", outcome=Outcome.REFUSED)
    assert violations(History([*GOOD, unknown, refused])) == []
    assert violations(History([])) == []


@pytest.mark.parametrize(
    "planted, sentence",
    [
        ([call(CREATE, 5, "r2"), call(STATUS, 6, "NOT_READY", request="r2")], "the key k led to 2 requests"),
        ([call(CREATE, 5, "r", key="other"), call(STATUS, 6, "SUCCESS")], "2 keys led to the request r"),
        ([call(STATUS, 5, "TIMEOUT")], "several ways: SUCCESS, TIMEOUT"),
        ([call(STATUS, 5, "NOT_READY")], "had ended, and then waited again"),
        ([call(STATUS, 5, "NOT_FOUND", outcome=Outcome.REFUSED)], "created, and then not found by status"),
        ([call(RESULT, 5, "SUCCESS", body=b"two")], "r has 2 results"),
    ],
)
def test_each_broken_promise_is_found(planted: list[Call], sentence: str) -> None:
    found = violations(History([*GOOD, *planted]))
    assert len(found) == 1
    assert sentence in found[0]


def test_an_approval_after_its_time_is_found() -> None:
    late = [
        call(CREATE, 0, "r", timeout_seconds=10),
        call(APPROVE, 12, "SUCCESS"),
        call(STATUS, 13, "SUCCESS"),
    ]
    assert violations(History(late)) == ["r was approved after its time"]
    repeated = [late[0], call(APPROVE, 3, "SUCCESS"), *late[1:]]
    assert violations(History(repeated)) == [], "the same answer again, which was in time"


def test_an_approval_after_an_acknowledged_cancel_is_found() -> None:
    history = [
        call(CREATE, 0, "r"),
        call(CANCEL, 1, "RP_CANCELLED"),
        call(APPROVE, 2, "SUCCESS"),
        call(STATUS, 3, "SUCCESS"),
    ]
    assert "r was approved after it was cancelled" in violations(History(history))


def test_an_approval_after_its_time_is_found_by_the_servers_own_clock_also_where_that_steps() -> None:
    late = [
        call(CREATE, 0, "r", timeout_seconds=10, server_seconds=5000),
        call(APPROVE, 3, "SUCCESS"),
        call(RESULT, 4, "SUCCESS", body=b"one", server_seconds=5011),
    ]
    found = ["r was approved after its time, by the server's own clock"]
    assert violations(History(late, clock_steps=True)) == found
    in_time = [*late[:2], call(RESULT, 4, "SUCCESS", body=b"one", server_seconds=5010)]
    assert violations(History(in_time, clock_steps=True)) == []
    long_after = [
        call(CREATE, 0, "r", timeout_seconds=10),
        call(APPROVE, 3000, "SUCCESS"),
        call(STATUS, 3001, "SUCCESS"),
    ]
    assert violations(History(long_after, clock_steps=True)) == [], "the clock may have been set back"


def test_a_run_that_does_not_look_again_is_no_proof() -> None:
    assert violations(History([call(CREATE, 0, "r")])) == ["r was never looked at after it was created"]
    ended = [call(CREATE, 0, "r"), call(STATUS, 1, "NOT_READY"), call(APPROVE, 2, "SUCCESS")]
    assert violations(History(ended)) == ["r was never looked at after it had ended"]


@st.composite
def true_histories(draw: st.DrawFn) -> History:
    """What clients may be told by a service that keeps its promises, by calls that overlap as they like."""
    calls = []
    for number in range(draw(st.integers(1, 4))):
        request, key = f"r{number}", f"k{number}"
        end = draw(st.sampled_from(sorted(ENDS)))
        ended = draw(st.floats(10, 20))
        body = b"%d" % number
        asked = draw(st.floats(0, 4))
        creates = draw(st.integers(1, 3))
        calls += [call(CREATE, asked + at, request, key=key, timeout_seconds=600) for at in range(creates)]
        for at in draw(st.lists(st.floats(8, 30), max_size=8)):
            took = draw(st.floats(0, 5))
            told = at + took
            # It takes effect at some moment between the question and the answer.
            moment = draw(st.floats(at, told))
            if moment < ended:
                calls.append(call(STATUS, at, "NOT_READY", request=request, told=told))
            else:
                calls.append(call(RESULT, at, end, request=request, told=told, body=body))
        unknown = draw(st.lists(st.sampled_from([APPROVE, CANCEL, CREATE]), max_size=3))
        calls += [call(what, 9, "", request=request, key=key, outcome=Outcome.UNKNOWN) for what in unknown]
        calls.append(call(RESULT, 40, end, request=request, body=body))
    return History(draw(st.permutations(calls)))


@given(true_histories())
def test_whatever_a_true_service_says_passes(history: History) -> None:
    assert violations(history) == []


@given(true_histories(), st.data())
def test_one_lie_anywhere_in_a_true_history_is_found(history: History, data: st.DataObject) -> None:
    """Told at the very end, when everything before it is known to everybody."""
    request, key = data.draw(st.sampled_from(sorted({(c.says, c.key) for c in history.done(CREATE)})))
    (end,) = {c.says for c in history.done(RESULT) if c.request_id == request and c.asked == 40}
    other = data.draw(st.sampled_from(sorted(ENDS - {end})))
    lies = [
        call(STATUS, 50, "NOT_READY", request=request),
        call(STATUS, 50, "NOT_FOUND", request=request, outcome=Outcome.REFUSED),
        call(RESULT, 50, other, request=request),
        call(RESULT, 50, end, request=request, body=b"other"),
        call(CREATE, 50, "another", key=key),
        call(CREATE, 50, request, key="another"),
    ]
    history.calls.append(data.draw(st.sampled_from(lies)))
    assert violations(history) != []
