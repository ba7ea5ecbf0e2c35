"""What a Create costs by gRPC, measured with a stock client, beside the same Create by REST."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import grpc.aio

from autheid.wire import rp_pb
from bench.cycle import IN_FLIGHT, WARM_SECONDS, Window, asked_for
from bench.http1 import Connection, call_of
from bench.server import HOST, Server

CHANNELS = 4
SERVICE = "/autheid.rp.Requests/"


def channels(server: Server, count: int) -> list[Any]:
    """Stock gRPC channels, each with a connection of its own."""
    # Without it, channels with equal arguments share one connection.
    own = [("grpc.use_local_subchannel_pool", 1)]
    return [grpc.aio.insecure_channel(f"{HOST}:{server.port}", options=own) for _ in range(count)]


def metadata(api_key: str) -> tuple[tuple[str, str], ...]:
    """The API key as gRPC carries it."""
    return (("authorization", f"Bearer {api_key}"),)


async def rest_creates(server: Server, api_key: str, *, seconds: float) -> Window:
    """Creates over HTTP/1.1, 64 in flight on 64 connections."""
    connections = [await Connection.open(HOST, server.port) for _ in range(IN_FLIGHT)]
    calls = [
        call_of("POST", "/v1/requests", token=api_key, body=asked_for(_email(number)))
        for number in range(IN_FLIGHT)
    ]

    async def create(number: int) -> None:
        await connections[number].send(calls[number])

    window = await _load(server, create, seconds=seconds)
    for connection in connections:
        connection.close()
    return window


async def grpc_creates(server: Server, api_key: str, *, seconds: float) -> Window:
    """Creates over gRPC, 64 in flight on four channels."""
    opened = channels(server, CHANNELS)
    methods = [channel.unary_unary(SERVICE + "Create") for channel in opened]
    asked = [rp_pb.CreateRequest.from_json(asked_for(_email(number))) for number in range(IN_FLIGHT)]
    messages = [message.to_binary() for message in asked]

    async def create(number: int) -> None:
        answer = await methods[number % CHANNELS](messages[number], metadata=metadata(api_key))
        assert answer

    window = await _load(server, create, seconds=seconds)
    for channel in opened:
        await channel.close()
    return window


def _email(number: int) -> str:
    # Nobody's: the same way and the same rows as anybody's, and the address's index stays short in each run.
    return f"creates-{number}-{time.time_ns()}@bench.example"


async def _load(server: Server, create: Callable[[int], Awaitable[None]], *, seconds: float) -> Window:
    done = 0
    begin = time.monotonic() + WARM_SECONDS
    end = begin + seconds

    async def one(number: int) -> None:
        nonlocal done
        while time.monotonic() < end + 0.2:
            await create(number)
            done += 1

    working = asyncio.gather(*(one(number) for number in range(IN_FLIGHT)))
    await asyncio.sleep(begin - time.monotonic())
    first, before = server.meters(), done
    await asyncio.sleep(end - time.monotonic())
    last, after = server.meters(), done
    await working
    return Window(
        cycles=after - before,
        seconds=last.wall - first.wall,
        cpu=last.cpu - first.cpu,
        threads={name: cpu - first.threads.get(name, 0.0) for name, cpu in last.threads.items()},
    )
