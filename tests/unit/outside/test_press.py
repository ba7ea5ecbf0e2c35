"""The press room: one document at a time, and none fails for a time-stamp server that is away."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autheid.document.cades import Ask
from autheid.document.seal import Seal
from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.outside.press import STAMP_AGAIN_MILLIS, PressRoom
from autheid.outside.seal_file import open_seal
from tests.support.dossiers import APPROVED, kyc, residency
from tests.support.pdf import pages_of, pdf_a_problems
from tests.support.seals import status_of
from tests.support.time_stamps import TimeStampAuthority

NOW = datetime.fromtimestamp(APPROVED / 1000, UTC)


_MOST_WAITING = 2


class Room:
    """A press room whose time-stamp server can go away."""

    def __init__(self, data: Path) -> None:
        key, self.chain = open_seal(key=None, certificate=None, data=data, issuer="id.example.com", now=NOW)
        self.away = False
        self.asked = 0
        self.authority = TimeStampAuthority(now=NOW)

        def seal(ask: Ask | None) -> Seal:
            return Seal(key=key, chain=self.chain, name="id.example.com", ask=ask)

        self.room = PressRoom(
            make_seal=lambda: seal(self._ask), plain_seal=lambda: seal(None), most_waiting=_MOST_WAITING
        )

    def _ask(self, query: bytes) -> bytes:
        self.asked += 1
        if self.away:
            raise OSError("the time-stamp server: ConnectError")
        return self.authority.answer(query)

    async def is_stamped(self, pdf: bytes) -> bool:
        # pyHanko starts a loop of its own, so it wants a thread without one.
        return await asyncio.to_thread(self._is_stamped, pdf)

    def _is_stamped(self, pdf: bytes) -> bool:
        status = status_of(pdf, roots=[self.chain[-1]], at=NOW, stamp_roots=[self.authority.certificate])
        assert status.bottom_line
        return status.timestamp_validity is not None


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


async def test_both_documents_come_sealed_and_stamped(room: Room) -> None:
    report, proof = await asyncio.gather(
        room.room.kyc(kyc(), now=APPROVED), room.room.residency(residency(), now=APPROVED)
    )
    room.room.close()
    assert [pages_of(report), pages_of(proof)] == [2, 3]
    for pdf in (report, proof):
        assert await room.is_stamped(pdf)
        assert pdf_a_problems(pdf) == []


async def test_a_server_that_is_away_costs_the_stamp_and_not_the_document(room: Room) -> None:
    """And it is left alone for a minute, since everybody waits behind the one who asks."""
    room.away = True
    assert not await room.is_stamped(await room.room.kyc(kyc(), now=APPROVED))
    room.away = False
    assert not await room.is_stamped(
        await room.room.kyc(kyc(), now=Millis(APPROVED + STAMP_AGAIN_MILLIS - 1))
    )
    assert room.asked == 1
    assert await room.is_stamped(await room.room.kyc(kyc(), now=Millis(APPROVED + STAMP_AGAIN_MILLIS)))
    room.room.close()


async def test_too_many_who_wait_are_told_to_come_again(room: Room) -> None:
    made = [asyncio.create_task(room.room.kyc(kyc(), now=APPROVED)) for _ in range(_MOST_WAITING + 1)]
    done = await asyncio.gather(*made, return_exceptions=True)
    room.room.close()
    refused = [one for one in done if isinstance(one, Refusal)]
    assert [one.kind for one in refused] == [Kind.UNAVAILABLE]
    assert len([one for one in done if isinstance(one, bytes)]) == 2


async def test_facts_that_can_not_be_set_fail_alone(room: Room) -> None:
    with pytest.raises(ValueError, match="no JPEG"):
        await room.room.kyc(kyc(portrait=b"GIF89a"), now=APPROVED)
    assert (await room.room.kyc(kyc(), now=APPROVED)).startswith(b"%PDF")
    room.room.close()
