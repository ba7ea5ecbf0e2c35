"""Make what a relying party gets for an approval: once, at the approval, to be kept."""

from __future__ import annotations

from autheid.account.account import Account
from autheid.account.device import Device
from autheid.kernel.clock import Millis
from autheid.pki.curve import der_of
from autheid.request.approval import VerifiedApproval
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening
from autheid.request.state import AuthenticationEvidence, Evidence, SignatureEvidence
from autheid.token.jwt import TokenIssuer
from autheid.usecase.certify_device import Certified, CertifyDevice


class MakeEvidence:
    """Evidence by kind."""

    def __init__(self, *, issuer: TokenIssuer, certify: CertifyDevice) -> None:
        self._issuer = issuer
        self._certify = certify

    async def __call__(
        self, opening: Opening, account: Account, device: Device, approval: VerifiedApproval, now: Millis
    ) -> Evidence:
        """A token for an AUTHENTICATION; the signed data for a SIGNATURE, with the certificate of the key that signed.

        Raises Refusal as `CertifyDevice`.
        """
        is_verified = account.is_verified(now)
        if opening.asked.kind is RequestKind.SIGNATURE:
            certified = await self._certify.of_signature(
                device, account.unique_user_id, created=opening.created
            )
            return _signature_evidence(opening, device, approval, certified, is_verified=is_verified)
        token = self._issuer.issue(
            algorithm=opening.token_algorithm,
            now=now,
            claims={
                **{claim.key: claim.value for claim in opening.asked.authentication.claims},
                "sub": opening.email,
                "aud": opening.rp,
                "jti": opening.request_id,
                "unique_user_id": account.unique_user_id,
                "is_verified": is_verified,
            },
        )
        return AuthenticationEvidence(jwt=token, is_verified=is_verified)


def _signature_evidence(
    opening: Opening, device: Device, approval: VerifiedApproval, certified: Certified, *, is_verified: bool
) -> SignatureEvidence:
    asked = opening.asked.signature
    der = opening.der_signatures if asked.der is None else asked.der
    raw = approval.document_signature
    return SignatureEvidence(
        protobuf=asked.protobuf,
        signature_data=approval.document,
        sign=der_of(raw) if der else raw,
        user_pub_key=device.public_key,
        is_verified=is_verified,
        certificate_client=certified.certificate,
        certificate_issuer=certified.issuer,
        ocsp_response=certified.status,
    )
