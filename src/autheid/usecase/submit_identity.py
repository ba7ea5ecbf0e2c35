"""A person submits their case: the device's key says so, the rules say what they find, an officer decides."""

from __future__ import annotations

from autheid.account.device import Device
from autheid.account.proof import Act
from autheid.identity.case import Case, Collecting, day_of, submit
from autheid.identity.evidence import Evidence
from autheid.identity.identity import document_key, zone_of
from autheid.identity.rules import Finding, findings_of
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import KeyedHash
from autheid.needs.cases import Cases, CaseWritten
from autheid.needs.signal import Bell
from autheid.passport.mrz import MrzRefused
from autheid.usecase.see_through import and_ring
from autheid.usecase.verify_act import UnverifiedAct, VerifyAct


class ApplyRules:
    """What the rules find of evidence at this moment, with what other accounts have."""

    def __init__(self, *, cases: Cases, documents: KeyedHash, clock: Clock) -> None:
        self._cases = cases
        self._documents = documents
        self._clock = clock

    async def __call__(self, account: AccountId, evidence: Evidence) -> tuple[Finding, ...]:
        """The findings, every rule's."""
        owner = None
        if (document := self.document_of(evidence)) is not None:
            owner = await self._cases.document_account(document)
        return findings_of(
            evidence,
            today=day_of(self._clock.now()),
            used_elsewhere=owner is not None and owner != account,
        )

    def document_of(self, evidence: Evidence) -> bytes | None:
        """The passport by its keyed hash; None while it can't be read."""
        try:
            zone = zone_of(evidence, today=day_of(self._clock.now()))
        except (MrzRefused, ValueError):
            return None
        return self._documents(document_key(zone.issuer, zone.document_number))


class SubmitIdentity:
    """Hands a case in."""

    def __init__(
        self, *, verify: VerifyAct, cases: Cases, rules: ApplyRules, bell: Bell, clock: Clock
    ) -> None:
        self._verify = verify
        self._cases = cases
        self._rules = rules
        self._bell = bell
        self._clock = clock

    async def __call__(self, device: Device, unverified: UnverifiedAct) -> Case:
        """The submitted case. The act's detail is the case's id.

        Raises Refusal PRECONDITION when there is none to submit or a piece is missing, and as `VerifyAct`.
        """
        case = next(
            (one for one in await self._cases.cases_of(device.account) if isinstance(one.state, Collecting)),
            None,
        )
        if case is None:
            raise Refusal(Kind.PRECONDITION, "there is nothing to submit")
        await self._verify(device, unverified, act=Act.SUBMIT_IDENTITY, detail=case.case_id)
        now = self._clock.now()
        submitted = submit(case, await self._rules(device.account, case.state.evidence), now=now)
        writing = self._cases.write(submitted, now=now)
        if await and_ring(writing, self._bell, ("account", device.account)) is not CaseWritten.WRITTEN:
            raise Refusal(Kind.PRECONDITION, "it was changed meanwhile: look at it again")
        return submitted
