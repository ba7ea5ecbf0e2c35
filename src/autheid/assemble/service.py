"""The whole service, from its settings."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from autheid import __version__
from autheid.account.enrolment import CODE_LIFE_SECONDS, LICENCE_VERSION
from autheid.assemble.person import PersonCases, person_cases
from autheid.assemble.push import vapid_key, web_push
from autheid.assemble.stores import Stores, open_stores
from autheid.config import Settings, push_services_of
from autheid.device.client import DeviceClient
from autheid.door.app.account_messages import AboutFacts
from autheid.door.app.account_rest import AccountDoor
from autheid.door.app.desk import Desk
from autheid.door.app.history_rest import HistoryDoor
from autheid.door.app.messages import Message
from autheid.door.app.push_rest import PushDoor
from autheid.door.app.rest import DeviceDoor
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
from autheid.door.timer import Timer
from autheid.kernel.clock import Clock, SystemClock
from autheid.kernel.rate import Rate
from autheid.kernel.secret import Chance, system_chance
from autheid.needs.alarm import Alarm
from autheid.needs.nudge import Nudge
from autheid.needs.people import Directory
from autheid.needs.post import Courier
from autheid.needs.requests import PromptLimits
from autheid.outside.bell import LoopAlarm, LoopBell
from autheid.outside.inbox import Inbox
from autheid.outside.lock_file import served_alone
from autheid.outside.push import NoPush
from autheid.outside.smtp import SmtpCourier
from autheid.pki.passkey import Origin
from autheid.staging.accounts import StagingDirectory
from autheid.staging.grammar import REFERENCE_ACCOUNTS
from autheid.staging.phones import PhoneFarm, phone_key
from autheid.staging.reference import TEST_API_KEY, open_test_rp
from autheid.token.jwt import TokenIssuer
from autheid.usecase.answer_request import AnswerRequest
from autheid.usecase.cancel_request import CancelRequest
from autheid.usecase.carry_letters import CarryLetters
from autheid.usecase.check_health import CheckHealth
from autheid.usecase.create_request import CreateRequest
from autheid.usecase.end_request import EndRequest
from autheid.usecase.find_request import FindRequest
from autheid.usecase.get_result import GetResult
from autheid.usecase.get_status import GetStatus
from autheid.usecase.make_evidence import MakeEvidence
from autheid.usecase.recognise import RecogniseRp
from autheid.usecase.rotate_keys import RotateKeys
from autheid.usecase.show_requests import ShowRequests
from autheid.usecase.subscribe_device import SubscribeDevice
from autheid.usecase.tidy import Tidy

TIDY_SECONDS = 5.0
REFRESH_SECONDS = 1.0
POST_SECONDS = 0.2
LAST_POST_SECONDS = 1.0
PROMPTS_SECONDS = 600
CHANNELS_PER_DEVICE = 5
CODES_PER_ADDRESS = 5


@dataclass(frozen=True, kw_only=True)
class Service:
    """The running service: what a server serves, and what the operator's signals reach."""

    application: ASGIApp
    routes: list[Route]
    """What the RP's and the device's doors answer over HTTP."""
    cases: PersonCases
    bell: LoopBell
    health: CheckHealth
    stores: Stores
    in_flight: InFlight
    farm: PhoneFarm | None
    start_phones: StagingDirectory | None

    def drain(self) -> None:
        """Not ready any more, and everyone who waits is sent away with an answer to retry on."""
        self.health.stop()
        self.bell.stop()


