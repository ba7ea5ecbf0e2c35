"""How a session of somebody at work ages, and what its worker must show."""

from __future__ import annotations

import msgspec
import pytest

from autheid.account.rp import ApiKey, parse_networks
from autheid.kernel.clock import Millis, after
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import RpId
from autheid.team.domain import parse_domain
from autheid.team.worker import (
    FRESH_SECONDS,
    IDLE_SECONDS,
    SESSION_SECONDS,
    Realm,
    Worker,
    WorkerId,
    WorkSession,
    at_call,
    check_proof,
)

NOW = Millis(1_700_000_000_000)
MAJA = Worker(worker=WorkerId("w"), realm=Realm.PORTAL, name="Maja", email="m@a.example", created=NOW)
SESSION = WorkSession(
    worker=MAJA, opened=NOW, seen=NOW, proven=NOW, expires=after(NOW, seconds=SESSION_SECONDS)
)


def test_a_pause_voids_the_proof_and_the_end_ends_it() -> None:
    assert at_call(SESSION, after(NOW, seconds=IDLE_SECONDS - 1)).proven == NOW
    assert at_call(SESSION, after(NOW, seconds=IDLE_SECONDS)).proven == 0
    for over in (
        SESSION,
        msgspec.structs.replace(SESSION, worker=msgspec.structs.replace(MAJA, disabled=True)),
    ):
        with pytest.raises(Refusal) as refused:
            at_call(over, SESSION.expires)
        assert refused.value.kind is Kind.UNKNOWN_CALLER


def test_what_is_shown_once_wants_the_passkey_just_now() -> None:
    check_proof(SESSION, after(NOW, seconds=FRESH_SECONDS), fresh=True)
    check_proof(SESSION, after(NOW, seconds=SESSION_SECONDS), fresh=False)
    for session, fresh in ((SESSION, True), (msgspec.structs.replace(SESSION, proven=Millis(0)), False)):
        with pytest.raises(Refusal) as refused:
            check_proof(session, after(NOW, seconds=FRESH_SECONDS + 1), fresh=fresh)
        assert refused.value.field == "proof"


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("Bank.Example", "bank.example"),
        ("bank.example.", "bank.example"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_a_domain_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert parse_domain(typed) == kept


@pytest.mark.parametrize(
    "peer, may",
    [
        ("203.0.113.9", True),
        ("::ffff:203.0.113.9", True),
        ("198.51.100.1", False),
        ("2001:db8::1", True),
        ("", False),
        ("x", False),
    ],
)
def test_a_keys_addresses_hold_for_both_families(peer: str, may: bool) -> None:
    key = ApiKey("p", RpId("r"), b"", NOW, networks=parse_networks(["203.0.113.0/24", "2001:db8::/32"]))
    if may:
        key.check_address(peer)
    else:
        with pytest.raises(Refusal, match="may not be used from this address"):
            key.check_address(peer)
