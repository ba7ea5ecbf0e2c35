"""What any store promises about screenings (`autheid.needs.screenings`)."""

from __future__ import annotations

import msgspec
import pytest

from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId
from autheid.needs.cases import CaseWritten
from autheid.needs.screenings import KeptScreening, Progress
from autheid.screening.engine import screen
from autheid.screening.entry import Born
from autheid.screening.judge import Subject
from autheid.screening.standing import Decision, Standing, after_decision, after_screening
from tests.contract.test_cases import NOW, _accepted, _account, _case
from tests.support.lists import IVAN, open_list
from tests.support.stores import Shelf, Store

_SUBJECT = Subject(("Ivan Testov",), Born(1970, 1, 2))
_LISTS = [open_list([IVAN])]


def _standing(token: str = "eu:1") -> Standing:
    return after_screening(Standing(), screen(_SUBJECT, _LISTS), token=token, now=NOW)[0]


def _kept(account: AccountId) -> KeptScreening:
    return KeptScreening(
        account=account,
        at=NOW,
        subject=_SUBJECT,
        cleared=frozenset({("eu", "EU.7", "f")}),
        screenings=screen(_SUBJECT, _LISTS),
    )


async def _verified(store: Store, name: str, *, until: int = NOW + 1) -> AccountId:
    account = (await _account(store, name)).account
    case = _case(account, name)
    assert await store.cases.add(case)
    accepted = msgspec.structs.replace(case, state=_accepted(until), version=2)
    assert await store.cases.write(accepted, now=NOW) is CaseWritten.WRITTEN
    return account


async def test_a_standing_comes_back_as_it_was_also_after_a_restart(shelf: Shelf) -> None:
    account = (await _account(shelf.store)).account
    assert await shelf.store.screenings.standing(account) == Standing()
    standing = _standing()
    assert await shelf.store.screenings.write(account, standing)
    assert await (await shelf.reopen()).screenings.standing(account) == standing


async def test_of_two_writers_one_is_told_to_look_again(shelf: Shelf) -> None:
    store = shelf.store
    account = (await _account(store)).account
    first = _standing()
    assert await store.screenings.write(account, first)
    assert not await store.screenings.write(account, first), "the first one was written already"
    cleared = after_decision(
        first, first.pairs[0], Decision.CLEARED, officer="Olle", reason="Other.", now=NOW
    )
    assert await store.screenings.write(account, cleared)
    assert not await store.screenings.write(account, cleared)
    assert await store.screenings.standing(account) == cleared


async def test_what_waits_for_an_officer_is_listed_until_it_is_decided(shelf: Shelf) -> None:
    store = shelf.store
    account = (await _account(store)).account
    standing = _standing()
    await store.screenings.write(account, standing)
    assert await store.screenings.waiting(most=5) == [(account, standing)]
    cleared = after_decision(standing, standing.pairs[0], Decision.CLEARED, officer="O", reason="R", now=NOW)
    await store.screenings.write(account, cleared)
    assert await store.screenings.waiting(most=5) == []


async def test_verified_persons_come_in_order_with_the_lists_they_were_screened_against(shelf: Shelf) -> None:
    store = shelf.store
    ada, bo = await _verified(store, "ada"), await _verified(store, "bo")
    await _verified(store, "expired", until=NOW - 1)
    await _account(store, "unverified")
    assert await _beyond(store, 0) == [(ada, ""), (bo, "")]
    assert await _beyond(store, 0, most=1) == [(ada, "")]
    assert await _beyond(store, ada) == [(bo, "")]
    await store.screenings.write(ada, _standing("eu:1"))
    assert await _beyond(store, 0) == [(ada, "eu:1"), (bo, "")]
    assert await store.screenings.progress("eu:1", now=NOW) == Progress(verified=2, screened=1, open_pairs=1)
    assert await store.screenings.progress("eu:2", now=NOW) == Progress(verified=2, screened=0, open_pairs=1)


async def _beyond(store: Store, account: int, *, most: int = 5) -> list[tuple[AccountId, str]]:
    return await store.screenings.verified(beyond=AccountId(account), now=NOW, most=most)


async def test_whose_verification_ended_is_found_by_when(shelf: Shelf) -> None:
    store = shelf.store
    await _verified(store, "ada", until=NOW - 10)
    bo = await _verified(store, "bo", until=NOW - 1)
    await _verified(store, "cy", until=NOW + 10)
    ended = await store.cases.ended(since=Millis(NOW - 10), until=NOW, most=5)
    assert ended == [(bo, NOW - 1)]


async def test_a_requests_screening_comes_back_and_a_second_takes_its_place(shelf: Shelf) -> None:
    account = (await _account(shelf.store)).account
    await shelf.store.screenings.keep("request", _kept(account))
    again = msgspec.structs.replace(_kept(account), at=Millis(NOW + 1))
    await shelf.store.screenings.keep("request", again)
    store = await shelf.reopen()
    assert await store.screenings.of_request("request") == again
    assert await store.screenings.of_request("another") is None


@pytest.mark.parametrize("reopened", [False, True])
async def test_erasing_an_account_erases_what_was_screened(shelf: Shelf, *, reopened: bool) -> None:
    account = await _verified(shelf.store, "ada")
    await shelf.store.screenings.write(account, _standing())
    await shelf.store.screenings.keep("request", _kept(account))
    assert await shelf.store.eraser.erase(account, proofs=(), letters=(), now=NOW)
    store = await shelf.reopen() if reopened else shelf.store
    assert await store.screenings.standing(account) == Standing()
    assert await store.screenings.of_request("request") is None
    assert await store.screenings.waiting(most=5) == []


async def test_screenings_go_with_the_evidence_that_they_were_made_by(shelf: Shelf) -> None:
    store = shelf.store
    ada, bo = await _verified(store, "ada", until=NOW - 2), await _verified(store, "bo")
    for account in (ada, bo):
        await store.screenings.write(account, _standing())
        await store.screenings.keep(f"request of {account}", _kept(account))
    gone = await store.cases.forget_old(
        drafts_before=Millis(0), refused_before=Millis(0), accepted_before=Millis(NOW - 1)
    )
    assert gone == 1
    assert await store.screenings.standing(ada) == Standing()
    assert await store.screenings.of_request(f"request of {ada}") is None
    assert await store.screenings.standing(bo) == _standing()
    assert await store.screenings.of_request(f"request of {bo}") == _kept(bo)