@asynccontextmanager
async def assembled(
    settings: Settings,
    *,
    base_url: str,
    clock: Clock | None = None,
    alarm: Alarm | None = None,
    chance: Chance = system_chance,
    courier: Courier | None = None,
) -> AsyncIterator[Service]:
    """The service by these settings. `base_url` is where its own simulated phones reach it."""
    clock = clock or SystemClock()
    with served_alone(settings.data), contextlib.ExitStack() as closing:
        stores = open_stores(settings.data)
        closing.callback(stores.database.close)
        async with _built(
            settings,
            stores,
            base_url=base_url,
            clock=clock,
            bell=LoopBell(alarm=alarm or LoopAlarm(clock)),
            chance=chance,
            courier=courier or courier_of(settings),
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
    chance: Chance,
    courier: Courier | None,
) -> AsyncIterator[Service]:
    rotate = RotateKeys(
        keys=stores.parties, clock=clock, token_lifetime_seconds=settings.token_lifetime_seconds
    )
    issuer = await _issuer(settings, rotate)
    farm, staging = await _staging(settings, stores, base_url=base_url, clock=clock, chance=chance)
    meter = Meter()
    health = CheckHealth(try_write=stores.database.try_write, clock=clock)
    in_flight = InFlight()
    waits = Waits(
        most=settings.open_waits,
        what="calls of this API key are waiting for a result; poll the status instead",
    )
    directory = staging or stores.people
    origin = origin_of(settings, base_url)
    key = vapid_key(stores)
    push = web_push(settings, stores, key=key, origin=origin.origin, clock=clock, chance=chance)
    cases = person_cases(stores, bell=bell, clock=clock, chance=chance, origin=origin)
    rp_service = _rp_service(
        settings,
        stores,
        directory=directory,
        cases=cases,
        start_url=f"{origin.origin}/app/#start=",
        bell=bell,
        nudge=push or NoPush(),
        clock=clock,
        chance=chance,
        waits=waits,
    )
    device_routes = _device_door(
        settings,
        stores,
        cases=cases,
        about=_about(settings, origin, push_key="" if push is None else key.public_text),
        issuer=issuer,
        bell=bell,
        clock=clock,
        meter=meter,
        mail=courier is not None,
    )
    _gauges(meter, stores=stores, bell=bell, waits=waits, in_flight=in_flight)
    if push is not None:
        meter.gauge("pushes_sent", "Messages that a push service took.", lambda: push.sent)
        meter.gauge("pushes_lost", "Messages that none took.", lambda: push.lost)
    rp_routes = Rest(rp_service, body_bytes=settings.body_bytes).routes()
    application = compose(
        in_flight=in_flight,
        rp_api=Routes(rp_routes, door="rest", meter=meter),
        device_door=Routes(device_routes, door="app", meter=meter),
        pages=PublicDoor(
            issuer=issuer,
            health=health,
            meter=meter,
            clock=clock,
            metrics_token=settings.metrics_token,
            pages=_pages(rp_routes, device_routes),
            app_pages=AppPages(),
            inbox_page=InboxPage(courier.letters) if isinstance(courier, Inbox) else None,
        ).application(),
        grpc=_grpc(settings, rp_service, health=health, meter=meter),
    )
    try:
        carry = None if courier is None else CarryLetters(outbox=stores.outbox, courier=courier, clock=clock)
        async with (
            contextlib.nullcontext() if push is None else push.at_work(),
            _chores(settings, stores, rotate=rotate, issuer=issuer, carry=carry, clock=clock),
        ):
            yield Service(
                application=application,
                routes=[*rp_routes, *device_routes],
                cases=cases,
                bell=bell,
                health=health,
                stores=stores,
                in_flight=in_flight,
                farm=farm,
                start_phones=staging,
            )
    finally:
        if farm is not None:
            await farm.switch_off()


async def _issuer(settings: Settings, rotate: RotateKeys) -> TokenIssuer:
    await rotate.make_missing()
    ring = await rotate.load()
    return TokenIssuer(ring=ring, issuer=settings.issuer, lifetime_seconds=settings.token_lifetime_seconds)


def _grpc(
    settings: Settings, rp_service: RpService, *, health: CheckHealth, meter: Meter
) -> dict[str, ASGIApp]:
    return {
        **rp_applications(rp_service, meter=meter, message_bytes=settings.body_bytes),
        **health_applications(health, services=(SERVICE,)),
        **reflection_applications(),
    }


@asynccontextmanager
async def _chores(
    settings: Settings,
    stores: Stores,
    *,
    rotate: RotateKeys,
    issuer: TokenIssuer,
    carry: CarryLetters | None,
    clock: Clock,
) -> AsyncIterator[None]:
    tidy = Tidy(
        requests=stores.requests,
        clock=clock,
        keep_hours=settings.keep_hours,
        history_days=settings.history_days,
    )
    chores: dict[str, tuple[float, Callable[[], Awaitable[object]]]] = {
        "tidy": (TIDY_SECONDS, tidy),
        "refresh_keys": (REFRESH_SECONDS, lambda: rotate.refresh(issuer)),
    }
    if carry is not None:
        chores["carry_letters"] = (POST_SECONDS, carry)
    timer = Timer(chores)
    ticking = asyncio.create_task(timer.run())
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        if carry is not None:
            await carry.stop(within_seconds=LAST_POST_SECONDS)


def _gauges(meter: Meter, *, stores: Stores, bell: LoopBell, waits: Waits, in_flight: InFlight) -> None:
    batch = stores.database.batch
    meter.gauge("open_waits", "GetResult calls that are blocked.", lambda: waits.total)
    meter.gauge(
        "listeners", "Calls that wait for a ring: GetResult and event channels.", lambda: bell.listening
    )
    meter.gauge("in_flight", "Calls being answered.", lambda: in_flight.count)
    meter.gauge("store_commits", "Transactions committed since start.", lambda: batch.commits)
    meter.gauge("store_writes", "Writes committed since start.", lambda: batch.writes)


