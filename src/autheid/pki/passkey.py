"""A device's passkey: a person was there, and this is what they were shown (WebAuthn Level 3, §7).

A passkey may be synced to other phones, so it proves a person and an origin, never a device: the device's own key does.
"""

from __future__ import annotations

import msgspec

APPROVE_LABEL = b"auth-eid/approve/v1\0"


class Passkey(msgspec.Struct, frozen=True):
    """A registered passkey. `public_key` is a COSE_Key (RFC 9052 §7) of algorithm ES256."""

    credential_id: bytes
    public_key: bytes


class Origin(msgspec.Struct, frozen=True):
    """Where the app is served: `origin` as browsers write it, `rp_id` its host name (WebAuthn §4, RP ID)."""

    origin: str
    rp_id: str


class UnverifiedCredential(msgspec.Struct, frozen=True):
    """What a browser says that a new passkey is."""

    credential_id: bytes
    client_data_json: bytes
    attestation_object: bytes


class Assertion(msgspec.Struct, frozen=True):
    """A passkey's signature over authenticator data and the hash of the client data."""

    credential_id: bytes
    authenticator_data: bytes
    client_data_json: bytes
    signature: bytes
