"""ECDSA on both curves, and the edges where verifiers have been wrong before (after Project Wycheproof's cases)."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from autheid.device.key import P256, SECP256K1, DeviceKey
from autheid.pki.curve import Curve, check_public_key, der_of, raw_of, signature_is_valid
from tests.support.samples import fixed_key

_ORDER = {
    Curve.P256: 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    Curve.SECP256K1: 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
}
_FIELD = {
    Curve.P256: 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    Curve.SECP256K1: 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F,
}
_MESSAGE = b"what is signed"
CURVES = list(Curve)


def _key(curve: Curve, number: int = 3) -> DeviceKey:
    return fixed_key(curve.value, number=number)


def _valid(curve: Curve, signature: bytes, *, message: bytes = _MESSAGE, number: int = 3) -> bool:
    return signature_is_valid(
        curve=curve, public_key=_key(curve, number).public_key, signature=signature, message=message
    )


def _raw(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.mark.parametrize("curve", CURVES)
def test_a_device_keys_signature_is_valid_for_its_message_and_key_alone(curve: Curve) -> None:
    signature = _key(curve).sign(_MESSAGE)
    assert _valid(curve, signature)
    assert not _valid(curve, signature, message=_MESSAGE + b"!")
    assert not _valid(curve, signature, number=4)


@pytest.mark.parametrize("curve", CURVES)
def test_an_independent_signer_is_understood(curve: Curve) -> None:
    """OpenSSL signs on both curves; what it made in DER is taken as r ‖ s with the low s."""
    kind = ec.SECP256R1() if curve is Curve.P256 else ec.SECP256K1()
    private = ec.derive_private_key(3, kind)
    public = private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    assert public == _key(curve).public_key
    for _ in range(20):
        r, s = decode_dss_signature(private.sign(_MESSAGE, ec.ECDSA(SHA256())))
        assert _valid(curve, _raw(r, min(s, _ORDER[curve] - s)))


@pytest.mark.parametrize("curve", CURVES)
def test_both_values_of_s_are_taken(curve: Curve) -> None:
    """Browsers make both on P-256, and the reference's own example on secp256k1 has the high one."""
    raw = _key(curve).sign(_MESSAGE)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    assert _valid(curve, _raw(r, s))
    assert _valid(curve, _raw(r, _ORDER[curve] - s))


def test_our_own_keys_on_secp256k1_make_the_low_s() -> None:
    """Verifiers of that curve that refuse the high one (BIP 62 rule 5) can read what our devices sign."""
    for number in range(50):
        signature = _key(Curve.SECP256K1).sign(str(number).encode())
        assert int.from_bytes(signature[32:], "big") <= _ORDER[Curve.SECP256K1] // 2


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("length", [0, 1, 32, 63, 65, 70, 72, 128])
def test_a_signature_has_64_bytes(curve: Curve, length: int) -> None:
    assert not _valid(curve, b"\x01" * length)
    assert not _valid(curve, (_key(curve).sign(_MESSAGE) * 2)[:length])


@pytest.mark.parametrize("curve", CURVES)
def test_a_der_signature_is_not_taken_for_a_raw_one(curve: Curve) -> None:
    assert not _valid(curve, der_of(_key(curve).sign(_MESSAGE)))


def _special(curve: Curve) -> dict[str, int]:
    order, field = _ORDER[curve], _FIELD[curve]
    return {
        "zero": 0,
        "one": 1,
        "two": 2,
        "half the order": order // 2,
        "the order less one": order - 1,
        "the order": order,
        "the order and one": order + 1,
        "the field less one": field - 1,
        "the field": field,
        "all ones": 2**256 - 1,
    }


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("s", _special(Curve.P256))
@pytest.mark.parametrize("r", _special(Curve.P256))
def test_special_values_of_r_and_s_are_never_valid_and_never_a_crash(curve: Curve, r: str, s: str) -> None:
    values = _special(curve)
    assert not _valid(curve, _raw(values[r], values[s]))


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("shift", [1, -1])
def test_a_value_moved_by_the_order_is_another_value(curve: Curve, shift: int) -> None:
    """r + n and s + n are the same residues: a verifier that reduces first takes them (CVE-2022-24884's family)."""
    raw = _key(curve).sign(_MESSAGE)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    for moved_r, moved_s in ((r + shift * _ORDER[curve], s), (r, s + shift * _ORDER[curve])):
        if 0 <= moved_r < 2**256 and 0 <= moved_s < 2**256:
            assert not _valid(curve, _raw(moved_r, moved_s))
    assert not _valid(curve, _raw(_ORDER[curve] - r, s))


