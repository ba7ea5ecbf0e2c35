"""The documents that the service gives of itself: valid, complete, and true to what it answers."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import schemathesis
import schemathesis.specs.openapi.schemas  # at collection: loaded later, inside a running test, pytest would rewrite it there

from autheid.assemble.service import assembled
from autheid.config import Settings
from autheid.door.problem import CODES, INTERNAL
from autheid.door.public.pages import GUARDS, STATIC
from autheid.door.public.words import FIELDS, OPERATIONS, STATUSES
from autheid.staging.reference import TEST_API_KEY
from autheid.wire import rp_pb
from tests.support.world import World

KEY = {"authorization": f"Bearer {TEST_API_KEY}"}
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    settings = Settings(profile="staging", issuer="autheid.test", data=tmp_path)
    async with World(tmp_path, settings=settings) as world:
        yield world


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(world.service.application)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        yield client


@pytest.fixture
async def document(http: httpx.AsyncClient) -> dict[str, Any]:
    answer = await http.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    parsed: dict[str, Any] = answer.json()
    return parsed


def schema_of(document: dict[str, Any], name: str) -> dict[str, Any]:
    """A component by itself, with the others beside it."""
    return {"$ref": f"#/components/schemas/{name}", "components": document["components"]}


def check(document: dict[str, Any], name: str, value: object) -> None:
    jsonschema_rs.validate(schema_of(document, name), value)


async def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    """By the specification's own schema, and each component by JSON Schema 2020-12."""
    assert document["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(document).validate()
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


async def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        at: Any = document
        for part in reference.removeprefix("#/").split("/"):
            at = at[part]
        assert at, reference


async def test_every_route_of_the_doors_stands_in_it_and_no_other(
    document: dict[str, Any], tmp_path: Path
) -> None:
    async with assembled(Settings(data=tmp_path / "again"), base_url="") as service:
        seen = {(route.verb.lower(), route.path.replace(":path}", "}")) for route in service.routes}
    told = {
        (verb, path)
        for path, operations in document["paths"].items()
        for verb in operations
        if path.startswith(("/v1/", "/app/v1/"))
    }
    assert told == seen
    assert ("post", "/v1/requests") in seen
    assert ("post", "/app/v1/sessions") in seen


async def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for operations in document["paths"].values()
        for operation in operations.values()
        if "operationId" in operation
    ]
    assert len(names) == len(set(names))
    assert {name.removesuffix("Singular") for name in names} == set(OPERATIONS)


def test_what_a_client_sends_and_reads_has_words() -> None:
    """Every field of the messages in what is offered; a sentence for no field that is gone."""
    fields = {
        f"{message.type_name.removeprefix('autheid.rp.')}.{field.name}"
        for top in rp_pb.desc().messages
        for message in (
            top,
            *top.nested_messages,
            *(m for n in top.nested_messages for m in n.nested_messages),
        )
        for field in message.fields
    }
    assert set(FIELDS) <= fields
    offered = (
        "CreateRequest.",
        "CreateResponse.",
        "GetResultResponse.",
        "GetStatusResponse.",
        "CancelResponse.",
        "GetOcspResponse.",
        "File.",
        "Error.",
    )
    later = (
        "CreateRequest.DeviceKey.",
        "GetResultResponse.DeviceKeyResult.",
        "GetResultResponse.SignatureResult.SignatureData.",
    )
    assert {f for f in fields if f.startswith(offered) and not f.startswith(later)} == set(FIELDS)


def test_every_status_has_words() -> None:
    [statuses] = [enum for enum in rp_pb.desc().enums if enum.name == "RequestStatus"]
    assert set(STATUSES) == {value.name for value in statuses.values if value.number}


async def test_the_schema_takes_what_create_takes(document: dict[str, Any]) -> None:
    body = {"type": "SIGNATURE", "email": "a@example.com", "title": "T", "signature": {"verified_only": True}}
    check(document, "CreateRequest", body)
    for wrong in ({"colour": 1}, {"title": "x" * 101}, {"timeout_seconds": 9}, {"eid_unique_id": "abcd1234"}):
        with pytest.raises(jsonschema_rs.ValidationError):
            check(document, "CreateRequest", body | wrong)


