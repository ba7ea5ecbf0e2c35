"""The verification plan of an answer: each test breaks one step and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from autheid.device.key import P256, SECP256K1, DeviceKey
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import AccountId, RequestId
from autheid.request.approval import Answer, UnverifiedApproval, VerifiedApproval, verify_approval
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening
from autheid.request.statement import approval_statement, document
from tests.support.samples import ACCOUNT, changed, device_of, fixed_key, opening_of
from tests.support.world import asking, signed

_ORDER_K1 = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
CURVES = [P256, SECP256K1]
OTHER_ID = RequestId("lgayNDC_tyUPgf9GuTfjNl6kbwCrUk6e5sZUaU4Sqksu")


def _verify(unverified: UnverifiedApproval, opening: Opening, key: DeviceKey) -> VerifiedApproval:
    return verify_approval(unverified, expected_request=opening, expected_device=device_of(key))


def _refusal(unverified: UnverifiedApproval, opening: Opening, key: DeviceKey) -> Refusal:
    with pytest.raises(Refusal) as refused:
        _verify(unverified, opening, key)
    return refused.value


def _contract() -> Opening:
    return opening_of(asking(RequestKind.SIGNATURE, title="Contract", invisible_data=b"digest"))


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("answer", Answer)
@pytest.mark.parametrize("kind", [RequestKind.AUTHENTICATION, RequestKind.SIGNATURE])
def test_a_rightly_signed_answer_is_verified(kind: RequestKind, answer: Answer, curve: str) -> None:
    key, opening = fixed_key(curve), opening_of(kind=kind)
    sent = signed(key, opening, answer)
    verified = _verify(sent, opening, key)
    has_document = kind is RequestKind.SIGNATURE and answer is Answer.APPROVE
    assert verified.device == key.device_id
    assert verified.request_id == opening.request_id
    assert verified.answer is answer
    assert verified.signature == sent.signature
    assert verified.document == ((document(opening) or b"") if has_document else b"")
    assert bool(verified.document_signature) is has_document


# 1.
def test_1_another_accounts_request_does_not_exist() -> None:
    key, opening = fixed_key(), changed(opening_of(), account=AccountId(ACCOUNT + 1))
    assert _refusal(signed(key, opening), opening, key).kind is Kind.NOT_FOUND


def test_1_a_request_addressed_to_nobody_does_not_exist() -> None:
    key, opening = fixed_key(), changed(opening_of(), account=None)
    assert _refusal(signed(key, opening), opening, key).kind is Kind.NOT_FOUND


# 2.
def test_2_a_retired_device_is_refused_though_its_signature_is_right() -> None:
    key, opening = fixed_key(), opening_of()
    with pytest.raises(Refusal) as refused:
        verify_approval(
            signed(key, opening), expected_request=opening, expected_device=device_of(key, retired=True)
        )
    assert refused.value.kind is Kind.FORBIDDEN


# 3.
@pytest.mark.parametrize("said", Answer)
@pytest.mark.parametrize("signed_answer", Answer)
def test_3_the_signature_of_one_answer_is_none_of_another(signed_answer: Answer, said: Answer) -> None:
    if said is signed_answer:
        return
    key, opening = fixed_key(), opening_of()
    sent = msgspec.structs.replace(signed(key, opening, signed_answer), answer=said)
    refusal = _refusal(sent, opening, key)
    assert (refusal.kind, refusal.field) == (Kind.INVALID, "signature")


def test_3_the_signature_for_another_request_is_refused() -> None:
    key, opening = fixed_key(), opening_of()
    other = changed(opening, request_id=OTHER_ID)
    assert _refusal(signed(key, other), opening, key).field == "signature"


def test_3_the_signature_for_another_kind_is_refused() -> None:
    key, opening, contract = fixed_key(), opening_of(), _contract()
    sent = msgspec.structs.replace(
        signed(key, opening), document_signature=signed(key, contract).document_signature
    )
    assert _refusal(sent, contract, key).field == "signature"
    assert _refusal(
        msgspec.structs.replace(signed(key, contract), document_signature=b""), opening, key
    ).field == ("signature")


def test_3_the_signature_of_another_key_is_refused() -> None:
    opening = opening_of()
    assert _refusal(signed(fixed_key(number=2), opening), opening, fixed_key()).field == "signature"


def test_3_the_signature_over_the_document_is_none_over_the_statement() -> None:
    key, contract = fixed_key(), _contract()
    right = signed(key, contract)
    sent = msgspec.structs.replace(right, signature=right.document_signature)
    assert _refusal(sent, contract, key).field == "signature"


# 4.
def test_4_an_approved_signature_needs_the_second_signature() -> None:
    key, contract = fixed_key(), _contract()
    sent = msgspec.structs.replace(signed(key, contract), document_signature=b"")
    refusal = _refusal(sent, contract, key)
    assert (refusal.kind, refusal.field) == (Kind.INVALID, "document_signature")


def test_4_the_approval_signature_does_not_stand_in_for_the_documents() -> None:
    key, contract = fixed_key(), _contract()
    right = signed(key, contract)
    sent = msgspec.structs.replace(right, document_signature=right.signature)
    assert _refusal(sent, contract, key).field == "document_signature"


def test_4_the_signature_over_another_document_is_refused() -> None:
    key, contract = fixed_key(), _contract()
    other = changed(
        contract, asked=asking(RequestKind.SIGNATURE, title="Contract", invisible_data=b"another")
    )
    sent = msgspec.structs.replace(
        signed(key, contract), document_signature=signed(key, other).document_signature
    )
    assert _refusal(sent, contract, key).field == "document_signature"


@pytest.mark.parametrize("answer", [Answer.CANCEL, Answer.NOT_ME])
def test_4_a_no_to_a_signature_carries_no_signed_document(answer: Answer) -> None:
    """Or a person who says no would have handed out what the relying party wanted."""
    key, contract = fixed_key(), _contract()
    sent = msgspec.structs.replace(
        signed(key, contract, answer), document_signature=signed(key, contract).document_signature
    )
    assert _refusal(sent, contract, key).field == "document_signature"


def test_4_an_authentication_carries_no_second_signature() -> None:
    key, opening = fixed_key(), opening_of()
    sent = msgspec.structs.replace(signed(key, opening), document_signature=b"\0" * 64)
    assert _refusal(sent, opening, key).field == "document_signature"


def test_two_equal_signature_requests_of_one_second_have_one_document_but_each_needs_its_own_approval() -> (
    None
):
    """SignatureData names no request: a document's signature fits both, and the approval statement tells them apart."""
    key, one = fixed_key(), _contract()
    two = changed(one, request_id=OTHER_ID)
    assert document(one) == document(two)
    assert approval_statement(one, Answer.APPROVE) != approval_statement(two, Answer.APPROVE)
    assert _refusal(signed(key, one), two, key).field == "signature"


