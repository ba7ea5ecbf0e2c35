"""What a browser says of a passkey, verified (WebAuthn Level 3, §7)."""

from __future__ import annotations

from typing import Literal

import webauthn
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException

from autheid.kernel.secret import base64url_text, digest
from autheid.pki.passkey import APPROVE_LABEL, Assertion, Origin, Passkey, UnverifiedCredential

PART_BYTES = 16 * 1024


def verify_new_passkey(
    unverified: UnverifiedCredential, *, expected_challenge: bytes, expected_origin: Origin
) -> Passkey:
    """The passkey, after WebAuthn §7.1 with user verification demanded and ES256 the one algorithm.

    Attestation is NOT asked for: which authenticator it is does not matter here.
    Raises ValueError with the rule that is broken.
    """
    _check_sizes(unverified.client_data_json, unverified.attestation_object)
    try:
        verified = webauthn.verify_registration_response(
            credential=_credential(
                unverified.credential_id,
                clientDataJSON=unverified.client_data_json,
                attestationObject=unverified.attestation_object,
            ),
            expected_challenge=expected_challenge,
            expected_rp_id=expected_origin.rp_id,
            expected_origin=expected_origin.origin,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier.ECDSA_SHA_256],
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise ValueError(f"is not a passkey made here and now: {error}") from None
    if verified.credential_id != unverified.credential_id:
        raise ValueError("names another credential than it holds")
    return Passkey(verified.credential_id, verified.credential_public_key)


def verify_assertion(
    unverified: Assertion,
    *,
    passkey: Passkey,
    expected_statement: bytes,
    expected_origin: Origin,
    label: bytes = APPROVE_LABEL,
) -> None:
    """Check that the passkey's holder, verified by their device, was shown this statement (WebAuthn §7.2).

    The challenge is SHA-256 over a label, which says what passkeys are asked for there, and the statement. Signature counters are NOT compared: synced passkeys
    say 0 for ever (§6.1.1), and a statement names its request, which ends once.
    Raises ValueError with the rule that is broken.
    """
    if unverified.credential_id != passkey.credential_id:
        raise ValueError("is of another passkey than this device's")
    _check_sizes(unverified.client_data_json, unverified.authenticator_data, unverified.signature)
    try:
        webauthn.verify_authentication_response(
            credential=_credential(
                unverified.credential_id,
                clientDataJSON=unverified.client_data_json,
                authenticatorData=unverified.authenticator_data,
                signature=unverified.signature,
            ),
            expected_challenge=digest(label + expected_statement),
            expected_rp_id=expected_origin.rp_id,
            expected_origin=expected_origin.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise ValueError(f"is not this passkey's over what it was asked for: {error}") from None


def _check_sizes(*parts: bytes) -> None:
    if any(len(part) > PART_BYTES for part in parts):
        message = f"must have parts of at most {PART_BYTES} bytes"
        raise ValueError(message)


def _credential(credential_id: bytes, **response: bytes) -> dict[str, object]:
    kind: Literal["public-key"] = "public-key"
    name = base64url_text(credential_id)
    return {
        "id": name,
        "rawId": name,
        "type": kind,
        "response": {member: base64url_text(value) for member, value in response.items()},
    }
