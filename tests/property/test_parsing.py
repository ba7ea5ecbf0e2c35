"""Whatever comes in, it is parsed into something right or refused with a sentence; and what goes out comes back."""

# ruff: noqa: PT017 - the model says afterwards which refusal was right

from __future__ import annotations

import json
import unicodedata
from base64 import b64decode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protobuf import Oneof

from autheid.door.translate import new_request_of
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import RequestIds, RequestKey
from autheid.kernel.secret import base64_bytes, base64_text, base64url_text, system_chance
from autheid.person.email import parse_email
from autheid.person.visible import check_visible
from autheid.pki.curve import der_of, raw_of
from autheid.request import protobuf
from autheid.request.approval import Answer
from autheid.request.kind import RequestKind
from autheid.request.opening import first_difference
from autheid.request.state import Pending
from autheid.request.statement import APPROVAL_HEADER, approval_statement, document
from autheid.store.rows import opening_of, sealed_opening, state_of
from autheid.store.sqlite.transaction import finish
from autheid.wire.rp_pb import CreateRequest, GetResultResponse
from tests.support import samples
from tests.support.stores import lone_seals

_IDS = RequestIds(bytes(32))
_SEALS = lone_seals()
_SETTINGS = settings(max_examples=300, derandomize=True, deadline=None, database=None)

# Lone surrogates too: a JSON string can hold one.
_ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=300)
_READABLE = st.text(st.sampled_from("abc äöü ß „“ \n 登录 تسجيل 💶 é"), max_size=120)
_TEXT = _READABLE | _ANYTHING
_ADDRESS = st.sampled_from(["ada@example.com", "ünal@bücher.example", "", "a@b"]) | st.emails() | _ANYTHING
_BYTES = st.binary(max_size=80)
_INT32 = st.sampled_from([0, 9, 10, 60, 600, 601, -1]) | st.integers(-(2**31), 2**31 - 1)
_CLAIMS = st.lists(
    st.builds(
        CreateRequest.Authentication.Claim,
        key=st.sampled_from(["order", "sub", "iss", ""]) | _TEXT,
        val=_TEXT,
    ),
    max_size=22,
)
_EXTRA = st.one_of(
    st.none(),
    st.builds(
        lambda value: Oneof("authenticate", value),
        st.builds(CreateRequest.Authentication, verified_only=st.booleans(), claims=_CLAIMS),
    ),
    st.builds(
        lambda value: Oneof("signature", value),
        st.builds(
            CreateRequest.Signature,
            serialization=st.integers(0, 3),
            invisible_data=_BYTES,
            verified_only=st.booleans(),
            format=st.integers(0, 4),
        ),
    ),
    st.builds(lambda: Oneof("kyc", CreateRequest.KYC())),
)
_CREATE = st.builds(
    CreateRequest,
    type=st.sampled_from([3, 3, 4, 4, 0, 1, 2, 5, 6, 77]),
    email=_ADDRESS,
    use_local_account=st.sampled_from([False, False, False, True]),
    eid_unique_id=st.sampled_from(["", "", "", "oava51cj"]) | _TEXT,
    timeout_seconds=_INT32,
    title=_TEXT,
    description=_TEXT,
    ra_pub_key=st.sampled_from([b"", b"", samples.fixed_key("secp256k1").public_key]) | _BYTES,
    idempotent_key=_TEXT,
    timestamp_created=_INT32,
    disable_biometric_authorization=st.booleans(),
    extra=_EXTRA,
)
_LIKELY = st.builds(
    CreateRequest,
    type=st.sampled_from([3, 4]),
    email=st.just("ada@example.com") | st.emails(),
    title=st.text(st.sampled_from("abc äß „“ 登录 💶"), min_size=1, max_size=100),
    description=_READABLE,
    idempotent_key=st.text(max_size=20),
    extra=st.none(),
)