@pytest.mark.parametrize("curve", CURVES)
def test_a_small_r_or_s_with_leading_zeros_is_taken(curve: Curve) -> None:
    """A value below 2^248 is padded, not shortened: about one signature in 128 has one."""
    key = _key(curve)
    for number in range(4000):
        message = str(number).encode()
        raw = key.sign(message)
        if 0 in (raw[0], raw[32]):
            assert _valid(curve, raw, message=message)
            assert raw_of(der_of(raw)) == raw
            return
    pytest.fail("no small value in 4000 signatures")


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("message", [b"", b"\0", b"x" * 100_000])
def test_any_message_can_be_signed(curve: Curve, message: bytes) -> None:
    assert _valid(curve, _key(curve).sign(message), message=message)


def test_a_key_of_one_curve_signs_nothing_on_the_other() -> None:
    for curve, other in ((Curve.P256, Curve.SECP256K1), (Curve.SECP256K1, Curve.P256)):
        key = _key(curve)
        assert not signature_is_valid(
            curve=other, public_key=key.public_key, signature=key.sign(_MESSAGE), message=_MESSAGE
        )


@pytest.mark.parametrize("curve", CURVES)
def test_a_compressed_point_is_a_key(curve: Curve) -> None:
    for number in (1, 2, 3, 1000):
        public = _key(curve, number).public_key
        assert check_public_key(curve, public) == public


def _bad_keys(curve: Curve) -> dict[str, bytes]:
    public = _key(curve).public_key
    kind = ec.SECP256R1() if curve is Curve.P256 else ec.SECP256K1()
    whole = (
        ec.derive_private_key(3, kind)
        .public_key()
        .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return {
        "empty": b"",
        "infinity": b"\0",
        "infinity, padded": b"\0" * 33,
        "one byte short": public[:-1],
        "one byte long": public + b"\0",
        "uncompressed": whole,
        "hybrid": b"\x06" + whole[1:],
        "x without a sign": public[1:],
        "uncompressed tag on a compressed length": b"\x04" + public[1:],
        "x is the field": b"\x02" + _FIELD[curve].to_bytes(32, "big"),
        "x is beyond the field": b"\x02" + b"\xff" * 32,
        "x of no point": b"\x02" + _x_of_no_point(curve).to_bytes(32, "big"),
    }


def _x_of_no_point(curve: Curve) -> int:
    field = _FIELD[curve]
    a = -3 if curve is Curve.P256 else 0
    b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B if curve is Curve.P256 else 7
    x = 1
    while pow((x**3 + a * x + b) % field, (field - 1) // 2, field) == 1:
        x += 1
    return x


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("bad", _bad_keys(Curve.P256))
def test_what_is_no_compressed_point_of_the_curve_is_no_key(curve: Curve, bad: str) -> None:
    key = _bad_keys(curve)[bad]
    with pytest.raises(ValueError, match="must be a"):
        check_public_key(curve, key)


def test_a_point_of_one_curve_is_mostly_no_point_of_the_other() -> None:
    refused = 0
    for number in range(1, 41):
        try:
            check_public_key(Curve.SECP256K1, _key(Curve.P256, number).public_key)
        except ValueError:
            refused += 1
    assert refused > 8


@pytest.mark.parametrize("curve", CURVES)
def test_der_and_raw_are_two_writings_of_one_signature(curve: Curve) -> None:
    raw = _key(curve).sign(_MESSAGE)
    assert raw_of(der_of(raw)) == raw
    assert decode_dss_signature(der_of(raw)) == (
        int.from_bytes(raw[:32], "big"),
        int.from_bytes(raw[32:], "big"),
    )


@pytest.mark.parametrize("curve", [P256, SECP256K1])
def test_a_device_key_never_shows_its_secret_half(curve: str) -> None:
    key = DeviceKey.make(curve)
    assert key.secret.hex() not in repr(key)
    assert len(key.device_id) == 44
