"""Tokens and their keys, verified by code that is not the issuer's."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from autheid.kernel.clock import Millis, after
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.jwt import RESERVED_CLAIMS, TokenIssuer
from autheid.token.keys import PUBLISHED_BEFORE_USE_SECONDS, KeyRing, SigningKey, make_signing_key
from tests.support.vectors import REFERENCE
from tests.support.world import World

_NOW = Millis(1_700_000_000_999)
ALGORITHMS = list(TokenAlgorithm)
_LIFETIME = 3600
_GRACE = 3600


@pytest.fixture(scope="module")
def keys() -> dict[TokenAlgorithm, SigningKey]:
    return {algorithm: make_signing_key(algorithm, active_from=Millis(0)) for algorithm in TokenAlgorithm}


@pytest.fixture
def issuer(keys: dict[TokenAlgorithm, SigningKey]) -> TokenIssuer:
    return TokenIssuer(ring=KeyRing(keys.values()), issuer="autheid.test", lifetime_seconds=_LIFETIME)


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    head, body, signature = token.split(".")
    raw = [urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (head, body, signature)]
    return json.loads(raw[0]), json.loads(raw[1]), raw[2], f"{head}.{body}".encode()


def _number(text: str) -> int:
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def _verify_by_hand(token: str, jwk: dict[str, Any]) -> None:
    """RFC 7518 §3.3 and §3.4 with nothing but a curve and a modulus. Raises InvalidSignature."""
    _, _, signature, signed = _parts(token)
    if jwk["kty"] == "RSA":
        rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"])).public_key().verify(
            signature, signed, padding.PKCS1v15(), SHA256()
        )
        return
    assert len(signature) == 64
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    numbers = ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), ec.SECP256R1())
    numbers.public_key().verify(der, signed, ec.ECDSA(SHA256()))


def _published(issuer: TokenIssuer, token: str, now: Millis) -> dict[str, Any]:
    head = _parts(token)[0]
    (jwk,) = (key for key in issuer.ring.jwks(now)["keys"] if key["kid"] == head["kid"])
    return jwk


def _key_set(issuer: TokenIssuer) -> KeySet:
    return KeySet.import_key_set(json.loads(json.dumps(issuer.ring.jwks(_NOW))))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_token_verifies_by_the_published_set_with_a_jose_library(
    issuer: TokenIssuer, algorithm: TokenAlgorithm
) -> None:
    token = issuer.issue(algorithm=algorithm, claims={"sub": "ada@example.com"}, now=_NOW)
    published = _key_set(issuer)
    read = jwt.decode(token, published, algorithms=[algorithm.value])
    assert read.claims == {
        "sub": "ada@example.com",
        "iss": "autheid.test",
        "iat": 1_700_000_000,
        "exp": 1_700_000_000 + _LIFETIME,
    }


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_token_verifies_by_hand_and_not_when_a_byte_of_it_changed(
    issuer: TokenIssuer, algorithm: TokenAlgorithm
) -> None:
    token = issuer.issue(algorithm=algorithm, claims={"sub": "ada@example.com"}, now=_NOW)
    jwk = _published(issuer, token, _NOW)
    _verify_by_hand(token, jwk)
    other = issuer.issue(algorithm=algorithm, claims={"sub": "eve@example.com"}, now=_NOW)
    forged = ".".join([other.rsplit(".", 1)[0], token.rsplit(".", 1)[1]])
    with pytest.raises(InvalidSignature):
        _verify_by_hand(forged, jwk)
    with pytest.raises(BadSignatureError):
        jwt.decode(forged, _key_set(issuer), algorithms=[algorithm.value])


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_header_is_the_references_and_names_the_key(
    issuer: TokenIssuer, algorithm: TokenAlgorithm
) -> None:
    head = _parts(issuer.issue(algorithm=algorithm, claims={}, now=_NOW))[0]
    assert head.pop("kid")
    assert head == REFERENCE["jwt_header"] | {"alg": algorithm.value}


def test_the_payload_has_what_the_references_has(issuer: TokenIssuer) -> None:
    payload = _parts(issuer.issue(algorithm=TokenAlgorithm.RS256, claims={"sub": "x"}, now=_NOW))[1]
    assert set(REFERENCE["jwt_payload"]) <= set(payload)


@pytest.mark.parametrize("claim", ["iss", "iat", "exp"])
def test_the_issuers_own_claims_win(issuer: TokenIssuer, claim: str) -> None:
    payload = _parts(issuer.issue(algorithm=TokenAlgorithm.ES256, claims={claim: "forged"}, now=_NOW))[1]
    assert payload[claim] != "forged"


def test_every_registered_claim_and_every_claim_of_ours_is_reserved() -> None:
    """RFC 7519 §4.1, and what MakeEvidence adds."""
    assert {
        "iss",
        "sub",
        "aud",
        "exp",
        "nbf",
        "iat",
        "jti",
        "unique_user_id",
        "is_verified",
    } <= RESERVED_CLAIMS


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_key_id_is_the_thumbprint_of_the_public_half(
    keys: dict[TokenAlgorithm, SigningKey], algorithm: TokenAlgorithm
) -> None:
    """RFC 7638 §3.1: the required members alone, sorted, without spaces."""
    (jwk,) = KeyRing([keys[algorithm]]).jwks(_NOW)["keys"]
    required = ("e", "kty", "n") if algorithm is TokenAlgorithm.RS256 else ("crv", "kty", "x", "y")
    canonical = json.dumps({name: jwk[name] for name in required}, separators=(",", ":"), sort_keys=True)
    thumbprint = urlsafe_b64decode(jwk["kid"] + "=")
    assert thumbprint == sha256(canonical.encode()).digest()
    assert jwk["kid"] == keys[algorithm].key_id


def test_the_published_set_has_nothing_private(keys: dict[TokenAlgorithm, SigningKey]) -> None:
    for jwk in KeyRing(keys.values()).jwks(_NOW)["keys"]:
        assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & set(jwk)
        assert jwk["use"] == "sig"
        assert jwk["alg"] in {"RS256", "ES256"}


def test_a_signing_key_does_not_show_its_private_half(keys: dict[TokenAlgorithm, SigningKey]) -> None:
    for key in keys.values():
        assert "private" not in repr(key)


def test_without_a_key_of_the_algorithm_nothing_is_signed(keys: dict[TokenAlgorithm, SigningKey]) -> None:
    with pytest.raises(LookupError, match="no ES256 key"):
        KeyRing([keys[TokenAlgorithm.RS256]]).signer(TokenAlgorithm.ES256, _NOW)


def test_a_clock_that_was_set_to_before_every_key_takes_the_first_one(
    keys: dict[TokenAlgorithm, SigningKey],
) -> None:
    first = keys[TokenAlgorithm.ES256]
    later = make_signing_key(TokenAlgorithm.ES256, active_from=Millis(first.active_from + 1000))
    before = Millis(first.active_from - 3_600_000)
    assert KeyRing([later, first]).signer(TokenAlgorithm.ES256, before)[0] == first


class TestRotation:
    """A verifier with a set that is less than a day old always finds the key of a token that has not expired."""

    async def test_a_new_key_is_published_a_day_before_it_signs(self, tmp_path: Any) -> None:
        async with World(tmp_path) as world:
            (before,) = [
                k for k in await world.stores.parties.signing_keys() if k.algorithm is TokenAlgorithm.ES256
            ]
            made = await world.rotate.rotate(TokenAlgorithm.ES256)
            await world.rotate.refresh(world.issuer)
            assert made.key_id in _kids(world.issuer, world.clock.now())
            assert _signer(world) == before.key_id
            world.clock.advance(seconds=PUBLISHED_BEFORE_USE_SECONDS, millis=-1)
            assert _signer(world) == before.key_id
            world.clock.advance(millis=1)
            assert _signer(world) == made.key_id

    async def test_an_old_token_verifies_as_long_as_it_lives(self, tmp_path: Any) -> None:
        async with World(tmp_path) as world:
            await world.rotate.rotate(TokenAlgorithm.ES256)
            await world.rotate.refresh(world.issuer)
            world.clock.advance(seconds=PUBLISHED_BEFORE_USE_SECONDS, millis=-1)
            last = world.issuer.issue(algorithm=TokenAlgorithm.ES256, claims={}, now=world.clock.now())
            world.clock.advance(seconds=_LIFETIME)
            _verify_by_hand(last, _published(world.issuer, last, world.clock.now()))
            world.clock.advance(seconds=_GRACE, millis=1)
            assert _parts(last)[0]["kid"] not in _kids(world.issuer, world.clock.now())

    async def test_refreshing_without_a_change_keeps_the_ring(self, tmp_path: Any) -> None:
        async with World(tmp_path) as world:
            ring = world.issuer.ring
            await world.rotate.refresh(world.issuer)
            assert world.issuer.ring is ring

    async def test_at_once_signs_with_the_new_key_from_now_on(self, tmp_path: Any) -> None:
        async with World(tmp_path) as world:
            made = await world.rotate.rotate(TokenAlgorithm.ES256, at_once=True)
            await world.rotate.refresh(world.issuer)
            assert _signer(world) == made.key_id

    async def test_the_other_algorithm_is_left_alone(self, tmp_path: Any) -> None:
        async with World(tmp_path) as world:
            await world.rotate.rotate(TokenAlgorithm.ES256, at_once=True)
            kept = [
                k for k in await world.stores.parties.signing_keys() if k.algorithm is TokenAlgorithm.RS256
            ]
            assert [key.published_until for key in kept] == [None]

    @pytest.mark.parametrize(
        "plan",
        [
            [(0, False), (3600, True)],
            [(0, False), (23 * 3600, True)],
            [(0, False), (3600, True), (7200, False)],
            [(0, False), (3600, False)],
            [(0, True), (60, True), (120, True)],
            [(0, True), (60, False), (90, False), (100, True)],
            [(0, False), (24 * 3600, False), (24 * 3600 + 1, True)],
        ],
        ids=str,
    )
    async def test_however_rotations_overlap_a_living_token_finds_its_key(
        self, tmp_path: Any, plan: list[tuple[int, bool]]
    ) -> None:
        """A rotation that waits for its day is overtaken by one at once: its key must then never sign unpublished."""
        async with World(tmp_path) as world:
            begun = world.clock.now()
            moments = sorted({second for second, _ in plan} | set(range(0, 60 * 3600, 1800)))
            tokens = []
            for second, following in pairwise([*moments, 60 * 3600]):
                for when, at_once in plan:
                    if when == second:
                        await world.rotate.rotate(TokenAlgorithm.ES256, at_once=at_once)
                        await world.rotate.refresh(world.issuer)
                now = after(begun, seconds=second)
                tokens.append((now, world.issuer.issue(algorithm=TokenAlgorithm.ES256, claims={}, now=now)))
                for issued, token in tokens:
                    if now < after(issued, seconds=_LIFETIME):
                        _verify_by_hand(token, _published(world.issuer, token, now))
                world.clock.advance(seconds=following - second)


def _kids(issuer: TokenIssuer, now: Millis) -> set[str]:
    return {key["kid"] for key in issuer.ring.jwks(now)["keys"]}


def _signer(world: World) -> str:
    return world.issuer.ring.signer(TokenAlgorithm.ES256, world.clock.now())[0].key_id
