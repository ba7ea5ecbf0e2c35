"""What every store promises of a relying party's list and figures (see `autheid.needs.books`)."""

from __future__ import annotations

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import RequestKey, RpId, first_key_at
from autheid.kernel.secret import system_chance
from autheid.needs.books import Wanted
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening
from autheid.request.state import RpCancelled
from autheid.request.usage import HOUR_MILLIS, hour_of
from tests.support.stores import IDS, Shelf
from tests.support.world import asking

NOW = Millis(1_700_000_000_000)
SHOP, BANK = RpId("shop"), RpId("bank")
ADDRESS = b"an address"
_STEP = 1000


async def _open(shelf: Shelf, number: int, rp: RpId, *, at: int = NOW, **more: object) -> None:
    key = RequestKey(first_key_at(Millis(at)) + number)
    made = Opening(
        key=key,
        request_id=IDS.make(key, system_chance),
        rp=rp,
        rp_name="The Shop",
        account=None,
        email="ada@example.com",
        created=Millis(at),
        asked=msgspec.structs.replace(asking(), **more),
    )
    await shelf.store.requests.open(made, address=ADDRESS, idempotency=None, limits=None)


async def test_a_party_sees_its_own_the_newest_first_page_by_page(shelf: Shelf) -> None:
    books = shelf.store.books
    for number in range(5):
        await _open(shelf, number, SHOP, at=NOW + number * _STEP)
    await _open(shelf, 9, BANK)
    since = Wanted(since=Millis(0))
    found = await books.requests_of(SHOP, since, now=Millis(NOW + 9000), most=3)
    assert [one.created - NOW for one, _ in found] == [4000, 3000, 2000]
    rest = await books.requests_of(
        SHOP, Wanted(since=Millis(0), before=found[-1][0].key), now=Millis(NOW + 9000), most=3
    )
    assert [one.created - NOW for one, _ in rest] == [1000, 0]
    later = Wanted(since=Millis(NOW + 1000), until=Millis(NOW + 3000))
    assert len(await books.requests_of(SHOP, later, now=Millis(NOW + 9000), most=9)) == 2
    assert await books.waiting_of(SHOP, now=Millis(NOW + 9000)) == 5
    assert await books.waiting_of(BANK, now=Millis(NOW + 10**7)) == 0


async def test_filters_know_the_clock_and_the_mark_changes_with_what_is_shown(shelf: Shelf) -> None:
    books = shelf.store.books
    await _open(shelf, 1, SHOP)
    await _open(shelf, 2, SHOP, at=NOW + _STEP, kind=RequestKind.SIGNATURE)
    mark = await books.mark(SHOP, most=50)
    ended = (await books.requests_of(SHOP, Wanted(since=Millis(0)), now=NOW, most=9))[1][0]
    assert await shelf.store.requests.end(ended, RpCancelled(Millis(NOW + 500)))
    assert await books.mark(SHOP, most=50) != mark

    async def count(now: int, **wanted: object) -> int:
        search = Wanted(since=Millis(0), **wanted)  # type: ignore[arg-type]
        return len(await books.requests_of(SHOP, search, now=Millis(now), most=9))

    assert await count(NOW, kind=RequestKind.SIGNATURE) == 1
    assert await count(NOW, status="NOT_READY") == 1
    assert await count(NOW + 10**7, status="NOT_READY") == 0
    assert await count(NOW + 10**7, status="TIMEOUT") == 1
    assert await count(NOW, status="RP_CANCELLED") == 1
    assert await count(NOW, address=ADDRESS) == 2
    assert await count(NOW, address=b"another") == 0


async def test_hours_are_summed_once_over_and_say_the_same_before_and_after(shelf: Shelf) -> None:
    books = shelf.store.books
    begin = hour_of(NOW)
    await _open(shelf, 1, SHOP, at=begin + 10)
    await _open(shelf, 2, SHOP, at=begin + 20)
    ended = (await books.requests_of(SHOP, Wanted(since=Millis(0)), now=NOW, most=9))[0][0]
    await shelf.store.requests.end(ended, RpCancelled(Millis(begin + 20 + 1500)))
    late = Millis(begin + HOUR_MILLIS + 20 * 60 * 1000)
    before = await books.usage(SHOP, since=Millis(0), now=late)
    assert sorted((row.status, row.count, row.bucket, row.millis) for row in before) == [
        ("RP_CANCELLED", 1, 2, 1500),
        ("TIMEOUT", 1, 7, 60_000),
    ]
    assert not await books.sum_hour(now=Millis(begin + HOUR_MILLIS)), "its last request may still end"
    assert await books.sum_hour(now=late)
    after = await books.usage(SHOP, since=Millis(0), now=late)
    assert sorted(after, key=lambda row: row.status) == sorted(before, key=lambda row: row.status)
    assert await books.usage(BANK, since=Millis(0), now=late) == []
    await books.forget_usage(before=late)
    assert await books.usage(SHOP, since=Millis(0), now=late) == []


async def test_calls_add_up(shelf: Shelf) -> None:
    books = shelf.store.books
    hour = hour_of(NOW)
    await books.note_calls(hour, {(SHOP, "Create", "OK"): (2, 500), (BANK, "Create", "OK"): (1, 1)})
    await books.note_calls(hour, {(SHOP, "Create", "OK"): (3, 100)})
    [row] = await books.calls(SHOP, since=Millis(0))
    assert (row.method, row.code, row.count, row.micros) == ("Create", "OK", 5, 600)
