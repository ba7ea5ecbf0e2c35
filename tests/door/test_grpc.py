"""What only gRPC and its kin can meet: TLS, gRPC-Web, Connect, health, reflection, and Node's own client."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import struct
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import grpc
import grpc.aio
import httpx
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from tests.door.conftest import Doors
from tests.support.certificate import self_signed
from tests.support.rp import (
    DOORS,
    GRPC,
    HTTP1,
    PROTO,
    GrpcRp,
    RefusedError,
    asking,
    grpc_channel,
    http_client,
    rp_at,
    stubs,
)
from tests.support.server import PLENTY, TEST_KEY, ServerProcess, serving

# Stock gRPC and protobuf carry no types.
HEALTH_STUB: Any = health_pb2_grpc.HealthStub
INSECURE_CHANNEL: Any = grpc.insecure_channel
DESCRIPTOR_POOL: Any = descriptor_pool.DescriptorPool
FILE_DESCRIPTOR: Any = vars(descriptor_pb2)["FileDescriptorProto"]
GET_MESSAGE_CLASS: Any = message_factory.GetMessageClass
NODE_CLIENT = Path(__file__).parents[1] / "node" / "rp.mjs"
CREATE = "/autheid.rp.Requests/Create"
AUTHORIZATION = {"authorization": f"Bearer {TEST_KEY}"}
SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


@pytest.fixture(scope="module")
def over_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServerProcess, Path]]:
    """A staging server behind a self-signed certificate, and that certificate."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = self_signed(folder)
    with serving(folder / "data", tls_certificate=certificate, tls_key=key) as server:
        yield server, certificate


@pytest.mark.parametrize("door", DOORS)
async def test_a_whole_walk_over_tls_at_every_door(door: str, over_tls: tuple[ServerProcess, Path]) -> None:
    """Create, the simulated phone's approval, the result, and a refusal."""
    server, certificate = over_tls
    assert server.address.startswith("https://127.0.0.1:")
    async with rp_at(door, server.address, certificate=certificate) as rp:
        result = await rp.result(await rp.create(email="approve+0s@example.com"))
        assert result["status"] == "SUCCESS"
        with pytest.raises(RefusedError, match="INVALID_ARGUMENT 3: title: is required"):
            await rp.create(title="")


@pytest.mark.parametrize("door", DOORS)
async def test_a_client_that_does_not_know_the_certificate_leaves(
    door: str, over_tls: tuple[ServerProcess, Path], tmp_path: Path
) -> None:
    server, _ = over_tls
    stranger, _ = self_signed(tmp_path)
    async with rp_at(door, server.address, certificate=stranger) as rp:
        with pytest.raises((httpx.ConnectError, RefusedError), match=r"certificate|UNAVAILABLE"):
            await rp.create()


def framed(message: bytes) -> bytes:
    """A gRPC-Web data frame (grpc/grpc PROTOCOL-WEB)."""
    return b"\0" + struct.pack(">I", len(message)) + message


def frames(body: bytes) -> list[tuple[int, bytes]]:
    """The frames of a gRPC-Web answer: flags and content."""
    found = []
    while body:
        (size,) = struct.unpack(">I", body[1:5])
        found.append((body[0], body[5 : 5 + size]))
        body = body[5 + size :]
    return found


def message_of(**fields: Any) -> Any:
    """A CreateRequest of stock protobuf."""
    whole = asking(**fields)
    kind = stubs().messages.RequestType.Value(whole.pop("type"))
    return stubs().messages.CreateRequest(type=kind, **whole)


@pytest.mark.parametrize("http2", [False, True], ids=["HTTP/1.1", "HTTP/2"])
async def test_grpc_web_is_answered(http2: bool, doors: Doors) -> None:
    headers = AUTHORIZATION | {"content-type": "application/grpc-web+proto", "x-grpc-web": "1"}
    async with http_client(doors.address, http2=http2) as web:
        taken = await web.post(CREATE, content=framed(message_of().SerializeToString()), headers=headers)
        refused = await web.post(
            CREATE, content=framed(message_of(title="").SerializeToString()), headers=headers
        )
    (data, message), (last, trailers) = frames(taken.content)
    assert (data, last) == (0, 0x80)
    assert len(stubs().messages.CreateResponse.FromString(message).request_id) == 44
    assert b"grpc-status: 0" in trailers
    ((flag, trailers),) = frames(refused.content)
    assert flag == 0x80
    assert b"grpc-status: 3" in trailers
    assert "title: is required" in unquote(trailers.decode())


