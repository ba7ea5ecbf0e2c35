"""A device's session key may say no, and nothing else."""

from __future__ import annotations

import msgspec
import pytest

from autheid.account.device import Device
from autheid.device.key import P256, SECP256K1
from autheid.kernel.errors import Kind, Refusal
from autheid.request.approval import Answer, verify_approval
from tests.support.samples import device_of, fixed_key, opening_of
from tests.support.world import signed


def _device(curve: str) -> Device:
    return msgspec.structs.replace(
        device_of(fixed_key(curve)), session_key=fixed_key(P256, number=2).public_key
    )


@pytest.mark.parametrize("curve", [P256, SECP256K1])
@pytest.mark.parametrize("answer", [Answer.CANCEL, Answer.NOT_ME])
def test_the_session_key_says_no_in_either_form_of_its_signature(answer: Answer, curve: str) -> None:
    """Of ECDSA's two valid values of s the low one counts on secp256k1 alone, and session keys are on P-256."""
    opening, key = opening_of(), fixed_key(P256, number=2)
    for _ in range(16):
        sent = signed(key, opening, answer)
        verified = verify_approval(sent, expected_request=opening, expected_device=_device(curve))
        assert (verified.answer, verified.signature) == (answer, sent.signature)


@pytest.mark.parametrize("curve", [P256, SECP256K1])
def test_the_session_key_does_not_approve(curve: str) -> None:
    opening = opening_of()
    with pytest.raises(Refusal) as refused:
        verify_approval(
            signed(fixed_key(P256, number=2), opening),
            expected_request=opening,
            expected_device=_device(curve),
        )
    assert (refused.value.kind, refused.value.field) == (Kind.INVALID, "signature")
