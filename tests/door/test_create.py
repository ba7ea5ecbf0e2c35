"""Every rule of Create, as one table that is run through every door with stock clients."""

from __future__ import annotations

import base64
import uuid
from typing import Any, NamedTuple

import coincurve
import pytest

from tests.support.rp import Fields, RefusedError, Rp, asking

INVALID, PRECONDITION = "INVALID_ARGUMENT", "FAILED_PRECONDITION"
NOT_OFFERED = "not offered by this deployment yet"
KINDS = "AUTHENTICATION, SIGNATURE, IDENTIFICATION or KYC"
SIGNATURE = {"type": "SIGNATURE"}
RESERVED = "a key must not be empty or one that the token has of its own"


class Case(NamedTuple):
    """What is changed in a plain AUTHENTICATION, and the refusal; none when it must be taken."""

    name: str
    fields: Fields
    message: str = ""
    code: str = INVALID


def base64_of(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def claims(*pairs: tuple[str, str]) -> Fields:
    return {"authenticate": {"claims": [{"key": key, "val": val} for key, val in pairs]}}


def signature(**options: Any) -> Fields:
    return SIGNATURE | {"signature": options}


POINT = coincurve.PrivateKey(bytes([7] * 32)).public_key
HIDDEN = {
    "a control character": 0x07,
    "a carriage return": 0x0D,
    "a tabulator": 0x09,
    "DEL": 0x7F,
    "a C1 control": 0x85,
    "a soft hyphen": 0xAD,
    "a bidi override": 0x202E,
    "a bidi isolate": 0x2066,
    "a right-to-left mark": 0x200F,
    "a zero-width space": 0x200B,
    "a zero-width joiner": 0x200D,
    "a byte-order mark": 0xFEFF,
    "a line separator": 0x2028,
    "a Hangul filler": 0x3164,
    "a tag letter": 0xE0041,
    "a private character": 0xE000,
    "an unassigned character": 0x0378,
}

TYPES = (
    Case("no type", {"type": None}, f"type: is required: {KINDS}"),
    Case("the type by its number", {"type": 3}),
    Case("a taken type number", {"type": 2}, f"type: must be {KINDS}"),
    Case("an unknown type number", {"type": 99}, f"type: must be {KINDS}"),
    Case("IDENTIFICATION", {"type": "IDENTIFICATION"}),
    Case("KYC", {"type": "KYC"}),
    Case(
        "KYC with its options",
        {"type": "KYC", "kyc": {"files_format": "EMBEDDED"}},
    ),
    Case("DEVICE_KEY", {"type": "DEVICE_KEY"}, f"DEVICE_KEY is {NOT_OFFERED}", PRECONDITION),
    Case(
        "an address and a local account",
        {"use_local_account": True},
        "email: must be absent with use_local_account",
    ),
    Case(
        "an account's name and a local account",
        {"email": None, "eid_unique_id": "oava51cj", "use_local_account": True},
        "eid_unique_id: must be absent with use_local_account",
    ),
    Case(
        "two lines of where it was started",
        {"started_from": "Chrome\nGöteborg"},
        "started_from: must be one line",
    ),
    Case(
        "a return to another scheme",
        {"return_url": "javascript:alert(1)"},
        "return_url: must be an https address in ASCII, without a user name",
    ),
    Case(
        "a return in the clear to another machine",
        {"return_url": "http://shop.example/"},
        "return_url: must be an https address in ASCII, without a user name",
    ),
)

OPTIONS = (
    Case("authenticate with its own type", {"authenticate": {"verified_only": True}}),
    Case(
        "signature with its own type", signature(serialization="SERIALIZATION_PROTOBUF", verified_only=True)
    ),
    Case("an empty option object", {"authenticate": {}}),
    Case(
        "signature in an AUTHENTICATION",
        {"signature": {}},
        "signature: is for SIGNATURE requests, not AUTHENTICATION",
    ),
    Case(
        "authenticate in a SIGNATURE",
        SIGNATURE | {"authenticate": {}},
        "authenticate: is for AUTHENTICATION requests, not SIGNATURE",
    ),
    Case("kyc in an AUTHENTICATION", {"kyc": {}}, "kyc: is for KYC requests, not AUTHENTICATION"),
    Case(
        "device_key in a SIGNATURE",
        SIGNATURE | {"device_key": {}},
        "device_key: is for DEVICE_KEY requests, not SIGNATURE",
    ),
    Case(
        "kyc in an IDENTIFICATION",
        {"type": "IDENTIFICATION", "kyc": {}},
        "kyc: is for KYC requests, not IDENTIFICATION",
    ),
    Case("64 KiB of invisible data", signature(invisible_data=base64_of(bytes(65_536)))),
    Case(
        "a byte more of invisible data",
        signature(invisible_data=base64_of(bytes(65_537))),
        "signature.invisible_data: must have at most 65536 bytes",
    ),
    Case("a DER signature", signature(format="SIGNATURE_FORMAT_DER")),
    Case(
        "an unknown format",
        signature(format=9),
        "signature.format: must be SIGNATURE_FORMAT_RAW or SIGNATURE_FORMAT_DER",
    ),
    Case(
        "an unknown serialization",
        signature(serialization=9),
        "signature.serialization: must be SERIALIZATION_JSON or SERIALIZATION_PROTOBUF",
    ),
    Case("20 claims", claims(*((f"k{n}", "v") for n in range(20)))),
    Case(
        "21 claims", claims(*((f"k{n}", "v") for n in range(21))), "authenticate.claims: must be at most 20"
    ),
    Case("a claim twice", claims(("k", "1"), ("k", "2")), "authenticate.claims: must not name a key twice"),
    Case("a claim without a key", claims(("", "v")), f"authenticate.claims: {RESERVED}"),
    Case("a claim of the token's own", claims(("sub", "eve")), f"authenticate.claims: {RESERVED}"),
    Case("a claim the product makes", claims(("is_verified", "1")), f"authenticate.claims: {RESERVED}"),
    Case(
        "a long claim key",
        claims(("k" * 65, "v")),
        "authenticate.claims.key: must have at most 64 characters",
    ),
    Case(
        "a long claim value",
        claims(("k", "v" * 1025)),
        "authenticate.claims.val: must have at most 1024 characters",
    ),
    Case(
        "a claim value that hides",
        claims(("k", "v\u202e")),
        "authenticate.claims.val: must not have the invisible character U+202E",
    ),
)

BAD_ADDRESSES = (
    "plain",
    "a@",
    "@example.net",
    "a@b@example.net",
    "a b@example.net",
    "a..b@example.net",
    "a@-b.net",
    "a@example",
    "Ada <ada@example.net>",
    "a@exa_mple.net",
)
ADDRESSES = (
    Case("no address", {"email": None}, "email: is required"),
    *(
        Case(f"the address {bad}", {"email": bad}, "email: must be an e-mail address")
        for bad in BAD_ADDRESSES
    ),
    Case("an address of two lines", {"email": "a@example.net\nb"}, "email: must be one line"),
    Case(
        "an address that hides",
        {"email": "a\u200b@example.net"},
        "email: must not have the invisible character U+200B",
    ),
    Case(
        "an address of 255",
        {"email": "a" * 243 + "@example.net"},
        "email: must have at most 254 characters",
    ),
    Case("an address in other letters", {"email": "håkan@malmö.example.net"}),
    Case("an address with a tag", {"email": "ada+shop@example.net"}),
    Case("an account by its id", {"email": None, "eid_unique_id": "oava51cj"}),
    Case(
        "address and id at once",
        {"eid_unique_id": "oava51cj"},
        "eid_unique_id: must be absent when email is set",
    ),
    *(
        Case(
            f"the id {bad}",
            {"email": None, "eid_unique_id": bad},
            "eid_unique_id: must be 8 lower-case letters and digits",
        )
        for bad in ("OAVA51CJ", "oava51c", "oava51cjj", "oava-51c", "öava51cj", "oava51c\n")
    ),
)

TEXTS = (
    Case("no title", {"title": None}, "title: is required"),
    Case("an empty title", {"title": ""}, "title: is required"),
    Case("a blank title", {"title": "   "}, "title: is required"),
    Case("a title of 100", {"title": "t" * 100}),
    Case("a title of 100 letters beyond the first plane", {"title": "𝔸" * 100}),
    Case("a title of 101", {"title": "t" * 101}, "title: must have at most 100 characters"),
    Case("a title of two lines", {"title": "a\nb"}, "title: must be one line"),
    Case("a title in every script", {"title": "Вход 登录 تسجيل 😀"}),
    Case("a description of 255", {"description": "d" * 255}),
    Case("a description of 256", {"description": "d" * 256}, "description: must have at most 255 characters"),
    Case("a description of three lines", {"description": "a\nb\nc"}),
    Case(
        "a description of four lines", {"description": "a\nb\nc\nd"}, "description: must have at most 3 lines"
    ),
    *(
        Case(
            f"{name} in the {field}",
            {field: f"a{chr(point)}b"},
            f"{field}: must not have the invisible character U+{point:04X}",
        )
        for field in ("title", "description")
        for name, point in HIDDEN.items()
    ),
)

REST_OF_IT = (
    Case("no timeout", {"timeout_seconds": None}),
    Case("a timeout of 0, which is none", {"timeout_seconds": 0}),
    Case("a timeout of 10", {"timeout_seconds": 10}),
    Case("a timeout of 600", {"timeout_seconds": 600}),
    *(
        Case(f"a timeout of {wrong}", {"timeout_seconds": wrong}, "timeout_seconds: must be from 10 to 600")
        for wrong in (9, 601, 1, -1, -2_147_483_648, 2_147_483_647)
    ),
    Case("an RP's own key", {"ra_pub_key": base64_of(POINT.format(compressed=True))}),
    Case(
        "an RP's key uncompressed",
        {"ra_pub_key": base64_of(POINT.format(compressed=False))},
        "ra_pub_key: must be a compressed point of 33 bytes",
    ),
    Case(
        "an RP's key off the curve",
        {"ra_pub_key": base64_of(b"\x02" + b"\xff" * 32)},
        "ra_pub_key: must be a point of secp256k1",
    ),
    Case(
        "an idempotent key of 256",
        {"idempotent_key": "k" * 256},
        "idempotent_key: must have at most 255 characters",
    ),
    Case(
        "an idempotent key that hides",
        {"idempotent_key": "k\n"},
        "idempotent_key: must not have invisible characters",
    ),
    Case("PIN only", {"disable_biometric_authorization": True}),
    Case("a creation time, which is ignored", {"timestamp_created": 1}),
)

CASES = (*TYPES, *OPTIONS, *ADDRESSES, *TEXTS, *REST_OF_IT)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
async def test_create_answers_alike_at_every_door(case: Case, rps: dict[str, Rp]) -> None:
    """What one door takes every door takes, and what one refuses every door refuses in the same words."""
    for door, rp in rps.items():
        fields = asking(**case.fields)
        if not case.message:
            answer = await rp.call("Create", fields)
            assert set(answer) == {"success", "request_id", "timestamp", "timestamp_created"}, door
            assert answer["success"] is True
            assert len(answer["request_id"]) == 44
            assert answer["timestamp"] == answer["timestamp_created"] > 1_700_000_000
            continue
        with pytest.raises(RefusedError) as refused:
            await rp.call("Create", fields)
        expected = RefusedError(case.code, {INVALID: 3, PRECONDITION: 9}[case.code], case.message)
        assert refused.value == expected, door


async def test_create_tells_nothing_about_whom_it_knows(rps: dict[str, Rp]) -> None:
    """A known address, an unknown one and an id that nobody has get answers of one shape."""
    for rp in rps.values():
        known, unknown, nobody = [
            await rp.call("Create", asking(**fields))
            for fields in (
                {"email": "ignore.shape@example.com"},
                {},
                {"email": None, "eid_unique_id": "zzzzzzz9"},
            )
        ]
        assert known.keys() == unknown.keys() == nobody.keys()
        statuses = [await rp.status(it["request_id"]) for it in (known, unknown, nobody)]
        assert [it["status_code"] for it in statuses] == [20001] * 3


async def test_a_repeated_create_gives_the_same_request_at_every_door(rps: dict[str, Rp]) -> None:
    fields = asking(idempotent_key="once", title="Once", signature={"verified_only": True}, type="SIGNATURE")
    answers = [await rp.call("Create", fields) for rp in rps.values() for _ in range(2)]
    assert answers == [answers[0]] * 6


CHANGES: dict[str, Fields] = {
    "type": {"type": "SIGNATURE", "authenticate": None},
    "email": {"email": "somebody.else@example.net"},
    "eid_unique_id": {"email": None, "eid_unique_id": "oava51cj"},
    "timeout_seconds": {"timeout_seconds": 61},
    "title": {"title": "Another"},
    "description": {"description": "Another"},
    "ra_pub_key": {"ra_pub_key": base64_of(POINT.format(compressed=True))},
    "disable_biometric_authorization": {"disable_biometric_authorization": True},
    "authenticate": {"authenticate": {"verified_only": True}},
    "signature": {"type": "SIGNATURE", "signature": {"verified_only": True}},
}


@pytest.mark.parametrize("named", CHANGES)
async def test_an_idempotent_key_with_other_parameters_names_the_field(named: str, rp: Rp) -> None:
    first = asking(idempotent_key=uuid.uuid4().hex)
    if named == "signature":
        first |= SIGNATURE
    await rp.call("Create", first)
    second = {name: value for name, value in (first | CHANGES[named]).items() if value is not None}
    with pytest.raises(RefusedError) as refused:
        await rp.call("Create", second)
    # With an id instead of an address it is the address that differs first.
    field = "email" if named == "eid_unique_id" else named
    expected = f"idempotent_key: was used before for a request with another `{field}`"
    assert refused.value == RefusedError(INVALID, 3, expected)
