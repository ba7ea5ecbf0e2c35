"""What the two documents say, in words: from facts to the data that the templates set. Nothing here is markup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from autheid.document.facts import KycFacts, RequestFacts, ResidencyFacts
from autheid.document.pictures import size_of
from autheid.identity.identity import Identity
from autheid.identity.phone import written_phone
from autheid.identity.rules import Finding, Outcome
from autheid.kernel.clock import Millis
from autheid.kernel.secret import digest
from autheid.person.country import name_of
from autheid.screening.result import ListKind, Screening, Verdict


class Wide(str):
    """A text in a column of a whole page's width."""

    __slots__ = ()


class Code(str):
    """A text that is copied and compared, so nothing is put inside it."""

    __slots__ = ()


Rows = list[tuple[str, str]]

_UPRIGHT, _LYING = (170.0, 245.0), (257.0, 155.0)
"""What the margins leave of A4, in millimetres, and what they leave of it turned."""
_RUNNING_CHARACTERS = 70
_OUTCOMES = {
    Outcome.PASSED: ("good", "Passed"),
    Outcome.DOUBT: ("open", "Doubt"),
    Outcome.FAILED: ("bad", "Failed"),
    Outcome.NOT_DONE: ("quiet", "Not done"),
}
_VERDICTS = {
    Verdict.NO_MATCH_FOUND: ("good", "No match"),
    Verdict.MATCH_FOUND: ("bad", "Match found"),
    Verdict.UNKNOWN: ("open", "Not screened"),
}
_LISTS = {
    ListKind.EU: "EU sanctions",
    ListKind.UN: "UN sanctions",
    ListKind.PEP: "Politically exposed persons",
}
_RULES = {
    "page_zone": "Zone of the page",
    "chip_zone": "Zone of the chip",
    "chip_proven": "Chip",
    "chip_and_page_agree": "Chip and page",
    "names_typed": "Names as typed",
    "names_in_own_letters": "Names in own letters",
    "not_expired": "Expiry",
    "of_age": "Age",
    "document_used_once": "Used once",
    "residency_and_phone": "Residence, telephone",
}
_DISCLOSED = {
    "email": "e-mail address",
    "unique_user_id": "account's id",
    "device": "device",
    "first_name": "first name",
    "last_name": "last name",
    "gender": "sex",
    "date_of_birth": "date of birth",
    "nationality": "nationality",
    "personal_number": "personal number",
    "residency": "residence",
    "phone_number": "telephone",
    "passport": "passport's number, issuer and expiry",
    "portrait": "portrait",
    "screening": "screening results",
    "kyc_pdf": "this report",
    "residency_proof_pdf": "residency proof",
}
_STARTED = {
    "email": "By the relying party, with the person's address",
    "qr": "By the person, with the code on the relying party's screen",
    "link": "By the person, with a link on their own device",
}
_SEXES = {"M": "Male", "F": "Female"}


def kyc_words(facts: KycFacts) -> dict[str, Any]:
    """Everything that kyc.pdf says."""
    identity, request = facts.identity, facts.request
    return {
        **_head(request, identity),
        "portrait": "portrait" if facts.portrait else "",
        "made_for": [
            ("Made for", request.rp_name),
            ("Approved", _moment(request.approved)),
            ("Verified until", _moment(facts.valid_until)),
        ],
        "answer": _answer(facts),
        "glance": _glance(facts),
        "person": _person(identity),
        "passport": [
            ("Issuing state", name_of(identity.issuing_state)),
            ("Number", identity.document_number),
            ("Valid until", identity.date_of_expiry.isoformat()),
        ],
        "residence": [
            *zip(("Address", "", "", "", ""), identity.address.lines(), strict=False),
            ("Telephone", written_phone(identity.phone)),
        ],
        "zone": [Code(identity.line_1), Code(identity.line_2)],
        "decision": [
            ("Accepted by", Wide(facts.officer)),
            ("On", _moment(facts.decided)),
            *((("Because", Wide(facts.note)),) if facts.note else ()),
        ],
        "screening": [
            (_LISTS[one.kind], Wide(one.info), Wide(one.version), *_VERDICTS[one.verdict])
            for one in facts.screenings
        ],
        "screened": _when_screened(facts),
        "checks": [
            (_RULES.get(one.rule, one.rule.replace("_", " ")), Wide(one.detail), *_OUTCOMES[one.outcome])
            for one in facts.findings
        ],
        "chip_steps": [Wide(one.detail) for one in facts.chip_steps],
        "request": [*_request(request), ("Asked", _moment(request.created)), *_start(request)],
        "consent": [
            ("Approved", _moment(request.approved)),
            ("As", Wide(request.email)),
            ("Account", Code(request.unique_user_id)),
            ("Device", Wide(f"{request.device_name} ({request.curve})")),
            ("Device's id", Code(request.device_id)),
            ("Agreed to give", Wide(" · ".join(_DISCLOSED.get(one, one) for one in request.discloses))),
        ],
        "statement": Code(request.statement_sha256),
        "signature": Code(request.signature),
        "about": _about(request),
    }


