"""Make what a relying party gets for an approval: once, at the approval, to be kept."""

from __future__ import annotations

from autheid.account.account import Account
from autheid.account.device import Device
from autheid.account.rp import RelyingParty
from autheid.kernel.clock import Millis
from autheid.needs.parties import Parties
from autheid.pki.curve import der_of
from autheid.request.approval import VerifiedApproval
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening
from autheid.request.state import AuthenticationEvidence, Evidence, SignatureEvidence
from autheid.token.jwt import TokenIssuer


class MakeEvidence:
    """Evidence by kind."""

    def __init__(self, *, parties: Parties, issuer: TokenIssuer) -> None:
        self._parties = parties
        self._issuer = issuer

    async def __call__(
        self, opening: Opening, account: Account, device: Device, approval: VerifiedApproval, now: Millis
    ) -> Evidence:
        """A token for an AUTHENTICATION, the signed data for a SIGNATURE."""
        is_verified = account.is_verified(now)
        rp = await self._parties.party(opening.rp)
        if opening.asked.kind is RequestKind.SIGNATURE:
            return _signature_evidence(opening, device, approval, rp, is_verified=is_verified)
        own = {claim.key: claim.value for claim in opening.asked.authentication.claims}
        token = self._issuer.issue(
            algorithm=rp.token_algorithm,
            now=now,
            claims={
                "sub": opening.email,
                "aud": opening.rp,
                "jti": opening.request_id,
                "unique_user_id": account.unique_user_id,
                "is_verified": is_verified,
                **own,
            },
        )
        return AuthenticationEvidence(jwt=token, is_verified=is_verified)


def _signature_evidence(
    opening: Opening, device: Device, approval: VerifiedApproval, rp: RelyingParty, *, is_verified: bool
) -> SignatureEvidence:
    asked = opening.asked.signature
    der = rp.der_signatures if asked.der is None else asked.der
    raw = approval.document_signature
    return SignatureEvidence(
        protobuf=asked.protobuf,
        signature_data=approval.document,
        sign=der_of(raw) if der else raw,
        user_pub_key=device.public_key,
        is_verified=is_verified,
    )
