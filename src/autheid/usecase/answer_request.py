"""A person's device approves a request, or says no."""

from __future__ import annotations

from autheid.account.account import Account
from autheid.account.device import Device
from autheid.kernel.clock import Clock, Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.people import People
from autheid.needs.requests import Requests
from autheid.pki.passkey import Assertion
from autheid.request.approval import Answer, UnverifiedApproval, VerifiedApproval, verify_approval
from autheid.request.event import Approve, ApproveUnverified, ApproveWrongNumber, Event, Reject
from autheid.request.kind import OF_VERIFIED
from autheid.request.mute import mute_of
from autheid.request.opening import Opening
from autheid.request.state import Ended, Evidence, Pending, State, Succeeded
from autheid.request.transition import at_time
from autheid.usecase.end_request import EndRequest
from autheid.usecase.make_evidence import MakeEvidence
from autheid.usecase.make_identity import MakeIdentity
from autheid.usecase.prove_person import ProvePerson
from autheid.usecase.sightings import Sightings


class AnswerRequest:
    """Verifies a device's answer, makes the evidence once, and ends the request with it."""

    def __init__(
        self,
        *,
        requests: Requests,
        people: People,
        end: EndRequest,
        make_evidence: MakeEvidence,
        make_identity: MakeIdentity,
        prove_person: ProvePerson,
        sightings: Sightings,
        clock: Clock,
    ) -> None:
        self._requests = requests
        self._people = people
        self._end = end
        self._make_evidence = make_evidence
        self._make_identity = make_identity
        self._prove_person = prove_person
        self._sightings = sightings
        self._clock = clock

    async def __call__(
        self,
        device: Device,
        request_id: str,
        unverified: UnverifiedApproval,
        unverified_assertion: Assertion | None = None,
    ) -> tuple[Opening, Ended]:
        """The opening and how it ended: by this answer, now or when it was given before.

        Raises Refusal NOT_FOUND for another account's request, INVALID for a wrong signature or assertion,
        FORBIDDEN when the person was not proven, PRECONDITION when the request has ended otherwise.
        """
        found = await self._requests.load(request_id)
        if found is None or found[0].account != device.account:
            raise Refusal(Kind.NOT_FOUND, "no such request")
        opening, stored = found
        now = self._clock.now()
        state = at_time(opening, stored, now)
        account = await self._people.account(device.account)
        if account is None:
            raise Refusal(Kind.NOT_FOUND, "no such request")
        verified = verify_approval(unverified, expected_request=opening, expected_device=device)
        if verified.answer is Answer.APPROVE and isinstance(state, Pending):
            await self._check_presented(opening)
            await self._prove_person(
                opening, device, unverified_assertion, match_number=verified.match_number
            )
        mute = mute_of(opening, now=now) if verified.answer is Answer.NOT_ME else None
        event = await self._event(
            opening, state, account, device, verified, now=now, assertion=unverified_assertion
        )
        seen = self._sightings.take(opening.key)
        return opening, await self._end(opening, state, event, mute=mute, seen=seen)

    async def _check_presented(self, opening: Opening) -> None:
        # The account may have lost the address since it was chosen, and somebody else may have it by now.
        if not opening.asked.local or opening.account is None:
            return
        mailboxes = await self._people.mailboxes(opening.account)
        if opening.email not in {mailbox.email for mailbox in mailboxes}:
            raise Refusal(
                Kind.PRECONDITION, "the presented address is the account's no more; present another"
            )

    async def _event(
        self,
        opening: Opening,
        state: State,
        account: Account,
        device: Device,
        verified: VerifiedApproval,
        *,
        now: Millis,
        assertion: Assertion | None,
    ) -> Event:
        if verified.answer is not Answer.APPROVE:
            return Reject(at=now, approval=verified)
        if verified.match_number != opening.match_number:
            return ApproveWrongNumber(at=now, approval=verified)
        evidence = await self._evidence(opening, state, account, device, verified, now=now)
        if evidence is None:
            return ApproveUnverified(at=now, approval=verified, assertion=assertion)
        return Approve(
            at=now,
            approval=verified,
            device_name=device.name,
            unique_user_id=account.unique_user_id,
            evidence=evidence,
            assertion=assertion,
        )

    async def _evidence(
        self,
        opening: Opening,
        state: State,
        account: Account,
        device: Device,
        verified: VerifiedApproval,
        *,
        now: Millis,
    ) -> Evidence | None:
        """What the approval gives the relying party; None when the account is not verified and must be."""
        if not isinstance(state, Pending):
            # A repeated answer finds what was made; nothing is made for a request that is over.
            return state.evidence if isinstance(state, Succeeded) else None
        if opening.asked.kind not in OF_VERIFIED:
            if opening.asked.verified_only and not account.is_verified(now):
                return None
            return await self._make_evidence(opening, account, device, verified, now)
        identity = await self._make_identity.verified(account.account, now=now)
        if identity is None:
            return None
        return await self._make_identity(opening, account, device, verified, identity, now=now)