async def test_what_is_answered_is_what_the_document_says(
    document: dict[str, Any], http: httpx.AsyncClient, world: World
) -> None:
    body = {"type": "AUTHENTICATION", "email": "nobody@example.com", "title": "Sign in"}
    created = await http.post("/v1/requests", json=body, headers=KEY)
    check(document, "CreateResponse", created.json())
    path = f"/v1/requests/{created.json()['request_id']}"
    check(document, "GetStatusResponse", (await http.get(path + "/status")).json())
    check(document, "CancelResponse", (await http.post(path + "/cancel", headers=KEY)).json())
    check(document, "GetResultResponse", (await http.get(path, headers=KEY)).json())
    refused = await http.get(path)
    assert str(refused.status_code) in document["paths"]["/v1/requests/{request_id}"]["get"]["responses"]
    check(document, "Error", refused.json())
    check(document, "Challenge", (await http.post("/app/v1/challenges")).json())


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/openapi.json", "/proto/rp.proto", *(f"/static/{n}" for n in STATIC)]
)
async def test_a_page_carries_its_guards(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in GUARDS} == GUARDS
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_a_page_is_the_same_whatever_host_was_asked_for(http: httpx.AsyncClient, path: str) -> None:
    """A page that repeated the Host header would let a stranger write on it."""
    honest = await http.get(path)
    strange = await http.get(path, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    assert strange.content == honest.content


async def test_the_page_tells_every_error_and_status(http: httpx.AsyncClient) -> None:
    page = (await http.get("/docs")).text
    for code in (*CODES.values(), INTERNAL):
        assert f"<code>{code.name}</code></td><td>{code.number}</td><td>{code.http}</td>" in page
    for status in STATUSES:
        assert f"<code>{status}</code></td>" in page
    assert "<script>" not in page
    assert " style=" not in page


async def test_the_schema_text_is_the_one_in_proto(http: httpx.AsyncClient) -> None:
    served = (await http.get("/proto/rp.proto")).content
    assert served == await asyncio.to_thread((ROOT / "proto" / "rp.proto").read_bytes)


async def test_the_document_is_made_once(http: httpx.AsyncClient) -> None:
    assert (await http.get("/openapi.json")).content == (await http.get("/openapi.json")).content
    assert json.loads((await http.get("/openapi.json")).content)["info"]["title"] == "Auth eID"


async def test_the_page_tells_of_every_method_and_every_field_that_is_offered(
    http: httpx.AsyncClient,
) -> None:
    page = (await http.get("/docs")).text
    for method in ("Create", "GetResult", "GetStatus", "Cancel", "GetFile", "GetOcsp"):
        assert f"autheid.rp.Requests/{method}" in page
    schemas = (await http.get("/openapi.json")).json()["components"]["schemas"]
    offered = [
        name
        for name in schemas
        if name.startswith(("Create", "GetResult", "GetOcsp", "GetStatus", "Cancel", "File"))
        and not name.endswith(("DeviceKey", "DeviceKeyResult"))
    ]
    assert {"GetResultResponse.KYCResult", "GetResultResponse.IdentificationResult"} <= set(offered)
    for name in offered:
        for field, about in schemas[name]["properties"].items():
            assert about["description"], (name, field)
            if about["description"] not in ("Not offered yet.", "Ignored."):
                assert f"<code>{field}</code>" in page, (name, field)


async def test_the_page_has_each_part_once_and_leads_to_it(http: httpx.AsyncClient) -> None:
    page = (await http.get("/docs")).text
    parts = re.findall(r'<section class="part[^"]*" id="([a-z]+)"', page)
    assert len(parts) == len(set(parts))
    for part in parts:
        assert page.count(f'<li><a href="#{part}">') == 2, "in the list and in the menu of a small screen"
    assert '<li><a href="#' not in page[page.index("<main") :]
