"""The whole service, from its settings."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp

from autheid import __version__
from autheid.assemble.certificates import certificate_door, certify_device, keep_authority
from autheid.assemble.chores import chores, counting
from autheid.assemble.desk import file_cabinet, list_shelf
from autheid.assemble.device_door import device_routes
from autheid.assemble.ground import Ground
from autheid.assemble.identity import IdentityCases, identity_cases
from autheid.assemble.nodes import Company, among_nodes, bell_for
from autheid.assemble.outer import courier_of, origin_of
from autheid.assemble.person import PersonCases, person_cases
from autheid.assemble.push import vapid_key, web_push
from autheid.assemble.rp_door import create_request, rp_service
from autheid.assemble.stores import Stores, open_stores
from autheid.assemble.webhooks import deliver_webhooks, webhooks_desk
from autheid.assemble.work import PortalDoor, console_table, portal_door, work_cases
from autheid.config import Settings
from autheid.device.client import DeviceClient
from autheid.door.app.messages import Message
from autheid.door.asgi import InFlight, compose
from autheid.door.http import Route, Routes
from autheid.door.limits import Waits
from autheid.door.meter import Meter
from autheid.door.public.app_pages import AppPages
from autheid.door.public.health import health_applications
from autheid.door.public.inbox_page import InboxPage
from autheid.door.public.openapi import openapi_document
from autheid.door.public.pages import Pages, TestAccount
from autheid.door.public.reflection import reflection_applications
from autheid.door.public.rest import PublicDoor
from autheid.door.rp.grpc import SERVICE, rp_applications
from autheid.door.rp.rest import Rest
from autheid.door.rp.service import RpService
from autheid.door.work import WorkRoute
from autheid.kernel.clock import Clock, SystemClock
from autheid.kernel.secret import Chance, system_chance
from autheid.needs.alarm import Alarm
from autheid.needs.people import Directory
from autheid.needs.post import Courier
from autheid.outside.bell import LoopAlarm, LoopBell
from autheid.outside.deployment_facts import RecentTroubles
from autheid.outside.inbox import Inbox
from autheid.outside.lock_file import served_alone
from autheid.outside.push import NoPush, WebPush
from autheid.outside.worker_figures import WorkerFigures
from autheid.staging.accounts import StagingDirectory
from autheid.staging.grammar import REFERENCE_ACCOUNTS
from autheid.staging.phones import PhoneFarm, phone_key
from autheid.staging.reference import TEST_API_KEY, open_test_rp
from autheid.staging.specimen import SpecimenDesk
from autheid.staging.specimen_lists import drop_specimen_lists, load_specimen_lists
from autheid.token.jwt import TokenIssuer
from autheid.usecase.certify_device import CertifyDevice
from autheid.usecase.check_health import CheckHealth
from autheid.usecase.count_calls import CountCalls
from autheid.usecase.deliver_webhooks import DeliverWebhooks
from autheid.usecase.keep_authority import KeepAuthority
from autheid.usecase.recognise import RecogniseRp
from autheid.usecase.rotate_keys import RotateKeys
from autheid.usecase.watch_requests import WatchRequests


@dataclass(frozen=True, kw_only=True)
class Service:
    """The running service: what a server serves, and what the operator's signals reach."""

    application: ASGIApp
    routes: list[Route]
    """What the RP's and the device's doors answer over HTTP."""
    cases: PersonCases
    identity: IdentityCases
    bell: LoopBell
    health: CheckHealth
    stores: Stores
    in_flight: InFlight
    certify: CertifyDevice
    authority: KeepAuthority
    farm: PhoneFarm | None
    start_phones: StagingDirectory | None
    tables: dict[str, list[WorkRoute]]
    """The routes of people at work with what each asks for, by realm."""
    watch: WatchRequests
    count: CountCalls
    meter: Meter

    def drain(self) -> None:
        """Not ready any more, and everyone who waits is sent away with an answer to retry on."""
        self.health.stop()
        self.bell.stop()
        self.watch.stop()


def worker_figures(settings: Settings) -> WorkerFigures | None:
    """Where the processes of this node tell each other what they count; None where there is one."""
    return None if settings.workers == 1 else WorkerFigures(settings.data / "workers")


@asynccontextmanager
async def assembled(
    settings: Settings,
    *,
    base_url: str,
    clock: Clock | None = None,
    alarm: Alarm | None = None,
    chance: Chance = system_chance,
    courier: Courier | None = None,
    troubles: RecentTroubles | None = None,
) -> AsyncIterator[Service]:
    """The service by these settings.

    `base_url` is where its own simulated phones reach it; `troubles` is what the log remembers of what went wrong.
    """
    clock = clock or SystemClock()
    inbox = Inbox()
    async with contextlib.AsyncExitStack() as closing:
        if not settings.database:
            closing.enter_context(served_alone(settings.data))
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        stores = await open_stores(settings)
        closing.push_async_callback(stores.database.close)
        bell = bell_for(stores.database, alarm or LoopAlarm(clock))
        company = await closing.enter_async_context(among_nodes(stores, bell, clock, inbox=inbox))
        async with _built(
            settings,
            stores,
            base_url=base_url,
            clock=clock,
            bell=bell,
            company=company,
            chance=chance,
            courier=courier or courier_of(settings, inbox),
            inbox=inbox,
            troubles=troubles,
        ) as service:
            yield service


