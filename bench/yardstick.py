"""Yardsticks that need no server: the bare crypto of a cycle, our own around it, and the bare disk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from autheid.device.key import DeviceKey
from autheid.kernel.clock import SystemClock
from autheid.pki.curve import Curve, signature_is_valid
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.jwt import TokenIssuer
from autheid.token.keys import RSA_BITS, KeyRing, make_signing_key

_STATEMENT = b"Auth eID approval v1\n" + b"x" * 450
_SIGNING_INPUT = b"x" * 420
_CLAIMS = {
    "sub": "person-00001@bench.example",
    "aud": "bench-rs256",
    "jti": "x" * 44,
    "unique_user_id": "abcdefgh",
    "is_verified": False,
}
_RECORD = b"x" * 1024


@dataclass(frozen=True, kw_only=True)
class Crypto:
    """Milliseconds of CPU."""

    verify: float
    sign: dict[TokenAlgorithm, float]
    our_verify: float
    our_token: dict[TokenAlgorithm, float]

    def bare(self, algorithm: TokenAlgorithm) -> float:
        """One approval: one verification and one token."""
        return self.verify + self.sign[algorithm]

    def ours(self, algorithm: TokenAlgorithm) -> float:
        """The same by our own code: statement to verdict, claims to token."""
        return self.our_verify + self.our_token[algorithm]


def _cpu_ms(work: Callable[[], object], *, seconds: float = 0.4) -> float:
    work()
    best = float("inf")
    for _ in range(3):
        count, began = 0, time.thread_time()
        while time.thread_time() - began < seconds / 3:
            for _ in range(20):
                work()
            count += 20
        best = min(best, (time.thread_time() - began) / count)
    return best * 1000


def speed_ms() -> float:
    """What one bare P-256 verification costs at this moment: how fast the machine is just now."""
    verify, _sign = bare_approval()
    return _cpu_ms(verify, seconds=0.15)


def bare_approval() -> tuple[Callable[[], object], Callable[[], object]]:
    """The crypto of an approval with ES256 by the library alone: a verification, and a token's signature."""
    key, ecdsa = ec.generate_private_key(ec.SECP256R1()), ec.ECDSA(SHA256())
    signature, public = key.sign(_STATEMENT, ecdsa), key.public_key()
    return lambda: public.verify(signature, _STATEMENT, ecdsa), lambda: key.sign(_SIGNING_INPUT, ecdsa)


def crypto() -> Crypto:
    """P-256 verification and token signing, the best of three."""
    key = DeviceKey.make()
    signature = key.sign(_STATEMENT)
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public_key)
    es = ec.generate_private_key(ec.SECP256R1())
    rs = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    ecdsa, sha, pkcs1 = ec.ECDSA(SHA256()), SHA256(), padding.PKCS1v15()
    now = SystemClock().now()
    keys = [make_signing_key(algorithm, active_from=now) for algorithm in TokenAlgorithm]
    issuer = TokenIssuer(ring=KeyRing(keys), issuer="autheid.local", lifetime_seconds=3600)
    return Crypto(
        verify=_cpu_ms(lambda: public.verify(der, _STATEMENT, ecdsa)),
        sign={
            TokenAlgorithm.ES256: _cpu_ms(lambda: es.sign(_SIGNING_INPUT, ecdsa)),
            TokenAlgorithm.RS256: _cpu_ms(lambda: rs.sign(_SIGNING_INPUT, pkcs1, sha)),
        },
        our_verify=_cpu_ms(
            lambda: signature_is_valid(
                curve=Curve.P256, public_key=key.public_key, signature=signature, message=_STATEMENT
            )
        ),
        our_token={
            algorithm: _cpu_ms(lambda a=algorithm: issuer.issue(algorithm=a, claims=_CLAIMS, now=now))  # type: ignore[misc]
            for algorithm in TokenAlgorithm
        },
    )


@dataclass(frozen=True, kw_only=True)
class Disk:
    """Durable appends of 1 KB, so many to a flush."""

    together: int
    flush_ms: float
    cpu_per_write_ms: float
    writes_per_second: float


def disk(folder: Path, together: int, *, seconds: float = 1.0) -> Disk:
    """Append and flush, as a log with group commit would with nothing else to do."""
    flushes = 0
    path = folder / "appends"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    cpu, wall = time.thread_time(), time.monotonic()
    while time.monotonic() - wall < seconds:
        for _ in range(together):
            os.write(descriptor, _RECORD)
        os.fdatasync(descriptor)
        flushes += 1
    cpu, wall = time.thread_time() - cpu, time.monotonic() - wall
    os.close(descriptor)
    path.unlink()
    writes = flushes * together
    return Disk(
        together=together,
        flush_ms=wall / flushes * 1000,
        cpu_per_write_ms=cpu / writes * 1000,
        writes_per_second=writes / wall,
    )
