"""Builds what verifies persons: the reader of files, the file store, the press, and the use cases over them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from autheid.assemble.desk import apply_rules, file_cabinet, list_shelf, reading_process
from autheid.assemble.ground import Ground
from autheid.config import Settings
from autheid.document.seal import Seal
from autheid.kernel.clock import Clock
from autheid.needs.reader import Reader
from autheid.outside.press import PressRoom
from autheid.outside.seal_file import open_seal
from autheid.outside.time_stamp import ask_server
from autheid.usecase.collect_evidence import CollectEvidence
from autheid.usecase.enforce_retention import EnforceRetention
from autheid.usecase.erase_account import EraseAccount, OperatorErases
from autheid.usecase.keep_files import FileCabinet
from autheid.usecase.make_identity import MakeIdentity
from autheid.usecase.notices import Notices
from autheid.usecase.screen_everyone import ScreenEveryone
from autheid.usecase.screen_person import ScreenPerson
from autheid.usecase.show_identity import ShowIdentity
from autheid.usecase.submit_identity import ApplyRules, SubmitIdentity
from autheid.usecase.tell_screening import TellScreening
from autheid.usecase.verify_act import VerifyAct

READINGS_AN_HOUR, READINGS_AT_ONCE = 30, 15
TEXTS_AN_HOUR, TEXTS_AT_ONCE = 6, 4


@dataclass(frozen=True, kw_only=True)
class IdentityCases:
    """What persons and officers can do about identities."""

    show: ShowIdentity
    collect: CollectEvidence
    submit: SubmitIdentity
    make: MakeIdentity
    cabinet: FileCabinet
    erase: EraseAccount
    retain: EnforceRetention
    rules: ApplyRules
    screen_everyone: ScreenEveryone
    reader: Reader


@asynccontextmanager
async def identity_cases(ground: Ground, *, verify: VerifyAct) -> AsyncIterator[IdentityCases]:
    """Everything about identities, and the processes and threads that it takes."""
    settings, stores, clock = ground.settings, ground.stores, ground.clock
    press = press_room(settings, clock)
    reader = reading_process(settings)
    cabinet = file_cabinet(settings, stores, clock=clock, chance=ground.chance)
    rules = apply_rules(stores, clock)
    lists = list_shelf(settings, clock)
    screen = ScreenPerson(
        lists=lists,
        screenings=stores.screenings,
        tell=TellScreening(requests=stores.requests),
        clock=clock,
    )
    try:
        yield IdentityCases(
            show=ShowIdentity(cases=stores.cases, cabinet=cabinet),
            collect=_collect(ground, reader=reader, cabinet=cabinet),
            submit=SubmitIdentity(
                verify=verify, cases=stores.cases, rules=rules, bell=ground.bell, clock=clock
            ),
            make=MakeIdentity(
                cases=stores.cases,
                cabinet=cabinet,
                screen=screen,
                documents=press,
                issuer=settings.issuer,
            ),
            cabinet=cabinet,
            erase=_eraser(ground, verify=verify, cabinet=cabinet),
            retain=EnforceRetention(
                cases=stores.cases,
                cabinet=cabinet,
                eraser=stores.eraser,
                clock=clock,
                draft_days=settings.draft_days,
                refused_days=settings.refused_days,
                verified_days=settings.verified_days,
            ),
            rules=rules,
            reader=reader,
            screen_everyone=ScreenEveryone(
                person=screen, lists=lists, screenings=stores.screenings, cases=stores.cases, clock=clock
            ),
        )
    finally:
        await reader.close()
        press.close()


def press_room(settings: Settings, clock: Clock) -> PressRoom:
    """What makes documents."""
    now = datetime.fromtimestamp(clock.now() / 1000, UTC)
    key, chain = open_seal(
        key=settings.seal_key,
        certificate=settings.seal_certificate,
        data=settings.data,
        issuer=settings.issuer,
        now=now,
    )
    url = settings.time_stamp_url

    def seal(*, stamped: bool) -> Seal:
        ask = (lambda query: ask_server(url, query)) if stamped and url else None
        return Seal(key=key, chain=chain, name=settings.issuer, ask=ask)

    return PressRoom(make_seal=lambda: seal(stamped=True), plain_seal=lambda: seal(stamped=False))


def _eraser(ground: Ground, *, verify: VerifyAct, cabinet: FileCabinet) -> EraseAccount:
    stores, clock = ground.stores, ground.clock
    return EraseAccount(
        verify=verify,
        people=stores.people,
        erase=OperatorErases(
            requests=stores.requests,
            people=stores.people,
            eraser=stores.eraser,
            cabinet=cabinet,
            notices=Notices(people=stores.people, clock=clock),
            clock=clock,
        ),
        bell=ground.bell,
    )


def _collect(ground: Ground, *, reader: Reader, cabinet: FileCabinet) -> CollectEvidence:
    stores, clock = ground.stores, ground.clock
    return CollectEvidence(
        cases=stores.cases,
        people=stores.people,
        reader=reader,
        trust=stores.trust,
        cabinet=cabinet,
        readings=ground.rate(
            "files of this account were read",
            per_second=READINGS_AN_HOUR / 3600,
            burst=READINGS_AT_ONCE,
        ),
        texts=ground.rate(
            "codes went to this telephone, or from this account",
            per_second=TEXTS_AN_HOUR / 3600,
            burst=TEXTS_AT_ONCE,
        ),
        codes=stores.master.hasher("telephone code"),
        clock=clock,
        chance=ground.chance,
    )