@asynccontextmanager
async def _built(
    settings: Settings,
    stores: Stores,
    *,
    base_url: str,
    clock: Clock,
    bell: LoopBell,
    company: Company,
    chance: Chance,
    courier: Courier | None,
    inbox: Inbox,
    troubles: RecentTroubles | None,
) -> AsyncIterator[Service]:
    ground = Ground(
        settings=settings,
        stores=stores,
        bell=bell,
        clock=clock,
        turns=company.turns,
        shared=company.rates,
        chance=chance,
        meter=Meter(worker_figures(settings)),
        origin=origin_of(settings, base_url),
    )
    signing = await _signing(ground)
    farm, staging = await _staging(settings, stores, base_url=base_url, clock=clock, chance=chance)
    push = web_push(ground, key=vapid_key(stores))
    cases = person_cases(ground)
    waits = _waits(settings)
    try:
        async with (
            contextlib.AsyncExitStack() as stack,
            identity_cases(ground, verify=cases.verify) as identity,
            contextlib.nullcontext() if push is None else push.at_work(),
            deliver_webhooks(settings, stores, clock) as webhooks,
            chores(
                ground,
                rotate=signing.rotate,
                issuer=signing.tokens,
                authority=signing.authority,
                courier=courier,
                identity=identity,
                webhooks=webhooks,
            ),
        ):
            doors = _doors(
                ground,
                directory=staging or stores.people,
                cases=cases,
                identity=identity,
                signing=signing,
                waits=waits,
                push=push,
                mail=courier is not None,
                webhooks=webhooks,
                troubles=troubles,
            )
            await stack.enter_async_context(counting(ground, count=doors.count, usage=doors.portal.usage))
            _gauges(ground, waits=waits, in_flight=doors.in_flight, push=push)
            application, routes = _application(ground, doors, signing=signing, inbox=inbox)
            yield _service(
                ground,
                doors,
                cases=cases,
                identity=identity,
                application=application,
                routes=routes,
                signing=signing,
                staging=(farm, staging),
            )
    finally:
        if farm is not None:
            await farm.switch_off()


@dataclass(frozen=True, kw_only=True)
class _Signing:
    """What signs in the deployment's name: tokens, and certificates of devices."""

    rotate: RotateKeys
    tokens: TokenIssuer
    authority: KeepAuthority
    certify: CertifyDevice


async def _signing(ground: Ground) -> _Signing:
    settings = ground.settings
    rotate = RotateKeys(
        keys=ground.stores.parties,
        clock=ground.clock,
        token_lifetime_seconds=settings.token_lifetime_seconds,
    )
    authority = keep_authority(ground)
    await authority.refresh()
    return _Signing(
        rotate=rotate,
        tokens=await _issuer(settings, rotate),
        authority=authority,
        certify=certify_device(ground, authority),
    )


def _waits(settings: Settings) -> Waits:
    return Waits(
        most=settings.open_waits,
        what="calls of this API key are waiting for a result; poll the status instead",
    )


def _service(
    ground: Ground,
    doors: _Doors,
    *,
    cases: PersonCases,
    identity: IdentityCases,
    application: ASGIApp,
    routes: list[Route],
    signing: _Signing,
    staging: tuple[PhoneFarm | None, StagingDirectory | None],
) -> Service:
    return Service(
        application=application,
        routes=routes,
        cases=cases,
        identity=identity,
        bell=ground.bell,
        health=doors.health,
        stores=ground.stores,
        in_flight=doors.in_flight,
        certify=signing.certify,
        authority=signing.authority,
        farm=staging[0],
        start_phones=staging[1],
        tables=doors.tables,
        watch=doors.portal.watch,
        count=doors.count,
        meter=ground.meter,
    )


@dataclass(frozen=True, kw_only=True)
class _Doors:
    rp: RpService
    device: list[Route]
    portal: PortalDoor
    console: list[Route]
    tables: dict[str, list[WorkRoute]]
    count: CountCalls
    health: CheckHealth
    in_flight: InFlight


def _application(
    ground: Ground, doors: _Doors, *, signing: _Signing, inbox: Inbox
) -> tuple[ASGIApp, list[Route]]:
    """The one application behind the port, and what its two API doors answer over HTTP."""
    settings, meter = ground.settings, ground.meter
    rp_routes = Rest(doors.rp, body_bytes=settings.body_bytes).routes()
    public = PublicDoor(
        issuer=signing.tokens,
        health=doors.health,
        meter=meter,
        clock=ground.clock,
        metrics_token=settings.metrics_token,
        pages=_pages(rp_routes, doors.device),
        certificates=certificate_door(ground, signing.certify, signing.authority),
        app_pages=AppPages(logo=ground.stores.parties.logo),
        inbox_page=InboxPage(inbox.letters) if "inbox" in {settings.mail, settings.texts} else None,
    )
    application = compose(
        in_flight=doors.in_flight,
        rp_api=Routes(rp_routes, door="rest", meter=meter),
        device_door=Routes(doors.device, door="app", meter=meter),
        portal_door=Routes(doors.portal.routes, door="portal", meter=meter),
        console_door=Routes(doors.console, door="console", meter=meter),
        pages=public.application(),
        grpc={
            **rp_applications(doors.rp, meter=meter, message_bytes=settings.body_bytes),
            **health_applications(doors.health, services=(SERVICE,)),
            **reflection_applications(),
        },
    )
    return application, [*rp_routes, *doors.device]


