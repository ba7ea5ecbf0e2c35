"""What is signed, byte for byte."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from itertools import combinations
from typing import Any

import pytest

from autheid.kernel.ids import RequestId, RpId
from autheid.pki.curve import Curve, signature_is_valid
from autheid.request.approval import Answer
from autheid.request.kind import OFFERED, RequestKind
from autheid.request.opening import Claim, Opening
from autheid.request.statement import APPROVAL_HEADER, DISCLOSED, approval_statement, document
from autheid.wire.rp_pb import GetResultResponse
from tests.support.samples import CREATED, changed, fixed_key, opening_of
from tests.support.vectors import REFERENCE
from tests.support.world import asking

SignatureData = GetResultResponse.SignatureResult.SignatureData
_RA_KEY = fixed_key("secp256k1", number=5).public_key


def _contract(*, protobuf: bool = False, full: bool = True) -> Opening:
    if not full:
        return opening_of(asking(RequestKind.SIGNATURE, protobuf=protobuf, title="Contract"))
    return opening_of(
        asking(
            RequestKind.SIGNATURE,
            title="Überweisung an „Müller & Söhne“",
            description='1.000 € 💶\nzahlbar sofort\n"ja" \\ <b>',
            timeout_seconds=600,
            ra_pub_key=_RA_KEY,
            invisible_data=bytes(range(256)),
            protobuf=protobuf,
        )
    )


def _member(statement: bytes) -> dict[str, Any]:
    assert statement.startswith(APPROVAL_HEADER)
    members: dict[str, Any] = json.loads(statement.removeprefix(APPROVAL_HEADER))
    return members


def test_signature_data_in_json_is_compact_in_proto_order_with_every_field() -> None:
    assert document(_contract(full=False)) == (
        b'{"email":"ada@example.com","rpName":"The Shop","title":"Contract","description":"",'
        b'"timestamp":1700000000,"timeoutSeconds":60,"raPubKey":"","invisibleData":""}'
    )


def test_signature_data_in_json_carries_every_script_and_quote_as_it_is() -> None:
    assert (
        document(_contract())
        == (
            '{"email":"ada@example.com","rpName":"The Shop",'
            '"title":"Überweisung an „Müller & Söhne“",'
            '"description":"1.000 € 💶\\nzahlbar sofort\\n\\"ja\\" \\\\ <b>",'
            '"timestamp":1700000000,"timeoutSeconds":600,'
            f'"raPubKey":"{b64encode(_RA_KEY).decode()}",'
            f'"invisibleData":"{b64encode(bytes(range(256))).decode()}"}}'
        ).encode()
    )


def test_signature_data_in_json_has_the_members_of_the_reference_example_in_their_order() -> None:
    example = json.loads(b64decode(REFERENCE["signature"]["signature_data"]))
    ours = document(_contract())
    assert ours is not None
    assert list(json.loads(ours)) == list(example)


def test_the_reference_example_is_reproduced_byte_for_byte() -> None:
    """From its own values our craft makes its own bytes; only its timeout of 0 is one that Create would not take."""
    example = b64decode(REFERENCE["signature"]["signature_data"])
    values = json.loads(example)
    asked = asking(
        RequestKind.SIGNATURE,
        email=values["email"],
        title=values["title"],
        description=values["description"],
        timeout_seconds=values["timeoutSeconds"],
    )
    opening = changed(opening_of(asked), rp_name=values["rpName"], created=values["timestamp"] * 1000 + 999)
    assert document(opening) == example


def test_the_reference_example_verifies_with_the_very_function_that_we_verify_with() -> None:
    example = REFERENCE["signature"]
    assert signature_is_valid(
        curve=Curve(example["curve"]),
        public_key=b64decode(example["user_pub_key"]),
        signature=b64decode(example["sign"]),
        message=b64decode(example["signature_data"]),
    )


@pytest.mark.parametrize("full", [True, False])
def test_signature_data_in_protobuf_is_what_the_generated_code_writes(full: bool) -> None:
    opening = _contract(protobuf=True, full=full)
    asked = opening.asked
    assert (
        document(opening)
        == SignatureData(
            email=opening.email,
            rp_name=opening.rp_name,
            title=asked.title,
            description=asked.description,
            timestamp=opening.created // 1000,
            timeout_seconds=asked.timeout_seconds,
            ra_pub_key=asked.ra_pub_key,
            invisible_data=asked.signature.invisible_data,
        ).to_binary()
    )


def test_signature_data_in_protobuf_of_the_largest_invisible_data_reads_back() -> None:
    opening = opening_of(asking(RequestKind.SIGNATURE, protobuf=True, invisible_data=b"\xff" * 65536))
    made = document(opening)
    assert made is not None
    read = SignatureData.from_binary(made)
    assert read.invisible_data == b"\xff" * 65536
    assert read.to_binary() == made


def test_only_a_signature_has_a_document() -> None:
    assert document(opening_of(kind=RequestKind.AUTHENTICATION)) is None


def test_the_approval_statement_of_an_authentication_byte_for_byte() -> None:
    opening = opening_of(asking(claims=(Claim("order", "ä-1"), Claim("a", "b")), verified_only=True))
    assert (
        approval_statement(opening, Answer.NOT_ME)
        == (
            "Auth eID approval v1\n"
            '{"answer":"not_me","kind":"AUTHENTICATION",'
            '"requestId":"JHgBYyLjUsJkKktsclwkMfkcv8MRgLkrubwzHBdnIJ4c","rpId":"shop","rpName":"The Shop",'
            '"email":"ada@example.com","title":"Sign in","description":"",'
            '"createdAt":1700000000123,"expiresAt":1700000060123,'
            '"discloses":["email","unique_user_id","device","is_verified"],"verifiedOnly":true,'
            '"claims":{"order":"ä-1","a":"b"},"documentSha256":"","startedBy":"email","startedFrom":"","matchNumber":0}'
        ).encode()
    )


def test_the_approval_statement_of_a_signature_names_the_digest_of_its_document() -> None:
    opening = _contract()
    made = document(opening)
    assert made is not None
    named = _member(approval_statement(opening, Answer.APPROVE))["documentSha256"]
    assert b64decode(named) == sha256(made).digest()


@pytest.mark.parametrize("kind", [kind for kind in RequestKind if kind in OFFERED])
def test_every_offered_kind_says_what_it_discloses(kind: RequestKind) -> None:
    assert _member(approval_statement(opening_of(kind=kind), Answer.APPROVE))["discloses"] == list(
        DISCLOSED[kind]
    )


def test_no_document_can_begin_like_a_statement() -> None:
    """An approval statement begins with a line that neither JSON nor a SignatureData message can begin with."""
    first = APPROVAL_HEADER[0]
    assert first != ord("{")
    assert first & 7 not in {0, 2}  # SignatureData has varints and length-delimited fields alone


def test_any_difference_between_two_requests_or_answers_is_a_difference_in_what_is_signed() -> None:
    base = _contract()
    other = {
        "request": changed(base, request_id=RequestId("lgayNDC_tyUPgf9GuTfjNl6kbwCrUk6e5sZUaU4Sqksu")),
        "rp": changed(base, rp=RpId("bank")),
        "rp name": changed(base, rp_name="The Bank"),
        "email": changed(base, email="eve@example.com"),
        "created": changed(base, created=CREATED + 1),
        "asked": changed(base, asked=asking(RequestKind.SIGNATURE)),
        "kind": changed(base, asked=asking()),
        "verified": changed(base, asked=asking(verified_only=True)),
        "claims": changed(base, asked=asking(claims=(Claim("a", "b"),))),
        "disguise": changed(base, asked=asking(title='Sign in","description":"')),
        "base": base,
    }
    statements = [approval_statement(opening, answer) for opening in other.values() for answer in Answer]
    assert all(one != two for one, two in combinations(statements, 2))
