"""What identity costs: zones read from photos, and the two PDFs of a KYC, each beside a yardstick of the same run."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from autheid.document.facts import ResidencyFacts
from autheid.document.report import Press
from autheid.document.seal import Seal
from autheid.outside.seal_file import open_seal
from autheid.passport.recognise import ZoneNotFound, read_zone
from bench.yardstick import speed_ms
from tests.support.evidence import jpeg, letter
from tests.support.kyc import facts
from tests.support.photos import LEVELS, Level, photograph, specimen

_PAGES = 40
_SEED = 90_000
_DOCUMENTS = 30
TARGET_MS = 60


def measure_zones() -> None:
    """200 pages that training never saw: how many are read whole, refused, and read wrong with every check digit right."""
    print(f"\n── 5. Zones of {_PAGES * len(LEVELS)} photographed pages, {_PAGES} a level")
    for level in LEVELS:
        right, refused, wrong, millis = _level(level)
        met = (
            f"  target ≥ 95 % {'met' if right >= 0.95 * _PAGES else 'not met'}"
            if level.name in {"clean", "mild"}
            else ""
        )
        print(
            f"   {level.name:7} read whole {right / _PAGES:6.1%}, refused {refused / _PAGES:6.1%}, "
            f"wrong with all check digits right {wrong} (0 {'met' if not wrong else 'NOT MET'}); "
            f"{millis:.0f} ms CPU a page, {millis / speed_ms():.0f} times a P-256 verification{met}"
        )


def _level(level: Level) -> tuple[int, int, int, float]:
    right = refused = wrong = 0
    spent = 0.0
    for number in range(_PAGES):
        chance = np.random.default_rng(_SEED + number)
        zone = specimen(chance)
        grey = np.asarray(photograph(zone, level, chance).convert("L"))
        began = time.process_time()
        try:
            read = read_zone(grey)
        except ZoneNotFound:
            refused += 1
        else:
            # Whatever is read has passed its check digits; that is a condition of being read.
            is_right = (read.line_1, read.line_2) == (zone.line_1, zone.line_2)
            right += is_right
            wrong += not is_right
        spent += time.process_time() - began
    return right, refused, wrong, spent * 1000 / _PAGES


def measure_documents() -> None:
    """Both PDFs, set and sealed, with a portrait and a proof of two pages: what a KYC costs beyond an AUTHENTICATION."""
    press = Press()
    with TemporaryDirectory() as folder:
        now = datetime(2026, 11, 23, tzinfo=UTC)
        key, chain = open_seal(key=None, certificate=None, data=Path(folder), issuer="bench.example", now=now)
    seal = Seal(key=key, chain=chain, name="bench.example")
    pages = (jpeg(letter()), jpeg(letter("Another page")))
    spent: list[float] = []
    for number in range(_DOCUMENTS):
        kyc = facts(f"Åsa {number}", "Öström")
        began = time.process_time()
        seal(press.kyc(kyc), now=now, reason="Identity report")
        proof = ResidencyFacts(request=kyc.request, identity=kyc.identity, received=kyc.decided, pages=pages)
        seal(press.residency(proof), now=now, reason="Residency proof")
        spent.append((time.process_time() - began) * 1000)
    # The first loads fonts.
    median = statistics.median(spent[1:])
    print("\n── 6. Both PDFs of a KYC, set and sealed")
    print(
        f"   {median:.1f} ms CPU ({min(spent):.1f} to {max(spent[1:]):.1f}; the first, with fonts to load, {spent[0]:.0f})"
        f"  ≤ {TARGET_MS} {'met' if median <= TARGET_MS else 'not met'}; "
        f"{median / speed_ms():.0f} times a P-256 verification"
    )