async def _staging(
    settings: Settings, stores: Stores, *, base_url: str, clock: Clock, chance: Chance
) -> tuple[PhoneFarm | None, StagingDirectory | None]:
    if settings.profile != "staging":
        return None, None
    await open_test_rp(stores.parties, hasher=stores.api_keys, clock=clock)

    def client_of(folded_email: str) -> DeviceClient:
        return DeviceClient(base_url, phone_key(stores.master, folded_email))

    farm = PhoneFarm(make_client=client_of, clock=clock)
    directory = StagingDirectory(
        directory=stores.people,
        accounts=stores.people,
        farm=farm,
        master=stores.master,
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


def _rp_service(
    settings: Settings,
    stores: Stores,
    *,
    directory: Directory,
    cases: PersonCases,
    start_url: str,
    bell: LoopBell,
    nudge: Nudge,
    clock: Clock,
    chance: Chance,
    waits: Waits,
) -> RpService:
    find = FindRequest(requests=stores.requests, clock=clock, keep_hours=settings.keep_hours)
    end = EndRequest(requests=stores.requests, bell=bell, clock=clock)
    return RpService(
        recognise=RecogniseRp(parties=stores.parties, hasher=stores.api_keys, clock=clock),
        create=CreateRequest(
            requests=stores.requests,
            directory=directory,
            bell=bell,
            nudge=nudge,
            clock=clock,
            chance=chance,
            ids=stores.ids,
            hasher=stores.master.hasher("address and idempotent key"),
            limits=PromptLimits(settings.open_prompts, settings.open_prompts_per_party),
            prompts=Rate(
                per_second=settings.prompts_per_address / PROMPTS_SECONDS,
                burst=settings.prompts_per_address,
                what="requests to this address, of all who ask",
                clock=clock,
            ),
        ),
        get_result=GetResult(find=find, bell=bell),
        get_status=GetStatus(find=find),
        cancel=CancelRequest(find=find, end=end, clock=clock),
        creates=Rate(
            per_second=settings.creates_per_second,
            burst=settings.creates_burst,
            what="Create calls with this API key",
            clock=clock,
        ),
        waits=waits,
        starts=cases.starts,
        start_url=start_url,
        local_web=settings.profile == "staging",
    )


def _device_door(
    settings: Settings,
    stores: Stores,
    *,
    cases: PersonCases,
    about: AboutFacts,
    issuer: TokenIssuer,
    bell: LoopBell,
    clock: Clock,
    meter: Meter,
    mail: bool,
) -> list[Route]:
    desk = Desk(
        recognise=cases.recognise,
        knocks=Rate(
            per_second=settings.device_calls_per_second,
            burst=settings.device_calls_per_second * 10,
            what="enrolment and session calls from this address",
            clock=clock,
        ),
        body_bytes=settings.body_bytes,
    )
    requests = DeviceDoor(
        desk=desk,
        challenges=cases.challenges,
        open_session=cases.open_session,
        show_account=cases.account.show,
        show=ShowRequests(requests=stores.requests, bell=bell, clock=clock),
        answer=AnswerRequest(
            requests=stores.requests,
            people=stores.people,
            end=EndRequest(requests=stores.requests, bell=bell, clock=clock),
            make_evidence=MakeEvidence(issuer=issuer),
            prove_person=cases.prove_person,
            clock=clock,
        ),
        picking=cases.picking,
        channels=Waits(most=CHANNELS_PER_DEVICE, what="event channels of this device are open"),
        clock=clock,
        meter=meter,
    )
    account = AccountDoor(
        desk=desk,
        cases=cases.account,
        codes=Rate(
            per_second=CODES_PER_ADDRESS / CODE_LIFE_SECONDS,
            burst=CODES_PER_ADDRESS,
            what="enrolment codes for this address",
            clock=clock,
        ),
        clock=clock,
        about=about,
        mail=mail,
    )
    history = HistoryDoor(
        desk=desk,
        history=cases.account.history,
        show_account=cases.account.show,
        clock=clock,
        kept_hours=settings.keep_hours,
        kept_days=settings.history_days,
    )
    push = PushDoor(
        desk=desk,
        subscribe=SubscribeDevice(
            subscriptions=stores.subscriptions, services=push_services_of(settings), clock=clock
        ),
    )
    return [*account.routes(), *requests.routes(), *history.routes(), *push.routes()]


def _about(settings: Settings, origin: Origin, *, push_key: str) -> AboutFacts:
    own = {settings.profile: origin.origin}
    servers = {"production": settings.production_url, "staging": settings.staging_url} | own
    return AboutFacts(
        profile=settings.profile,
        issuer=settings.issuer,
        origin=origin.origin,
        servers=servers,
        push_key=push_key,
        licence_version=LICENCE_VERSION,
    )


def origin_of(settings: Settings, base_url: str) -> Origin:
    """Where people reach the app: as it is set, else this machine's own port."""
    if settings.public_url:
        return Origin(settings.public_url, urlsplit(settings.public_url).hostname or "")
    scheme = "https" if settings.tls_certificate is not None else "http"
    # The name, since an address can't have passkeys (WebAuthn §4, RP ID).
    return Origin(f"{scheme}://localhost:{urlsplit(base_url).port}", "localhost")


def courier_of(settings: Settings) -> Courier | None:
    """Who carries letters; None where nobody does."""
    if settings.mail == "inbox":
        return Inbox()
    if settings.mail == "refuse":
        return None
    return SmtpCourier(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password_file=settings.smtp_password_file,
    )


def _all_forms(form: type[Message]) -> list[type[Message]]:
    below = [one for each in form.__subclasses__() for one in _all_forms(each)]
    return [*form.__subclasses__(), *below]
