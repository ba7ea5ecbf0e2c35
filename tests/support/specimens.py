"""Sealed PDFs of people that do not live, to be looked at: `make specimen` writes them into build/specimens."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from autheid.document.facts import KycFacts
from autheid.document.report import Press
from autheid.document.seal import Seal
from autheid.outside.seal_file import open_seal
from tests.support.dossiers import CASES

FOLDER = Path(__file__).parents[2] / "build" / "specimens"


def main() -> None:
    """Write one of each, sealed by a key that is thrown away."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as data:
        key, chain = open_seal(
            key=None, certificate=None, data=Path(data), issuer="specimen.example.com", now=now
        )
    press, seal = Press(), Seal(key=key, chain=chain, name="specimen.example.com")
    for name, facts in CASES.items():
        is_report = isinstance(facts, KycFacts)
        pdf = press.kyc(facts) if isinstance(facts, KycFacts) else press.residency(facts)
        path = FOLDER / f"{name}.pdf"
        path.write_bytes(seal(pdf, now=now, reason="Identity report" if is_report else "Residency proof"))
    print(f"{len(CASES)} specimens are in {FOLDER}")  # noqa: T201 - a program


if __name__ == "__main__":
    main()
