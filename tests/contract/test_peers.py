"""What the bench measures us beside does the work it is measured at, and keeps what it says it keeps."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from autheid.device.key import DeviceKey
from bench.cycle import Person, Window
from bench.http1 import Broken
from bench.peers.measure import Contender, Kind, table
from bench.peers.peer import PeerWalker, install, make_people, provider
from bench.server import Server
from tests.support.postgres import shared_cluster

STORES = ["memory", "sqlite", "gathered-sqlite", "postgres", "gathered-postgres"]
DURABLE = STORES[1:]


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    install()


@pytest.fixture
def place(tmp_path: Path, store: str) -> Iterator[str]:
    """Where a store keeps what it is given."""
    if not store.endswith("postgres"):
        yield str(tmp_path / "peer.sqlite3")
        return
    address = shared_cluster().database()
    yield address
    shared_cluster().drop(address)


@asynccontextmanager
async def walking(server: Server, person: Person) -> AsyncIterator[PeerWalker]:
    walker = PeerWalker(person)
    await walker.connect(server.port)
    yield walker
    walker.close()
    await asyncio.sleep(0)


@pytest.mark.parametrize("store", STORES)
async def test_a_token_comes_after_a_right_signature_alone_and_once(
    tmp_path: Path, store: str, place: str
) -> None:
    anna, bert = people = make_people(2)
    with provider(tmp_path, people, store=store, place=place, cores=os.sched_getaffinity(0)) as server:
        async with walking(server, anna) as walker, walking(server, bert) as other:
            request_id = await walker.ask()
            statement = await walker.show(request_id)
            assert anna.email.encode() in statement

            with pytest.raises(Broken, match="403"):
                await walker.approve(request_id, DeviceKey.make().sign(statement))
            with pytest.raises(Broken, match="403"):
                await walker.approve(request_id, anna.key.sign(statement + b"!"))
            with pytest.raises(Broken, match="404"):
                await other.approve(request_id, bert.key.sign(statement))
            with pytest.raises(Broken, match="authorization_pending"):
                await walker.fetch_token(request_id)

            await walker.approve(request_id, anna.key.sign(statement))
            assert (await walker.fetch_token(request_id)).count(".") == 2
            with pytest.raises(Broken, match="invalid_grant"):
                await walker.fetch_token(request_id)


@pytest.mark.parametrize("store", DURABLE)
async def test_an_approval_that_was_answered_outlives_the_process(
    tmp_path: Path, store: str, place: str
) -> None:
    (person,) = people = make_people(1)
    cores = os.sched_getaffinity(0)
    with provider(tmp_path, people, store=store, place=place, cores=cores) as server:
        async with walking(server, person) as walker:
            request_id = await walker.ask()
            await walker.approve(request_id, person.key.sign(await walker.show(request_id)))
            os.kill(server.pid, signal.SIGKILL)
    with provider(tmp_path, people, store=store, place=place, cores=cores) as server:
        async with walking(server, person) as walker:
            assert (await walker.fetch_token(request_id)).count(".") == 2


def seen(cpu_ms: float, postgres_ms: float = 0) -> Window:
    threads = {"generator": 0.1, "postgres": postgres_ms}
    return Window(cycles=1000, seconds=1, cpu=cpu_ms, threads=threads)


def contender(name: str, kind: Kind, *windows: Window) -> Contender:
    async def measure(_seconds: float) -> Window:
        return windows[0]

    return Contender(name=name, kind=kind, measure=measure, windows=list(windows))


def test_the_yardstick_is_the_durable_peer_that_costs_least_with_its_database() -> None:
    lines = table(
        [
            contender("ours", Kind.OURS, seen(0.2), seen(0.1), seen(0.9)),
            contender("forgets", Kind.FORGETTING, seen(0.1)),
            contender("alone", Kind.DURABLE_PEER, seen(1.0)),
            contender("with a database", Kind.DURABLE_PEER, seen(0.5, 0.6)),
        ]
    )
    assert (
        lines[-1].strip() == "the best durable peer (alone) costs 5.00 times what ours does; target ≥ 5 met"
    )
