"""The specimen persons of the test accounts: evidence of our own making, and a chip that an authority of ours has signed.

Nothing is a picture of a real document. The page is drawn, the chip's files are signed with keys that live as long as
the process, and the residency proof is a letter from nobody.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from functools import cache

import msgspec
from PIL import Image, ImageDraw, ImageFont

from autheid.identity.address import Address
from autheid.identity.case import (
    Accepted,
    Case,
    CaseId,
    CaseState,
    Collecting,
    Refused,
    Submitted,
    day_of,
    moved,
    valid_until,
)
from autheid.identity.evidence import Evidence, Form, PageEvidence, ResidencyEvidence, chip_evidence
from autheid.identity.identity import identity_of
from autheid.identity.phone import Phone
from autheid.identity.rules import findings_of
from autheid.kernel.clock import Clock, Millis
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import Chance, base64url_text
from autheid.needs.cases import Cases
from autheid.passport.evidence import ChipReading
from autheid.passport.mrz import mrz_lines, parse_mrz
from autheid.passport.passive import authenticate
from autheid.passport.specimen import draw_page, draw_portrait
from autheid.person.country import Alpha3
from autheid.staging.chip import ChipIssuer, data_group_1, data_group_2, data_group_11
from autheid.staging.grammar import Standing, TestAccount
from autheid.usecase.keep_files import FileCabinet

OFFICER = "Staging"
_LIFETIME_DAYS = 3650
_PHONE = "+461234567890"
_ADDRESS = Address(country=Alpha3("SWE"), city="Malmo", postcode="211 25", line1="Ostergatan 21")
_EXPIRY, _EXPIRED = date(2040, 1, 1), date(2020, 1, 1)
_REASON = "The photo of the page is too dark to read."


class Specimen(msgspec.Struct, frozen=True):
    """One specimen person's files, and what their chip says."""

    page: bytes
    lines: tuple[str, str]
    chip: ChipReading
    security_object: bytes
    residency: bytes


@cache
def specimen_of(given_names: str, *, expired: bool) -> Specimen:
    """Drawn and signed once in a process; `TEST SPECIMEN` has the very values of the reference's examples."""
    lines = mrz_lines(
        issuer="SWE",
        surname="SPECIMEN",
        given_names=given_names,
        document_number="111222333",
        nationality="SWE",
        date_of_birth=date(1980, 1, 1),
        sex="M",
        date_of_expiry=_EXPIRED if expired else _EXPIRY,
        personal_number="98765432",
    )
    zone = parse_mrz(lines, today=date(2026, 1, 1))
    portrait = _jpeg(draw_portrait(360, 460))
    groups = {
        1: data_group_1(lines),
        2: data_group_2(portrait),
        11: data_group_11(f"SPECIMEN<<{given_names.replace(' ', '<')}", personal_number="98765432"),
    }
    issuer = ChipIssuer(country="SE", now=datetime(2019, 6, 1, tzinfo=UTC), name="Specimen (staging)")
    security_object = issuer.security_object(groups)
    reading = authenticate(
        security_object=security_object,
        data_groups=groups,
        anchors=[issuer.anchor],
        revocations=[issuer.revocation_list([])],
        today=date(2026, 1, 1),
    )
    chip = msgspec.structs.replace(reading, portrait=portrait)
    return Specimen(
        _jpeg(draw_page(zone, dpi=300)), lines, chip, security_object, _jpeg(_letter(given_names))
    )


class SpecimenDesk:
    """Gives a test account the standing that its address asks for."""

    def __init__(self, *, cases: Cases, cabinet: FileCabinet, clock: Clock, chance: Chance) -> None:
        self._cases = cases
        self._cabinet = cabinet
        self._clock = clock
        self._chance = chance

    async def verify(self, account: AccountId, test_account: TestAccount) -> None:
        """Make the account's case, once."""
        if test_account.standing is Standing.UNVERIFIED or await self._cases.cases_of(account):
            return
        now = self._clock.now()
        specimen = specimen_of(test_account.given_names, expired=test_account.standing is Standing.EXPIRED)
        evidence = await self._evidence(account, specimen, now)
        opened = Case(
            case_id=CaseId(base64url_text(self._chance(12))),
            account=account,
            opened=now,
            changed=now,
            version=1,
            state=Collecting(Evidence()),
        )
        if await self._cases.add(opened):
            state = _state(test_account.standing, evidence, now)
            await self._cases.write(moved(opened, state, now=now), now=now)

    async def _evidence(self, account: AccountId, specimen: Specimen, now: Millis) -> Evidence:
        async def kept(data: bytes) -> str:
            return await self._cabinet.keep(account, data)

        return Evidence(
            form=Form(parse_mrz(specimen.lines, today=day_of(now)).given_names, "SPECIMEN"),
            page=PageEvidence(await kept(specimen.page), *specimen.lines, now),
            chip=chip_evidence(
                specimen.chip,
                portrait=await kept(specimen.chip.portrait),
                security_object=await kept(specimen.security_object),
                at=now,
            ),
            address=_ADDRESS,
            residency=ResidencyEvidence((await kept(specimen.residency),), now),
            phone=Phone(_PHONE, now),
        )


def _state(standing: Standing, evidence: Evidence, now: Millis) -> CaseState:
    findings = findings_of(evidence, today=day_of(now), used_elsewhere=False)
    if standing is Standing.PENDING:
        return Submitted(evidence, findings, now)
    if standing is Standing.REFUSED:
        return Refused(evidence=evidence, findings=findings, at=now, officer=OFFICER, reason=_REASON)
    identity = identity_of(evidence, today=day_of(now))
    return Accepted(
        evidence=evidence,
        findings=findings,
        at=now,
        officer=OFFICER,
        note="",
        identity=identity,
        valid_until=valid_until(identity, now=now, lifetime_days=_LIFETIME_DAYS),
    )


def _letter(given_names: str) -> Image.Image:
    """A residency proof: a bill for nothing."""
    page = Image.new("RGB", (1240, 1754), (252, 252, 250))
    draw = ImageDraw.Draw(page)
    lines = (
        (120, 46, "Specimen Water Company"),
        (300, 30, f"{given_names} SPECIMEN"),
        (345, 30, _ADDRESS.line1),
        (390, 30, f"{_ADDRESS.postcode} {_ADDRESS.city}"),
        (435, 30, "Sweden"),
        (620, 40, "Invoice for nothing"),
        (700, 28, "This letter is a specimen. It stands in for a proof of residence and is of no value."),
        (760, 28, "Amount due: 0.00"),
    )
    for top, size, text in lines:
        draw.text((130, top), text, font=ImageFont.load_default(size), fill=(30, 34, 44))
    return page


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