async def _issuer(settings: Settings, rotate: RotateKeys) -> TokenIssuer:
    await rotate.make_missing()
    ring = await rotate.load()
    return TokenIssuer(ring=ring, issuer=settings.issuer, lifetime_seconds=settings.token_lifetime_seconds)


def _doors(
    ground: Ground,
    *,
    directory: Directory,
    cases: PersonCases,
    identity: IdentityCases,
    signing: _Signing,
    waits: Waits,
    push: WebPush | None,
    mail: bool,
    webhooks: DeliverWebhooks,
    troubles: RecentTroubles | None,
) -> _Doors:
    stores = ground.stores
    count = CountCalls(books=stores.books, parties=stores.parties, clock=ground.clock)
    create = create_request(ground, directory=directory, nudge=push or NoPush())
    work = work_cases(ground)
    portal = portal_door(
        ground,
        work=work,
        cases=cases,
        create=create,
        count=count,
        webhooks=webhooks_desk(ground.settings, stores, ground.clock, webhooks),
        reader=identity.reader,
        mail=mail,
    )
    console_routes, console = console_table(ground, work=work, troubles=troubles)
    return _Doors(
        rp=rp_service(
            ground,
            create=create,
            count=count,
            recognise=RecogniseRp(parties=stores.parties, hasher=stores.api_keys, clock=ground.clock),
            cases=cases,
            cabinet=identity.cabinet,
            certify=signing.certify,
            waits=waits,
        ),
        portal=portal,
        console=console,
        tables={"portal": portal.table, "console": console_routes},
        count=count,
        device=device_routes(
            ground,
            cases=cases,
            identity=identity,
            issuer=signing.tokens,
            certify=signing.certify,
            mail=mail,
            push_key="" if push is None else vapid_key(ground.stores).public_text,
        ),
        health=CheckHealth(try_write=ground.stores.database.try_write, clock=ground.clock),
        in_flight=InFlight(),
    )


def _gauges(ground: Ground, *, waits: Waits, in_flight: InFlight, push: WebPush | None) -> None:
    meter, bell, database = ground.meter, ground.bell, ground.stores.database
    meter.gauge("open_waits", "GetResult calls that are blocked.", lambda: waits.total)
    meter.gauge(
        "listeners", "Calls that wait for a ring: GetResult and event channels.", lambda: bell.listening
    )
    meter.gauge("in_flight", "Calls being answered.", lambda: in_flight.count)
    meter.gauge("store_commits", "Transactions committed since start.", lambda: database.commits)
    meter.gauge("store_writes", "Writes committed since start.", lambda: database.writes)
    if push is not None:
        meter.gauge("pushes_sent", "Messages that a push service took.", lambda: push.sent)
        meter.gauge("pushes_lost", "Messages that none took.", lambda: push.lost)


async def _staging(
    settings: Settings, stores: Stores, *, base_url: str, clock: Clock, chance: Chance
) -> tuple[PhoneFarm | None, StagingDirectory | None]:
    lists = list_shelf(settings, clock)
    if settings.profile != "staging":
        drop_specimen_lists(lists)
        return None, None
    load_specimen_lists(lists, clock)
    await open_test_rp(stores.parties, hasher=stores.api_keys, clock=clock)

    def client_of(folded_email: str) -> DeviceClient:
        return DeviceClient(base_url, phone_key(stores.master, folded_email))

    farm = PhoneFarm(make_client=client_of, clock=clock)
    directory = StagingDirectory(
        directory=stores.people,
        accounts=stores.people,
        farm=farm,
        master=stores.master,
        desk=SpecimenDesk(
            cases=stores.cases,
            cabinet=file_cabinet(settings, stores, clock=clock, chance=chance),
            clock=clock,
            chance=chance,
        ),
        clock=clock,
        chance=chance,
    )
    return farm, directory


def _pages(rp_routes: list[Route], device_routes: list[Route]) -> Pages:
    return Pages(
        openapi=openapi_document(
            routes=[*rp_routes, *device_routes], device_forms=_all_forms(Message), version=__version__
        ),
        device_routes=device_routes,
        test_key=TEST_API_KEY,
        test_accounts=[
            TestAccount(
                email,
                f"{account.plan.value}s after {account.after_seconds} seconds; "
                + ("a verified account" if account.verified else "an account that is not verified"),
            )
            for email, account in REFERENCE_ACCOUNTS.items()
        ],
    )


def _all_forms(form: type[Message]) -> list[type[Message]]:
    below = [one for each in form.__subclasses__() for one in _all_forms(each)]
    return [*form.__subclasses__(), *below]
