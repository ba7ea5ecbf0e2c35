"""An authenticator in Python: makes the bytes that a phone's own lock would (WebAuthn §6.1, §6.5)."""

from __future__ import annotations

import json
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from autheid.kernel.secret import base64url_text
from autheid.pki.passkey import APPROVE_LABEL, Assertion, UnverifiedCredential

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """One passkey at one origin."""

    def __init__(self, origin: str = "http://localhost:1", *, credential_id: bytes = b"credential-1") -> None:
        self.origin = origin
        self.credential_id = credential_id
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, challenge: bytes, *, flags: int = PRESENT | VERIFIED) -> UnverifiedCredential:
        """What `navigator.credentials.create` gives, without attestation."""
        point = self._key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = (
            bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(cose)
        )
        data = self._data(flags | ATTESTED) + attested
        return UnverifiedCredential(
            credential_id=self.credential_id,
            client_data_json=self._client_data("webauthn.create", challenge),
            attestation_object=cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}),
        )

    def approve(self, statement: bytes, *, flags: int = PRESENT | VERIFIED) -> Assertion:
        """What `navigator.credentials.get` gives for this statement's challenge."""
        return self.answer(sha256(APPROVE_LABEL + statement).digest(), flags=flags)

    def answer(self, challenge: bytes, *, flags: int = PRESENT | VERIFIED) -> Assertion:
        """What `navigator.credentials.get` gives for this challenge."""
        client_data = self._client_data("webauthn.get", challenge)
        data = self._data(flags)
        signed = data + sha256(client_data).digest()
        return Assertion(
            credential_id=self.credential_id,
            authenticator_data=data,
            client_data_json=client_data,
            signature=self._key.sign(signed, ec.ECDSA(SHA256())),
        )

    def _data(self, flags: int) -> bytes:
        host = self.origin.partition("://")[2].partition(":")[0]
        return sha256(host.encode()).digest() + bytes([flags]) + bytes(4)

    def _client_data(self, kind: str, challenge: bytes) -> bytes:
        said = {"type": kind, "challenge": base64url_text(challenge), "origin": self.origin}
        return json.dumps(said).encode()
