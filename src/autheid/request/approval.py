"""The verification of a person's answer: a numbered plan, and a type that only this plan makes."""

from __future__ import annotations

import msgspec

from autheid.account.device import Device
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import DeviceId, RequestId
from autheid.pki.curve import Curve, has_low_s, signature_is_valid
from autheid.request.opening import Opening
from autheid.request.statement import Answer, approval_statement, document

__all__ = ["Answer", "UnverifiedApproval", "VerifiedApproval", "verify_approval"]


class UnverifiedApproval(msgspec.Struct, frozen=True):
    """What came in by the device's door; nothing in it is proven."""

    answer: Answer
    signature: bytes
    document_signature: bytes
    match_number: int = 0


class VerifiedApproval(msgspec.Struct, frozen=True):
    """Proof that this device gave this answer to this request. Only `verify_approval` makes one."""

    request_id: RequestId
    device: DeviceId
    answer: Answer
    signature: bytes
    document: bytes
    document_signature: bytes
    match_number: int = 0


def verify_approval(
    unverified: UnverifiedApproval, *, expected_request: Opening, expected_device: Device
) -> VerifiedApproval:
    """Verify a device's answer.

    1. The request is addressed to the device's account.
    2. The device has not been retired.
    3. The signature over the approval statement for this answer is the device key's; saying no may also be signed
       by its session key. The statement names the number that was picked, and one is picked only where there are some.
    4. A SIGNATURE that is approved carries a second signature, the device key's over the document;
       anything else carries none.
    5. On secp256k1 each signature has the low s: of the two that are valid, one counts.

    Both byte strings are made here from the stored opening, never taken from the device.

    NOT checked here: that the request is still pending (the machine does, and again the conditional write),
    that the account is verified, that the picked number is the right one (the use case chooses the event),
    and that the session is fresh (the door did).

    Raises Refusal NOT_FOUND by 1, FORBIDDEN by 2 and INVALID by 3 to 5.
    """
    # 1.
    if expected_request.account is None or expected_request.account != expected_device.account:
        raise Refusal(Kind.NOT_FOUND, "no such request")

    # 2.
    if expected_device.retired:
        raise Refusal(Kind.FORBIDDEN, "this device has been retired")

    # 3.
    _check_number(unverified, expected_request)
    signer = _signer_of(unverified, expected_request, expected_device)
    if signer is None:
        raise invalid("signature", "is not this device's over the approval statement")

    # 4.
    signed_document = _signed_document(unverified, expected_request, expected_device)

    # 5.
    _check_low_s("signature", unverified.signature, signer)
    _check_low_s("document_signature", unverified.document_signature, expected_device.curve)

    return VerifiedApproval(
        request_id=expected_request.request_id,
        device=expected_device.device_id,
        answer=unverified.answer,
        signature=unverified.signature,
        document=signed_document,
        document_signature=unverified.document_signature,
        match_number=unverified.match_number,
    )


def _check_number(unverified: UnverifiedApproval, request: Opening) -> None:
    choices = request.match_choices if unverified.answer is Answer.APPROVE else ()
    if choices and unverified.match_number not in choices:
        raise invalid("matchNumber", "must be one of the numbers to pick from")
    if not choices and unverified.match_number:
        raise invalid("matchNumber", "must be absent, since there is nothing to pick from")


def _signer_of(unverified: UnverifiedApproval, request: Opening, device: Device) -> Curve | None:
    """The curve of whichever of the device's keys has signed this answer and may."""
    statement = approval_statement(request, unverified.answer, match_number=unverified.match_number)
    keys = [(device.curve, device.public_key)]
    if unverified.answer is not Answer.APPROVE and device.session_key is not None:
        keys.append((Curve.P256, device.session_key))
    for curve, public_key in keys:
        if signature_is_valid(
            curve=curve, public_key=public_key, signature=unverified.signature, message=statement
        ):
            return curve
    return None


def _signed_document(unverified: UnverifiedApproval, request: Opening, device: Device) -> bytes:
    """The document that an approved SIGNATURE's device has signed; empty where there is none to sign."""
    expected = document(request) if unverified.answer is Answer.APPROVE else None
    if expected is None:
        if unverified.document_signature:
            raise invalid("document_signature", "must be absent, since there is no document to sign")
        return b""
    if not signature_is_valid(
        curve=device.curve,
        public_key=device.public_key,
        signature=unverified.document_signature,
        message=expected,
    ):
        raise invalid("document_signature", "is not this device's over the document")
    return expected


def _check_low_s(field: str, signature: bytes, curve: Curve) -> None:
    if signature and not has_low_s(curve, signature):
        raise invalid(field, "must have the low s, as secp256k1 demands (BIP 62)")