@_SETTINGS
@given(wire=_CREATE | _LIKELY)
def test_a_create_call_is_parsed_or_refused_and_never_crashes(wire: CreateRequest) -> None:
    """And what was parsed can be stored, shown and signed, and says in every place what was asked."""
    try:
        asked = new_request_of(wire)
    except Refusal as refusal:
        assert refusal.kind in {Kind.INVALID, Kind.PRECONDITION}
        assert refusal.message.isprintable()
        refusal.message.encode()
        return
    assert first_difference(asked, new_request_of(wire)) is None
    asked.address().encode()
    asked.idempotent_key.encode()
    opening = samples.opening_of(asked)
    sealed = finish(sealed_opening(opening, _SEALS))
    assert finish(opening_of(opening.key, opening.account, sealed, _SEALS)) == opening
    for answer in Answer:
        statement = approval_statement(opening, answer)
        members = json.loads(statement.removeprefix(APPROVAL_HEADER))
        assert (members["title"], members["description"]) == (wire.title, wire.description)
        assert (members["answer"], members["requestId"]) == (answer.value, opening.request_id)
        assert statement.count(b"\n") == 1, "the header is the only line that stands alone"
    made = document(opening)
    assert (made is not None) is (asked.kind is RequestKind.SIGNATURE)
    if made is not None and not asked.signature.protobuf:
        assert b64decode(json.loads(made)["invisibleData"]) == asked.signature.invisible_data


@_SETTINGS
@given(text=_ADDRESS)
def test_an_address_is_taken_or_refused_with_a_rule_and_folds_to_itself(text: str) -> None:
    try:
        email = parse_email(text)
    except ValueError as rule:
        assert str(rule).startswith("must ")
        return
    assert email.written == text
    assert unicodedata.is_normalized("NFC", text)
    assert parse_email(text.upper() if text.isascii() else text).folded == email.folded


@_SETTINGS
@given(text=_ANYTHING)
def test_text_is_taken_as_it_is_or_refused_with_a_rule(text: str) -> None:
    try:
        taken = check_visible(text, max_characters=100, max_lines=3)
    except ValueError as rule:
        assert str(rule).startswith("must ")
        return
    assert taken is text
    taken.encode()
    assert all(
        character == "\n" or not unicodedata.category(character).startswith("C") for character in taken
    )


@_SETTINGS
@given(key=st.integers(0, 2**63 - 1))
def test_any_key_comes_back_from_its_id(key: int) -> None:
    assert _IDS.key_of(_IDS.make(RequestKey(key), system_chance)) == key


@_SETTINGS
@given(text=_ANYTHING | st.text(st.sampled_from("AQgw-_+/="), max_size=50))
def test_any_text_as_an_id_is_a_key_or_none(text: str) -> None:
    key = _IDS.key_of(text)
    assert key is None or 0 <= key < 2**63


@_SETTINGS
@given(text=_ANYTHING | st.text(st.sampled_from("AQgw-_+/="), max_size=50))
def test_any_text_is_base64_or_refused(text: str) -> None:
    try:
        value = base64_bytes(text)
    except ValueError:
        return
    assert base64_bytes(base64_text(value)) == base64_bytes(base64url_text(value)) == value


@_SETTINGS
@given(r=st.integers(1, 2**256 - 1), s=st.integers(1, 2**256 - 1))
def test_any_two_numbers_come_back_from_der(r: int, s: int) -> None:
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert raw_of(der_of(raw)) == raw


@_SETTINGS
@given(
    email=st.text(),
    title=st.text(),
    timestamp=st.integers(0, 2**31 - 1),
    timeout=st.integers(0, 2**31 - 1),
    data=_BYTES,
)
def test_our_protobuf_is_the_generated_codes(
    email: str, title: str, timestamp: int, timeout: int, data: bytes
) -> None:
    ours = protobuf.message((1, email.encode()), (3, title.encode()), (5, timestamp), (6, timeout), (8, data))
    theirs = GetResultResponse.SignatureResult.SignatureData(
        email=email, title=title, timestamp=timestamp, timeout_seconds=timeout, invisible_data=data
    )
    assert ours == theirs.to_binary()


@pytest.mark.parametrize("number", [0, 1])
def test_a_row_without_an_ending_is_pending(number: int) -> None:
    assert finish(state_of(1, None, number, None, _SEALS)) == Pending()
