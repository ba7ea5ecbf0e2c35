"""Builds what officers, commands and the service share about identities; nothing here makes a document."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from autheid.assemble.ground import Ground
from autheid.assemble.stores import Stores
from autheid.config import Settings
from autheid.kernel.clock import Clock
from autheid.kernel.secret import Chance, system_chance
from autheid.needs.files import Files
from autheid.outside.file_store import FolderFiles, s3_files
from autheid.outside.list_shelf import ListShelf
from autheid.outside.reader import ReadingProcess
from autheid.reading.job import Tesseract
from autheid.usecase.decide_identity import DecideIdentity, ReviewCases
from autheid.usecase.erase_account import OperatorErases
from autheid.usecase.keep_files import FileCabinet
from autheid.usecase.notices import Notices
from autheid.usecase.review_matches import ReviewMatches
from autheid.usecase.submit_identity import ApplyRules
from autheid.usecase.tell_screening import TellScreening


def reading_process(settings: Settings) -> ReadingProcess:
    """What reads foreign files."""
    return ReadingProcess(at_once=settings.readers, tesseract=_tesseract(settings))


def list_shelf(settings: Settings, clock: Clock) -> ListShelf:
    """Where the lists to screen against stand."""
    return ListShelf(lists_folder(settings), clock=clock, stale_hours=settings.lists_stale_hours)


def lists_folder(settings: Settings) -> Path:
    """Where they stand."""
    return settings.lists or settings.data / "lists"


def review_matches(stores: Stores, clock: Clock) -> ReviewMatches:
    """The officer's desk for matches."""
    return ReviewMatches(
        screenings=stores.screenings,
        cases=stores.cases,
        tell=TellScreening(requests=stores.requests),
        clock=clock,
    )


def file_cabinet(settings: Settings, stores: Stores, *, clock: Clock, chance: Chance) -> FileCabinet:
    """Where a person's files are kept."""
    return FileCabinet(
        files=file_store(settings), book=stores.cases, seals=stores.database.seals, clock=clock, chance=chance
    )


def apply_rules(stores: Stores, clock: Clock) -> ApplyRules:
    """What proposes to officers."""
    return ApplyRules(cases=stores.cases, documents=stores.master.hasher("document"), clock=clock)


def review_cases(settings: Settings, stores: Stores, clock: Clock, chance: Chance) -> ReviewCases:
    """What an officer sees."""
    return ReviewCases(
        cases=stores.cases,
        rules=apply_rules(stores, clock),
        cabinet=file_cabinet(settings, stores, clock=clock, chance=chance),
        clock=clock,
    )


def decide_identity(ground: Ground) -> DecideIdentity:
    """What an officer can do."""
    stores, clock = ground.stores, ground.clock
    return DecideIdentity(
        cases=stores.cases,
        people=stores.people,
        rules=apply_rules(stores, clock),
        notices=Notices(people=stores.people, clock=clock),
        bell=ground.bell,
        clock=clock,
        lifetime_days=ground.settings.verification_days,
    )


def account_eraser(settings: Settings, stores: Stores, clock: Clock) -> OperatorErases:
    """What an operator erases accounts with."""
    return OperatorErases(
        requests=stores.requests,
        people=stores.people,
        eraser=stores.eraser,
        cabinet=file_cabinet(settings, stores, clock=clock, chance=system_chance),
        notices=Notices(people=stores.people, clock=clock),
        clock=clock,
    )


def _tesseract(settings: Settings) -> Tesseract | None:
    if not settings.tesseract:
        return None
    return Tesseract(settings.tesseract, settings.tesseract_model, settings.tesseract_data)


def file_store(settings: Settings) -> Files:
    """A folder or S3, as the settings say."""
    if not settings.files.startswith("s3://"):
        return FolderFiles(Path(settings.files) if settings.files else settings.data / "files")
    url = urlsplit(settings.files)
    return s3_files(
        bucket=url.netloc,
        prefix=url.path.strip("/"),
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        access_key=_secret(settings.s3_access_key_file),
        secret_key=_secret(settings.s3_secret_key_file),
    )


def _secret(path: Path | None) -> str:
    return "" if path is None else path.read_text("utf-8").strip()
