"""Make what a relying party gets of a verified person: the facts, and for a KYC the screening and the two PDFs."""

from __future__ import annotations

from autheid.account.account import Account
from autheid.account.device import Device
from autheid.document.facts import KycFacts, RequestFacts, ResidencyFacts
from autheid.identity.case import Accepted, Case
from autheid.identity.identity import Identity
from autheid.identity.phone import written_phone
from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import base64_text, digest
from autheid.needs.cases import Cases
from autheid.needs.documents import Documents
from autheid.person.country import api_code_of
from autheid.request.approval import VerifiedApproval
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening
from autheid.request.state import IdentificationEvidence, KycEvidence
from autheid.request.statement import DISCLOSED, Answer, approval_statement
from autheid.usecase.keep_files import FileCabinet
from autheid.usecase.screen_person import ScreenPerson


class MakeIdentity:
    """Evidence of an IDENTIFICATION and of a KYC, made once, at the approval."""

    def __init__(
        self,
        *,
        cases: Cases,
        cabinet: FileCabinet,
        screen: ScreenPerson,
        documents: Documents,
        issuer: str,
    ) -> None:
        """`issuer` is the name that this deployment goes by."""
        self._cases = cases
        self._cabinet = cabinet
        self._screen = screen
        self._documents = documents
        self._issuer = issuer

    async def verified(self, account: AccountId, *, now: Millis) -> Accepted | None:
        """By what the account is verified at this moment; None when it is not, or only by its operator's word."""
        cases: list[Case] = await self._cases.cases_of(account)
        return next(
            (
                case.state
                for case in cases
                if isinstance(case.state, Accepted) and now < case.state.valid_until
            ),
            None,
        )

    async def __call__(
        self,
        opening: Opening,
        account: Account,
        device: Device,
        approval: VerifiedApproval,
        verified: Accepted,
        *,
        now: Millis,
    ) -> IdentificationEvidence | KycEvidence:
        """The evidence. Raises Refusal NOT_FOUND when a file of the case is gone, UNAVAILABLE when it is busy."""
        identification = _identification(verified.identity, device)
        if opening.asked.kind is RequestKind.IDENTIFICATION:
            return identification
        request = self._request_facts(opening, account, device, approval, now)
        screenings = await self._screen.for_request(account.account, verified.identity, opening.request_id)
        kyc = await self._documents.kyc(
            KycFacts(
                request=request,
                identity=verified.identity,
                portrait=await self._portrait(opening, verified),
                findings=verified.findings,
                chip_steps=() if verified.evidence.chip is None else verified.evidence.chip.steps,
                officer=verified.officer,
                decided=verified.at,
                note=verified.note,
                valid_until=verified.valid_until,
                screenings=screenings,
            ),
            now=now,
        )
        residency = await self._documents.residency(
            await self._residency_facts(opening, request, verified), now=now
        )
        return KycEvidence(
            identification=identification,
            passport_issuing_state=api_code_of(verified.identity.issuing_state),
            passport_number=verified.identity.document_number,
            passport_expiration=verified.identity.date_of_expiry.isoformat(),
            screenings=screenings,
            kyc_file=await self._cabinet.keep(account.account, kyc, request=opening.key),
            residency_file=await self._cabinet.keep(account.account, residency, request=opening.key),
            embedded=opening.asked.kyc.embedded,
        )

    async def _portrait(self, opening: Opening, verified: Accepted) -> bytes:
        chip = verified.evidence.chip
        return b"" if chip is None or not chip.portrait else await self._file(opening, chip.portrait)

    async def _residency_facts(
        self, opening: Opening, request: RequestFacts, verified: Accepted
    ) -> ResidencyFacts:
        residency = verified.evidence.residency
        if residency is None:
            raise Refusal(Kind.NOT_FOUND, "the residency proof is gone")
        return ResidencyFacts(
            request=request,
            identity=verified.identity,
            received=residency.at,
            pages=tuple([await self._file(opening, page) for page in residency.pages]),
        )

    async def _file(self, opening: Opening, name: str) -> bytes:
        found = None if opening.account is None else await self._cabinet.open(opening.account, name)
        if found is None:
            raise Refusal(Kind.NOT_FOUND, "a file of the verified identity is gone: verify anew")
        return found

    def _request_facts(
        self, opening: Opening, account: Account, device: Device, approval: VerifiedApproval, now: Millis
    ) -> RequestFacts:
        statement = approval_statement(opening, Answer.APPROVE, match_number=approval.match_number)
        return RequestFacts(
            issuer=self._issuer,
            request_id=opening.request_id,
            rp_id=opening.rp,
            rp_name=opening.rp_name,
            title=opening.asked.title,
            description=opening.asked.description,
            created=opening.created,
            approved=now,
            email=opening.email,
            unique_user_id=account.unique_user_id,
            device_id=device.device_id,
            device_name=device.name,
            curve=device.curve.value,
            discloses=DISCLOSED[opening.asked.kind],
            statement_sha256=digest(statement).hex(),
            signature=base64_text(approval.signature),
            started_by=opening.started_by.value,
            started_from=opening.asked.started_from,
        )


def _identification(identity: Identity, device: Device) -> IdentificationEvidence:
    address = identity.address
    return IdentificationEvidence(
        first_name=identity.first_name,
        last_name=identity.last_name,
        zone_first_name=identity.zone_first_name,
        zone_last_name=identity.zone_last_name,
        gender=identity.sex,
        date_of_birth=identity.date_of_birth.isoformat(),
        nationality=api_code_of(identity.nationality),
        personal_number=identity.personal_number,
        residency_country=address.country,
        residency_area=address.area,
        residency_city=address.city,
        residency_postcode=address.postcode,
        residency_address=address.line1,
        residency_address2=address.line2,
        phone_number=written_phone(identity.phone),
        user_pub_key=device.public_key,
    )
