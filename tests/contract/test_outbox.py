"""What any store promises about letters that wait (`autheid.needs.post`)."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from autheid.account.enrolment import Enrolment
from autheid.account.letter import Letter, LetterKind
from autheid.kernel.clock import Millis
from autheid.kernel.secret import digest
from autheid.person.email import parse_email
from tests.support.stores import Shelf, Store

NOW = Millis(1_700_000_000_000)
LATER = Millis(NOW + 5000)
CODE = Letter(
    kind=LetterKind.CODE,
    to="Ada@Example.com",
    language="sv",
    at=NOW,
    code="048219",
    expires=Millis(NOW + 600_000),
)
NAMED = Letter(LetterKind.DEVICE_ADDED, "Ada@Example.com", "en", NOW, detail="Ada’s 📱")


async def _due(store: Store, *, now: int = NOW, most: int = 10) -> list[tuple[int, Letter]]:
    return [(tries, letter) for _, tries, letter in await store.outbox.due(now=Millis(now), most=most)]


async def _numbers(store: Store, *, now: int = NOW) -> list[int]:
    return [number for number, _, _ in await store.outbox.due(now=Millis(now), most=10)]


def _enrolment(enrolment_id: str) -> Enrolment:
    return Enrolment(
        enrolment_id=enrolment_id,
        email=parse_email("Ada@Example.com"),
        account=None,
        code_hash=digest(b"code"),
        tries_left=5,
        expires=Millis(NOW + 600_000),
    )


async def test_a_letter_is_kept_whole_and_durably_with_the_change_that_it_tells_of(shelf: Shelf) -> None:
    await shelf.store.enrolments.begin(_enrolment("one"), now=NOW, letters=[CODE, NAMED])
    store = await shelf.reopen()
    assert await _due(store) == [(0, CODE), (0, NAMED)]


async def test_a_change_that_fails_sends_no_letter(store: Store) -> None:
    await store.enrolments.begin(_enrolment("one"), now=NOW)
    with pytest.raises(Exception, match=r".*"):  # whatever a store raises for an id that is there already
        await store.enrolments.begin(_enrolment("one"), now=NOW, letters=[CODE])
    assert await _due(store) == []


async def test_every_kind_and_both_languages_come_back_as_they_were(store: Store) -> None:
    letters = [
        msgspec.structs.replace(NAMED, kind=kind, language=language)
        for kind in LetterKind
        for language in ("en", "sv")
    ]
    await store.guards.tell(letters, now=NOW)
    assert [letter for _, letter in await _due(store, most=100)] == letters


async def test_the_oldest_due_come_first_and_no_more_than_asked_for(store: Store) -> None:
    first, second = (msgspec.structs.replace(NAMED, detail=name) for name in ("first", "second"))
    await store.guards.tell([second], now=Millis(NOW + 1))
    await store.guards.tell([first], now=NOW)
    assert await _due(store) == [(0, first)]
    assert await _due(store, now=NOW + 1) == [(0, first), (0, second)]
    assert await _due(store, now=NOW + 1, most=1) == [(0, first)]


async def test_a_letter_that_was_carried_is_forgotten(shelf: Shelf) -> None:
    await shelf.store.guards.tell([CODE, NAMED], now=NOW)
    first, _ = await _numbers(shelf.store)
    await shelf.store.outbox.carried(first)
    await shelf.store.outbox.carried(first)
    assert await _due(await shelf.reopen()) == [(0, NAMED)]


async def test_a_letter_that_waits_counts_its_tries(shelf: Shelf) -> None:
    await shelf.store.guards.tell([CODE], now=NOW)
    [number] = await _numbers(shelf.store)
    await shelf.store.outbox.try_later(number, due=LATER)
    assert await _due(shelf.store, now=LATER - 1) == []
    assert await _due(await shelf.reopen(), now=LATER) == [(1, CODE)]


async def test_a_number_is_never_given_twice(store: Store) -> None:
    """What is still on its way must not be taken for another letter."""
    await store.guards.tell([CODE], now=NOW)
    [number] = await _numbers(store)
    await store.outbox.carried(number)
    await store.guards.tell([CODE], now=NOW)
    assert await _numbers(store) != [number]


async def test_of_many_who_look_at_once_one_gets_a_letter_until_its_time_is_over(shelf: Shelf) -> None:
    await shelf.store.guards.tell([CODE], now=NOW)
    [number] = await _numbers(shelf.store)
    outbox = shelf.store.outbox
    claims = await asyncio.gather(*(outbox.claim(number, now=NOW, until=LATER) for _ in range(10)))
    assert sorted(claims) == [False] * 9 + [True]
    assert await _due(shelf.store, now=LATER - 1) == []
    store = await shelf.reopen()
    assert await _due(store, now=LATER) == [(0, CODE)], "whoever had it fell"
    assert await store.outbox.claim(number, now=LATER, until=Millis(LATER + 1))
    await store.outbox.give_back(number, now=LATER)
    assert await _due(store, now=LATER) == [(0, CODE)]
    await store.outbox.carried(number)
    assert not await store.outbox.claim(number, now=LATER, until=Millis(LATER + 1))