@pytest.mark.parametrize("http2", [False, True], ids=["HTTP/1.1", "HTTP/2"])
async def test_connect_is_answered_in_json_and_in_protobuf(http2: bool, doors: Doors) -> None:
    async with http_client(doors.address, http2=http2) as web:
        in_json = await web.post(CREATE, json=asking(), headers=AUTHORIZATION)
        assert len(in_json.json()["requestId"]) == 44
        in_protobuf = await web.post(
            CREATE,
            content=message_of().SerializeToString(),
            headers=AUTHORIZATION | {"content-type": "application/proto"},
        )
        assert stubs().messages.CreateResponse.FromString(in_protobuf.content).success
        refused = await web.post(CREATE, json=asking())
    assert refused.status_code == 401
    assert refused.json()["code"] == "unauthenticated"


async def test_connect_json_that_is_nested_deep_ends_nothing(doors: Doors) -> None:
    """The JSON parser below has no limit of its own and would take the process along."""
    async with http_client(doors.address) as web:
        for path in (CREATE, "/grpc.health.v1.Health/Check"):
            answer = await web.post(
                path, content=b"[" * 200_000, headers={"content-type": "application/json"}
            )
            assert answer.status_code == 400
        assert (await web.get("/healthz")).status_code == 200


def bare(channel: grpc.aio.Channel, path: str) -> Any:
    """A unary method that takes and gives bytes."""
    return channel.unary_unary(path)


async def test_a_method_that_is_not_there_is_unimplemented(doors: Doors) -> None:
    async with grpc_channel(doors.address) as channel:
        for path in ("/autheid.rp.Requests/Drop", "/autheid.rp.Nothing/Create"):
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await bare(channel, path)(b"")
            assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED


async def test_a_message_that_is_no_message_is_invalid(doors: Doors) -> None:
    async with grpc_channel(doors.address) as channel:
        for raw in (b"\xff\xff\xff", b"\x0b" * 100_000, b"\x2a\x02\xff\xfe", b"\x2a\x7f"):
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await bare(channel, CREATE)(raw)
            assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        with pytest.raises(grpc.aio.AioRpcError) as large:
            await bare(channel, CREATE)(b"\x2a" + bytes(300_000))
        assert large.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_a_compressed_call_is_answered_and_a_bomb_is_refused(doors: Doors) -> None:
    gzip = grpc.Compression.Gzip
    async with grpc_channel(doors.address) as channel:
        rp = GrpcRp(channel, f"Bearer {TEST_KEY}")
        metadata = (("authorization", f"Bearer {TEST_KEY}"),)
        answer = await rp.stub.Create(message_of(), metadata=metadata, compression=gzip)
        assert answer.success
        before = doors.server.memory()
        with pytest.raises(grpc.aio.AioRpcError) as bomb:
            await rp.stub.Create(message_of(title="a" * 100_000_000), metadata=metadata, compression=gzip)
        assert bomb.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert doors.server.memory() - before < 32 * 1024 * 1024


async def test_a_deadline_ends_a_blocked_call(doors: Doors) -> None:
    async with grpc_channel(doors.address) as channel:
        rp = GrpcRp(channel, f"Bearer {TEST_KEY}")
        request_id = await rp.create()
        with pytest.raises(grpc.aio.AioRpcError) as late:
            await rp.stub.GetResult(
                stubs().messages.GetResultRequest(request_id=request_id),
                metadata=(("authorization", f"Bearer {TEST_KEY}"),),
                timeout=1,
            )
        assert late.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        assert (await rp.status(request_id))["status"] == "NOT_READY"
        again = asyncio.create_task(rp.result(request_id))
        await asyncio.sleep(0.1)
        await rp.cancel(request_id)
        assert (await again)["status"] == "RP_CANCELLED"


@asynccontextmanager
async def health_of(address: str) -> AsyncIterator[Any]:
    async with grpc_channel(address) as channel:
        yield HEALTH_STUB(channel)


async def test_health_is_told_for_the_server_and_for_the_service(doors: Doors) -> None:
    async with health_of(doors.address) as health:
        for service in ("", "autheid.rp.Requests"):
            answer = await health.Check(health_pb2.HealthCheckRequest(service=service))
            assert answer.status == SERVING
        with pytest.raises(grpc.aio.AioRpcError) as unknown:
            await health.Check(health_pb2.HealthCheckRequest(service="autheid.rp.Nothing"))
        assert unknown.value.code() is grpc.StatusCode.NOT_FOUND


async def test_whoever_watches_health_hears_of_the_stop(tmp_path: Path) -> None:
    """And the watcher does not hold the stop up."""
    with serving(tmp_path / "data", **PLENTY) as server:
        async with health_of(server.address) as health:
            watch = health.Watch(health_pb2.HealthCheckRequest(service="autheid.rp.Requests"), timeout=20)
            assert (await watch.read()).status == SERVING
            server.ask_to_stop()
            assert (await watch.read()).status == NOT_SERVING
            assert await watch.read() is grpc.aio.EOF
        assert server.process.wait(10) == 0


