"""Web Push by the RFC's own example, and the header by which a push service knows us."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from autheid.kernel.clock import Millis
from autheid.kernel.secret import Chance, base64_bytes, base64url_text, system_chance
from autheid.pki.web_push import (
    SALT_BYTES,
    SEED_BYTES,
    VapidKey,
    check_receiver_key,
    encrypt,
    key_from,
    point_of,
)

# RFC 8291 §5 and Appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
SENDER_SECRET = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBr"
    "u3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def chance_of(*drawn: bytes) -> Chance:
    """Gives these, one after the other."""
    rest: Iterator[bytes] = iter(drawn)

    def chance(count: int) -> bytes:
        given = next(rest)
        assert len(given) == count
        return given

    return chance


def test_the_example_of_the_rfc_comes_out_byte_for_byte() -> None:
    """RFC 8291 §5."""
    seed = int.from_bytes(base64_bytes(SENDER_SECRET), "big") - 1
    chance = chance_of(seed.to_bytes(SEED_BYTES, "big"), base64_bytes(SALT))
    body = encrypt(PLAIN, key=base64_bytes(RECEIVER), auth=base64_bytes(AUTH), chance=chance)
    assert base64url_text(body) == BODY


def test_two_messages_share_neither_key_nor_salt() -> None:
    one, other = (
        encrypt(PLAIN, key=base64_bytes(RECEIVER), auth=base64_bytes(AUTH), chance=system_chance)
        for _ in range(2)
    )
    assert one[:SALT_BYTES] != other[:SALT_BYTES]
    assert one[SALT_BYTES + 5 :] != other[SALT_BYTES + 5 :]


@pytest.mark.parametrize(
    "key",
    [
        b"",
        base64_bytes(RECEIVER)[:-1],
        base64_bytes(RECEIVER) + b"\0",
        b"\x04" + bytes(64),
        b"\x02" + base64_bytes(RECEIVER)[1:33],
        b"\x00",
    ],
)
def test_what_is_no_uncompressed_point_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="uncompressed point"):
        check_receiver_key(key)


@pytest.mark.parametrize("seed", [bytes(SEED_BYTES), b"\xff" * SEED_BYTES])
def test_every_seed_makes_a_key(seed: bytes) -> None:
    check_receiver_key(point_of(key_from(seed)))


def test_the_vapid_header_names_the_service_and_is_signed_by_the_key_that_it_shows() -> None:
    """RFC 8292 §2 and §3."""
    key, now = VapidKey(bytes(range(SEED_BYTES))), Millis(1_700_000_000_123)
    header = key.authorization("https://push.example.net", subject="https://eid.example.com", now=now)
    scheme, _, parameters = header.partition(" ")
    shown = dict(part.strip().split("=", 1) for part in parameters.split(","))
    assert (scheme, shown["k"]) == ("vapid", key.public_text)
    point = base64_bytes(shown["k"])
    verifier = ECKey.import_key(
        {
            "kty": "EC",
            "crv": "P-256",
            "x": base64url_text(point[1:33]),
            "y": base64url_text(point[33:]),
        }
    )
    token = jwt.decode(shown["t"], verifier, algorithms=["ES256"])
    assert token.claims == {
        "aud": "https://push.example.net",
        "exp": 1_700_000_000 + 12 * 3600,
        "sub": "https://eid.example.com",
    }


def test_a_deployment_without_an_address_on_the_web_names_no_subject() -> None:
    header = VapidKey(bytes(SEED_BYTES)).authorization("https://a.example", subject="", now=Millis(0))
    claims = json.loads(base64_bytes(header.split(".")[1]))
    assert set(claims) == {"aud", "exp"}


def test_the_key_is_always_the_same_for_a_seed() -> None:
    one, again, other = (VapidKey(bytes([first] * SEED_BYTES)).public_text for first in (1, 1, 2))
    assert one == again != other
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64_bytes(one))