def residency_words(facts: ResidencyFacts) -> dict[str, Any]:
    """Everything that residency.pdf says."""
    pages = []
    for number, page in enumerate(facts.pages, 1):
        width, height = size_of(page)
        lies = width > height
        room = _LYING if lies else _UPRIGHT
        scale = min(room[0] / width, room[1] / height)
        pages.append(
            {
                "number": str(number),
                "picture": Code(f"page-{number}"),
                "size": f"{width} × {height}",
                "sha256": Code(digest(page).hex()),
                "lies": lies,
                "width": round(width * scale, 2),
                "height": round(height * scale, 2),
            }
        )
    return {
        **_head(facts.request, facts.identity),
        "address": [Wide(line) for line in facts.identity.address.lines()],
        "proof": [("Handed in", _moment(facts.received)), ("Pages", str(len(pages)))],
        "pages": pages,
        "request": [*_request(facts.request), ("Approved", _moment(facts.request.approved))],
        "about": _about(facts.request),
    }


def _head(request: RequestFacts, identity: Identity) -> dict[str, Any]:
    name = f"{identity.first_name} {identity.last_name}".strip()
    zone = f"{identity.zone_first_name} {identity.zone_last_name}".strip()
    running = name if len(name) <= _RUNNING_CHARACTERS else name[: _RUNNING_CHARACTERS - 1] + "…"
    return {
        "author": Code(request.issuer),
        "issuer": Wide(request.issuer),
        "request_id": Code(request.request_id),
        "name": name,
        "name_length": len(name),
        "zone_name": "" if zone == name else zone,
        "running": Wide(running),
    }


def _answer(facts: KycFacts) -> dict[str, str]:
    """The one line that a reader wants, and the worst of all tones."""
    failed, doubts = (_of(facts.findings, one) for one in (Outcome.FAILED, Outcome.DOUBT))
    hits, unknown = (_on(facts.screenings, one) for one in (Verdict.MATCH_FOUND, Verdict.UNKNOWN))
    details = []
    if failed:
        details.append(f"Failed: {', '.join(failed)}.")
    if hits:
        details.append(f"Match on: {', '.join(hits)}. A person must judge it before relying on this report.")
    if doubts:
        details.append(f"Doubt: {', '.join(doubts)}. The officer accepted all the same; see the decision.")
    if unknown:
        details.append(f"Not screened: {', '.join(unknown)}.")
    if failed:
        words = "A check has failed"
    elif hits:
        words = "Identity verified, and a match on a list"
    elif doubts:
        words = "Identity verified, with a doubt"
    elif unknown:
        words = f"Identity verified, {'not' if len(unknown) == len(facts.screenings) else 'partly'} screened"
    else:
        words = "Identity verified"
        details.append("No check left a doubt, and no list has a match.")
    tone = "bad" if failed or hits else "open" if doubts or unknown else "good"
    return {"tone": tone, "words": words, "detail": Wide(" ".join(details))}