# Malformed signatures, in either place.
_MALFORMED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda raw: b"",
    "one byte short": lambda raw: raw[:-1],
    "one byte long": lambda raw: raw + b"\0",
    "r alone": lambda raw: raw[:32],
    "zero r": lambda raw: b"\0" * 32 + raw[32:],
    "zero s": lambda raw: raw[:32] + b"\0" * 32,
    "both zero": lambda raw: b"\0" * 64,
    "r out of range": lambda raw: b"\xff" * 32 + raw[32:],
    "s out of range": lambda raw: raw[:32] + b"\xff" * 32,
    "both out of range": lambda raw: b"\xff" * 64,
    "r and s swapped": lambda raw: raw[32:] + raw[:32],
    "one bit off": lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
}


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("place", ["signature", "document_signature"])
@pytest.mark.parametrize("malformed", _MALFORMED)
def test_a_malformed_signature_is_refused_wherever_it_stands(malformed: str, place: str, curve: str) -> None:
    key, contract = fixed_key(curve), _contract()
    right = signed(key, contract)
    broken = _MALFORMED[malformed](getattr(right, place))
    sent = msgspec.structs.replace(right, **{place: broken})
    refusal = _refusal(sent, contract, key)
    assert (refusal.kind, refusal.field) == (Kind.INVALID, place)


@pytest.mark.parametrize("place", ["signature", "document_signature"])
def test_a_high_s_on_secp256k1_is_refused_of_a_device(place: str) -> None:
    """It is a valid signature, as the reference's own example shows, but of two that are, one counts."""
    key, contract = fixed_key(SECP256K1), _contract()
    right = signed(key, contract)
    raw = getattr(right, place)
    high = raw[:32] + (_ORDER_K1 - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    refusal = _refusal(msgspec.structs.replace(right, **{place: high}), contract, key)
    assert (refusal.kind, refusal.field) == (Kind.INVALID, place)
    assert "low s" in refusal.message