async def test_reflection_answers_in_its_first_stable_version(doors: Doors) -> None:
    """Its messages are those of v1alpha under another package (grpc/grpc doc/server-reflection.md)."""
    asked = [
        reflection_pb2.ServerReflectionRequest(list_services=""),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol="autheid.rp.Requests"),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol="autheid.rp.Nothing"),
    ]
    async with grpc_channel(doors.address) as channel:
        reflect = channel.stream_stream(
            "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
            response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
        )
        listed, found, missed = [answer async for answer in reflect(iter(asked), timeout=20)]
    names = {service.name for service in listed.list_services_response.service}
    assert {"autheid.rp.Requests", "grpc.health.v1.Health"} <= names
    files = [FILE_DESCRIPTOR.FromString(it) for it in found.file_descriptor_response.file_descriptor_proto]
    (schema,) = (file for file in files if file.package == "autheid.rp")
    assert [service.name for service in schema.service] == ["Requests"]
    assert missed.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0]


def test_reflection_lists_and_describes_the_service(doors: Doors) -> None:
    """A tool with no files of ours can make and read our messages."""
    with INSECURE_CHANNEL(doors.server.authority) as channel:
        database = ProtoReflectionDescriptorDatabase(channel)
        assert {"autheid.rp.Requests", "grpc.health.v1.Health"} <= set(database.get_services())
        pool = DESCRIPTOR_POOL(database)
        service = pool.FindServiceByName("autheid.rp.Requests")
        assert [method.name for method in service.methods] == [
            "Create",
            "GetResult",
            "Cancel",
            "GetStatus",
            "GetFile",
            "GetOcsp",
        ]
        message = GET_MESSAGE_CLASS(pool.FindMessageTypeByName("autheid.rp.CreateRequest"))
        same = message.FromString(message_of(title="Reflected").SerializeToString())
        assert same.title == "Reflected"


async def test_the_schema_is_served_as_it_stands_in_the_repository(doors: Doors) -> None:
    async with http_client(doors.address) as web:
        served = await web.get("/proto/rp.proto")
    assert served.content == (PROTO / "rp.proto").read_bytes()


async def test_the_client_of_node_walks_through(doors: Doors) -> None:
    """Create, GetResult, and what its error object holds: code, details, and the trailer retry-after."""
    path = os.environ["PATH"] + os.pathsep + str(Path(sys.executable).parent)
    node = shutil.which("node", path=path)
    assert node is not None, "node is missing: `make test` installs the wheel that brings it"
    assert (NODE_CLIENT.parent / "node_modules").is_dir(), "run `make test`, which installs grpc-js"
    with_little = doors.server.data.parent / "node"
    with serving(with_little, open_prompts=1) as server:
        child = await asyncio.create_subprocess_exec(
            node,
            str(NODE_CLIENT),
            str(PROTO / "rp.proto"),
            server.authority,
            TEST_KEY,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, complaints = await asyncio.wait_for(child.communicate(), 60)
    assert child.returncode == 0, complaints.decode()
    told = json.loads(said)
    assert told["created"]["success"] is True
    assert len(told["created"]["request_id"]) == 44
    assert told["result"]["status"] == "SUCCESS"
    assert told["result"]["extra"] == "authentication"
    assert told["result"]["authentication"]["jwt"].count(".") == 2
    assert told["invalid"] == {"code": 3, "details": "title: is required", "retryAfter": []}
    assert told["unknown"]["code"] == 16
    assert told["exhausted"]["code"] == 8
    assert 1 <= int(told["exhausted"]["retryAfter"][0]) <= 60


async def test_rest_and_grpc_give_the_same_signature(doors: Doors) -> None:
    """Bytes in base64 through the one, bare through the other."""
    async with rp_at(HTTP1, doors.address) as rest, rp_at(GRPC, doors.address) as rpc:
        request_id = await rest.create(
            type="SIGNATURE",
            email="approve+0s.both@example.com",
            description="Zeile eins\nZeile zwei",
            signature={"invisible_data": "+/8=", "serialization": "SERIALIZATION_PROTOBUF"},
        )
        first, second = await asyncio.gather(rest.result(request_id), rpc.result(request_id))
    assert first["status"] == "SUCCESS"
    assert first == second


@pytest.mark.parametrize("path", [CREATE, "/grpc.health.v1.Health/Check"])
async def test_native_grpc_over_http1_is_told_what_it_needs(doors: Doors, path: str) -> None:
    """And no trace of it in the log: a stranger could fill the disk."""
    async with http_client(doors.server.address) as web:
        answer = await web.post(
            path, content=b"\x00\x00\x00\x00\x00", headers={"content-type": "application/grpc+proto"}
        )
    assert answer.status_code == 415
    assert "gRPC needs HTTP/2" in answer.text
    assert not doors.server.events("unanswered")
