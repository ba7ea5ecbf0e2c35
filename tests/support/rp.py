"""Relying parties as the world has them: stock HTTP and gRPC clients that know nothing of our code."""

from __future__ import annotations

import importlib
import json
import ssl
import sys
import uuid
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import grpc
import grpc.aio
import httpx
from google.protobuf import json_format
from grpc_tools import protoc

from tests.support.server import TEST_KEY

Fields = dict[str, Any]
# They carry no types.
_json: Any = json_format
_protoc: Any = protoc
_grpc: Any = grpc
PROTO = Path(__file__).parents[2] / "proto"
PATIENCE_SECONDS = 60.0
HTTP1, HTTP2, GRPC = "REST over HTTP/1.1", "REST over HTTP/2", "gRPC"
DOORS = (HTTP1, HTTP2, GRPC)
REFUSALS = {
    "INVALID_ARGUMENT": (3, 400),
    "NOT_FOUND": (5, 404),
    "PERMISSION_DENIED": (7, 403),
    "RESOURCE_EXHAUSTED": (8, 429),
    "FAILED_PRECONDITION": (9, 400),
    "INTERNAL": (13, 500),
    "UNAVAILABLE": (14, 503),
    "UNAUTHENTICATED": (16, 401),
}
"""What the reference and the wire contract say: the code's number, and its HTTP status."""
_REST = {
    "Create": ("POST", ""),
    "GetResult": ("GET", "/{request_id}"),
    "GetStatus": ("GET", "/{request_id}/status"),
    "Cancel": ("POST", "/{request_id}/cancel"),
    "GetFile": ("GET", "/{request_id}/files/{name}"),
}
_FILES = {"KYC_PDF": "kyc.pdf", "RESIDENCY_PROOF_PDF": "residency.pdf"}


class Stubs(NamedTuple):
    """What protoc makes of rp.proto for stock gRPC."""

    messages: Any
    services: Any


@cache
def stubs() -> Stubs:
    """Generated anew in every run, from the schema that clients get, by the generator that clients use."""
    with TemporaryDirectory(prefix="autheid-stubs-") as folder:
        made = _protoc.main(
            ["protoc", f"-I{PROTO}", f"--python_out={folder}", f"--grpc_python_out={folder}", "rp.proto"]
        )
        assert made == 0
        sys.path.insert(0, folder)
        try:
            return Stubs(importlib.import_module("rp_pb2"), importlib.import_module("rp_pb2_grpc"))
        finally:
            sys.path.remove(folder)


class RefusedError(Exception):
    """The service said no. Two are equal when a caller of either protocol would read the same."""

    def __init__(self, code: str, number: int, message: str, retry_after: str | None = None) -> None:
        super().__init__(f"{code} {number}: {message} (again after {retry_after})")
        self.code = code
        self.number = number
        self.message = message
        self.retry_after = retry_after

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RefusedError) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(str(self))


class Rp(ABC):
    """One relying party at one door. Answers are JSON objects in the proto3 mapping; what is refused is raised."""

    def __init__(self, authorization: str | None) -> None:
        self.authorization = authorization

    @abstractmethod
    async def call(self, method: str, fields: Fields) -> Fields:
        """One call of the schema's method with these fields. Raises RefusedError."""

    async def create(self, **fields: Any) -> str:
        """The id of a new request; an AUTHENTICATION to a fresh address unless the fields say otherwise."""
        return str((await self.call("Create", asking(**fields)))["request_id"])

    async def result(self, request_id: str) -> Fields:
        """GetResult."""
        return await self.call("GetResult", {"request_id": request_id})

    async def status(self, request_id: str) -> Fields:
        """GetStatus."""
        return await self.call("GetStatus", {"request_id": request_id})

    async def cancel(self, request_id: str) -> Fields:
        """Cancel."""
        return await self.call("Cancel", {"request_id": request_id})


class RestRp(Rp):
    """By httpx, over whichever HTTP its client speaks."""

    def __init__(self, client: httpx.AsyncClient, authorization: str | None) -> None:
        super().__init__(authorization)
        self.client = client

    async def send(self, method: str, fields: Fields) -> httpx.Response:
        """The bare answer."""
        headers = {} if self.authorization is None else {"authorization": self.authorization}
        if method == "GetOcsp":
            return await self.client.get(f"/v1/ocsp/{fields.get('device_id', '')}", headers=headers)
        verb, path = _REST[method]
        name = _FILES.get(fields.get("file_type", ""), "none")
        path = "/v1/requests" + path.format(request_id=fields.get("request_id"), name=name)
        content = json.dumps(fields).encode("utf-8", "surrogatepass") if method == "Create" else None
        return await self.client.request(verb, path, headers=headers, content=content)

    async def call(self, method: str, fields: Fields) -> Fields:
        return answer_of(await self.send(method, fields))