def _glance(facts: KycFacts) -> list[tuple[str, str, str, str]]:
    """Three columns: the passport, the checks, the screening."""
    identity = facts.identity
    chip = any(one.rule == "chip_proven" and one.outcome is Outcome.PASSED for one in facts.findings)
    passport = f"{name_of(identity.issuing_state)}, {identity.document_number}"
    counts = {one: len(_of(facts.findings, one)) for one in Outcome}
    left = [
        f"{counts[one]} {words}"
        for one, words in (
            (Outcome.FAILED, "failed"),
            (Outcome.DOUBT, "in doubt"),
            (Outcome.NOT_DONE, "not done"),
        )
        if counts[one]
    ]
    tone = "bad" if counts[Outcome.FAILED] else "open" if counts[Outcome.DOUBT] else "good"
    return [
        ("Passport", *(("good", "Chip proven") if chip else ("open", "Page alone")), passport),
        (
            "Checks",
            tone,
            f"{counts[Outcome.PASSED]} of {len(facts.findings)} passed",
            ", ".join(left) or "Nothing left open",
        ),
        ("Screening", *_screened(facts.screenings)),
    ]


def _screened(screenings: tuple[Screening, ...]) -> tuple[str, str, str]:
    """The worst verdict, and which list has which."""
    verdicts = [
        verdict
        for verdict in (Verdict.MATCH_FOUND, Verdict.UNKNOWN, Verdict.NO_MATCH_FOUND)
        if any(one.verdict is verdict for one in screenings)
    ]
    if not verdicts:
        return ("open", "Not screened", "")
    kinds = [
        ", ".join(one.kind.value for one in screenings if one.verdict is verdict) for verdict in verdicts
    ]
    if len(verdicts) == 1:
        return (*_VERDICTS[verdicts[0]], f"{kinds[0]} lists")
    told = "; ".join(
        f"{_VERDICTS[verdict][1].lower()}: {names}" for verdict, names in zip(verdicts, kinds, strict=True)
    )
    return (*_VERDICTS[verdicts[0]], told[0].upper() + told[1:])


def _when_screened(facts: KycFacts) -> str:
    if all(one.verdict is Verdict.UNKNOWN for one in facts.screenings):
        return ""
    moment = _moment(facts.request.approved)
    return Wide(f"Screened at the approval, {moment}. A match is a resemblance, which a person must judge.")


def _person(identity: Identity) -> Rows:
    return [
        ("First name", identity.first_name or "None"),
        ("Last name", identity.last_name),
        ("In the zone", f"{identity.zone_first_name} {identity.zone_last_name}".strip()),
        ("Date of birth", identity.date_of_birth.isoformat()),
        ("Sex", _SEXES.get(identity.sex, "Not specified")),
        ("Nationality", name_of(identity.nationality)),
        ("Personal number", identity.personal_number or "None in the passport"),
    ]


def _request(request: RequestFacts) -> Rows:
    return [
        ("Relying party", Wide(request.rp_name)),
        ("Its id", Code(request.rp_id)),
        ("Title", Wide(request.title)),
        *((("Description", Wide(request.description)),) if request.description else ()),
    ]


def _start(request: RequestFacts) -> Rows:
    started = _STARTED.get(request.started_by, "")
    place = f", from {request.started_from}" if request.started_from else ""
    return [("Started", Wide(started + place))] if started else []


def _about(request: RequestFacts) -> str:
    return Wide(
        f"Made and sealed by {request.issuer} at the approval. The seal is an electronic signature (PAdES): a PDF reader "
        "tells whose it is, and whether a byte was changed since. All times are UTC, all dates year, month, day."
    )


def _of(findings: Iterable[Finding], outcome: Outcome) -> list[str]:
    return [
        _RULES.get(one.rule, one.rule.replace("_", " ")).lower() for one in findings if one.outcome is outcome
    ]


def _on(screenings: Iterable[Screening], verdict: Verdict) -> list[str]:
    return [_LISTS[one.kind] for one in screenings if one.verdict is verdict]


def _moment(at: Millis) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
