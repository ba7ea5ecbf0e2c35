"""Makes the golden files, and draws docs/states.md from the machine's table.

    .venv/bin/python tests/golden/make.py

`check.py` beside it makes them again and fails on any difference. A golden file changes only when a format that is
signed or drawn changes on purpose; then every byte of the difference is looked at before it is committed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # run as a program, it finds `tests.support` all the same

import pypdfium2  # noqa: E402

from autheid.account.proof import enrolment_statement, session_statement  # noqa: E402
from autheid.document.facts import KycFacts  # noqa: E402
from autheid.document.report import Press  # noqa: E402
from autheid.kernel.ids import DeviceId  # noqa: E402
from autheid.request.approval import Answer  # noqa: E402
from autheid.request.event import Event  # noqa: E402
from autheid.request.kind import RequestKind  # noqa: E402
from autheid.request.opening import Claim, NewRequest  # noqa: E402
from autheid.request.state import Ended, State  # noqa: E402
from autheid.request.statement import approval_statement, document  # noqa: E402
from autheid.request.transition import ENDED_AS, MOVES, REPEATS  # noqa: E402
from tests.support import dossiers  # noqa: E402
from tests.support.samples import fixed_key, opening_of  # noqa: E402
from tests.support.world import asking  # noqa: E402

GOLDEN = Path(__file__).parent

CASES: dict[str, NewRequest] = {
    "authentication": asking(),
    "authentication-full": asking(
        email="Ünal@Bücher.example",
        title="تسجيل الدخول 登录 „Anmelden“",
        description='one "two" \\ three\n<b>&amp;</b>\n💶',
        timeout_seconds=600,
        verified_only=True,
        claims=(Claim("order", "№ 7"), Claim("a", "")),
    ),
    "signature-json": asking(RequestKind.SIGNATURE, title="Contract"),
    "signature-json-full": asking(
        RequestKind.SIGNATURE,
        title="Überweisung an „Müller & Söhne“",
        description="1.000 € 💶\nzahlbar sofort",
        timeout_seconds=10,
        ra_pub_key=fixed_key("secp256k1", number=5).public_key,
        verified_only=True,
        invisible_data=bytes(range(256)),
    ),
    "signature-protobuf": asking(RequestKind.SIGNATURE, title="Contract", protobuf=True),
    "signature-protobuf-full": asking(
        RequestKind.SIGNATURE,
        title="Überweisung an „Müller & Söhne“",
        description="1.000 € 💶\nzahlbar sofort",
        timeout_seconds=600,
        ra_pub_key=fixed_key("secp256k1", number=5).public_key,
        protobuf=True,
        invisible_data=bytes(range(256)),
    ),
}


REPORTS: dict[str, KycFacts] = {
    "clear": dossiers.kyc(),
    "match": dossiers.kyc("ukrainian", screenings=dossiers.HIT),
    "without-chip": dossiers.kyc(
        portrait=b"",
        findings=dossiers.WITHOUT_CHIP,
        chip_steps=(),
        note="The page was seen in a video call.",
        screenings=dossiers.NOT_SCREENED,
    ),
}


def golden_files() -> dict[Path, bytes]:
    """Every golden file and what stands in it."""
    files = {ROOT / "docs" / "states.md": states_page().encode()}
    for name, asked in CASES.items():
        opening = opening_of(asked)
        for answer in Answer:
            files[GOLDEN / f"{name}.{answer.value}.statement"] = approval_statement(opening, answer)
        if (made := document(opening)) is not None:
            files[GOLDEN / f"{name}.document"] = made
    device = DeviceId(fixed_key().device_id)
    files[GOLDEN / "enrolment.statement"] = enrolment_statement(
        enrolment_id="AAAAAAAAAAAAAAAAAAAAAA", device_id=device, curve="P-256", device_name="Ada’s 📱"
    )
    files[GOLDEN / "session.statement"] = session_statement(device_id=device, challenge="challenge")
    press = Press()
    for name, facts in REPORTS.items():
        files[GOLDEN / f"{name}.report.txt"] = report_text(press.kyc(facts)).encode()
    return files


def report_text(pdf: bytes) -> str:
    """What a report says, page by page, by pdfium. The words are golden; its look is not."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range().replace("\r\n", "\n").strip() for page in document]
    return "\n\n── page ──\n\n".join(pages) + "\n"


_EVENT_WORDS = {
    "Approve": "the device approves",
    "ApproveUnverified": "the device of an unverified account approves, though only a verified one may",
    "Reject": "the device says no",
    "Cancel": "the relying party cancels",
    "Claim": "somebody opens it by a start code",
    "ApproveWrongNumber": "the person approves with another number than the page shows",
    "Expire": "the deadline passes",
}


def states_page() -> str:
    """docs/states.md: prose, a diagram and a table, all from MOVES and REPEATS."""
    return "\n".join(
        [
            "# The states of a request",
            "",
            "<!-- Drawn by tests/golden/make.py from autheid.request.transition: change that, then run it. -->",
            "",
            "A request is made pending, or unclaimed when it is addressed to nobody, and ends once.",
            "Every legal move is a row of one table, `MOVES` in `src/autheid/request/transition.py`;",
            "this page is drawn from it, and a test walks every state with every event.",
            "",
            "The store writes an ending only where the request still waits,",
            "and an answer only before its deadline: of many answers at once exactly one is written.",
            "A timeout needs nobody to notice it: what is pending at its deadline has timed out, by the clock alone.",
            "It is written down before a relying party is told, so that no answer on its way to the disk can undo it.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            "    [*] --> Pending: Create",
            "    [*] --> Unclaimed: Create with use_local_account",
            *(
                f"    {state.__name__} --> {ended.__name__}: {_EVENT_WORDS[event.__name__]}"
                for (state, event), (ended, _) in MOVES.items()
            ),
            *(f"    {ended.__name__} --> [*]" for ended in get_args(Ended)),
            "```",
            "",
            "## Every state with every event",
            "",
            "*same* means that the event says again what has happened, by the same device with the same answer:",
            "nothing changes, and the answer is the one that was given before.",
            "*refused* is FAILED_PRECONDITION, with a sentence that says what the request has become.",
            "",
            "| state | " + " | ".join(event.__name__ for event in get_args(Event)) + " |",
            "|---" * (len(get_args(Event)) + 1) + "|",
            *(_row(state) for state in get_args(State)),
            "",
            "| state | in a refusal's words: the request … |",
            "|---|---|",
            *(f"| {state.__name__} | {words} |" for state, words in ENDED_AS.items()),
            "",
        ]
    )


def _row(state: type[State]) -> str:
    return f"| {state.__name__} | " + " | ".join(_cell(state, event) for event in get_args(Event)) + " |"


def _cell(state: type[State], event: type[Event]) -> str:
    if (row := MOVES.get((state, event))) is not None:
        return f"**{row[0].__name__}**"
    return "same" if (state, event) in REPEATS else "refused"


def main() -> None:
    """Write what has changed."""
    files = golden_files()
    for path in stale(files):
        if path in files:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(files[path])
        else:
            path.unlink()
        print(f"{'wrote' if path in files else 'removed'} {path.relative_to(ROOT)}")


def stale(files: dict[Path, bytes]) -> list[Path]:
    """What is missing, differs, or is golden no more."""
    left = {
        path for suffix in ("statement", "document", "report.txt") for path in GOLDEN.glob(f"*.{suffix}")
    } - set(files)
    return sorted(
        left | {path for path, made in files.items() if not path.exists() or path.read_bytes() != made}
    )


if __name__ == "__main__":
    main()