class GrpcRp(Rp):
    """By stock grpcio and its generated stub."""

    def __init__(self, channel: grpc.aio.Channel, authorization: str | None) -> None:
        super().__init__(authorization)
        self.channel = channel
        self.stub = stubs().services.RequestsStub(channel)

    async def call(self, method: str, fields: Fields) -> Fields:
        message = _json.ParseDict(fields, getattr(stubs().messages, f"{method}Request")())
        metadata = None if self.authorization is None else (("authorization", self.authorization),)
        try:
            answer = await getattr(self.stub, method)(message, metadata=metadata, timeout=PATIENCE_SECONDS)
        except grpc.aio.AioRpcError as error:
            raise refusal_of(error) from None
        return json_of(answer)


def json_of(message: Any) -> Fields:
    """A message as the wire contract has it in JSON: the schema's names, and whatever is not in a oneof present."""
    fields: Fields = _json.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
    return fields


def answer_of(response: httpx.Response) -> Fields:
    """The JSON of a success. Raises RefusedError for the reference's error object, and fails on anything else."""
    fields: Fields = response.json()
    if response.status_code == 200:
        return fields
    assert set(fields) == {"error", "error_code", "message"}, fields
    assert response.headers["content-type"] == "application/json"
    assert REFUSALS[fields["error"]] == (fields["error_code"], response.status_code)
    retry_after = response.headers.get("retry-after")
    raise RefusedError(fields["error"], fields["error_code"], fields["message"], retry_after)


def refusal_of(error: grpc.aio.AioRpcError) -> RefusedError:
    """The same refusal out of a status and its trailers."""
    status = error.code()
    retry_after = [str(value) for name, value in error.trailing_metadata() or () if name == "retry-after"]
    return RefusedError(
        status.name, status.value[0], error.details() or "", retry_after[0] if retry_after else None
    )


def fresh_address() -> str:
    """An address that nobody has asked for before, and that nobody has."""
    return f"{uuid.uuid4().hex[:16]}@example.net"


def asking(**fields: Any) -> Fields:
    """A whole CreateRequest; a field that is given as None is left out."""
    whole = {"type": "AUTHENTICATION", "email": fresh_address(), "title": "Sign in"} | fields
    return {name: value for name, value in whole.items() if value is not None}


@asynccontextmanager
async def rp_at(
    door: str, address: str, *, key: str | None = TEST_KEY, certificate: Path | None = None
) -> AsyncIterator[Rp]:
    """A relying party's client at one door of this address; `certificate` is whom to trust over TLS."""
    authorization = None if key is None else f"Bearer {key}"
    if door == GRPC:
        async with grpc_channel(address, certificate) as channel:
            yield GrpcRp(channel, authorization)
    else:
        async with http_client(address, http2=door == HTTP2, certificate=certificate) as client:
            yield RestRp(client, authorization)


@asynccontextmanager
async def grpc_channel(address: str, certificate: Path | None = None) -> AsyncIterator[grpc.aio.Channel]:
    """A channel that shares its connection with no other."""
    target = address.partition("://")[2]
    options = [("grpc.use_local_subchannel_pool", 1)]
    if certificate is None:
        channel = grpc.aio.insecure_channel(target, options=options)
    else:
        credentials = _grpc.ssl_channel_credentials(_bytes_of(certificate))
        channel = grpc.aio.secure_channel(target, credentials, options=options)
    async with channel:
        yield channel


def _bytes_of(file: Path) -> bytes:
    return file.read_bytes()


@asynccontextmanager
async def http_client(
    address: str, *, http2: bool = False, certificate: Path | None = None, most: int = 100
) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client; without TLS, HTTP/2 is spoken by prior knowledge. `most` connections at once."""
    trust: ssl.SSLContext | bool = False
    if certificate is not None:
        trust = ssl.create_default_context(cafile=str(certificate))
    async with httpx.AsyncClient(
        base_url=address,
        http1=not http2,
        http2=http2,
        verify=trust,
        trust_env=False,
        timeout=PATIENCE_SECONDS,
        limits=httpx.Limits(max_connections=most, max_keepalive_connections=most),
    ) as client:
        yield client


@asynccontextmanager
async def rp_at_each_door(address: str, *, key: str | None = TEST_KEY) -> AsyncIterator[dict[str, Rp]]:
    """The same relying party at every door."""
    async with AsyncExitStack() as stack:
        yield {door: await stack.enter_async_context(rp_at(door, address, key=key)) for door in DOORS}
