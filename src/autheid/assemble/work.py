"""Builds what people at work do: the portal's door and the console's."""

from __future__ import annotations

from dataclasses import dataclass

from autheid import __version__
from autheid.account.enrolment import CODE_LIFE_SECONDS
from autheid.assemble.desk import decide_identity, list_shelf, review_cases, review_matches
from autheid.assemble.ground import Ground
from autheid.assemble.person import PersonCases
from autheid.assemble.rp_door import CODES_PER_ADDRESS, cancel_request, find_request
from autheid.assemble.stores import Stores
from autheid.config import Settings
from autheid.door.console.cases_rest import CasesDoor
from autheid.door.console.matches_rest import MatchesDoor
from autheid.door.console.office_rest import AboutConsole, OfficeDoor
from autheid.door.entry import EntryDoor
from autheid.door.http import Route
from autheid.door.limits import Waits
from autheid.door.portal.keys_rest import KeysDoor
from autheid.door.portal.people_rest import AboutPortal, PeopleDoor
from autheid.door.portal.requests_rest import RequestsDoor
from autheid.door.portal.team_rest import TeamDoor
from autheid.door.portal.webhooks_rest import WebhooksDoor
from autheid.door.work import Gate, WorkRoute
from autheid.kernel.clock import Clock
from autheid.needs.reader import Reader
from autheid.outside.deployment_facts import DeploymentFacts, RecentTroubles
from autheid.outside.domain_proof import DomainLooker
from autheid.team.worker import Realm
from autheid.usecase.count_calls import CountCalls
from autheid.usecase.create_request import CreateRequest
from autheid.usecase.join_team import SignUpWorker, TakeSeat
from autheid.usecase.keep_keys import KeepKeys
from autheid.usecase.keep_officers import KeepOfficers
from autheid.usecase.keep_organisation import KeepOrganisation
from autheid.usecase.keep_team import KeepTeam
from autheid.usecase.keep_webhooks import KeepWebhooks
from autheid.usecase.open_session import Challenges
from autheid.usecase.record_acts import RecordActs
from autheid.usecase.show_operations import ShowOperations
from autheid.usecase.show_usage import ShowUsage
from autheid.usecase.sign_in_by_eid import SignInByEid
from autheid.usecase.watch_requests import WatchRequests
from autheid.usecase.work_sessions import WorkPasskeys, WorkSessions

CHANNELS_PER_WORKER = 10
SENDS_A_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class WorkCases:
    """What both realms stand on."""

    passkeys: WorkPasskeys
    sessions: WorkSessions
    acts: RecordActs
    take_seat: TakeSeat
    team: KeepTeam


@dataclass(frozen=True, kw_only=True)
class PortalDoor:
    """The portal's routes, and what a stopping server tells."""

    table: list[WorkRoute]
    routes: list[Route]
    watch: WatchRequests
    usage: ShowUsage


def work_cases(ground: Ground) -> WorkCases:
    """Sessions, passkeys, invitations and the record."""
    stores, clock, chance = ground.stores, ground.clock, ground.chance
    master, staff = stores.master, stores.staff
    passkeys = WorkPasskeys(
        staff=staff,
        challenges=Challenges(hasher=master.hasher("work challenge"), clock=clock, chance=chance),
        hasher=master.hasher("used work challenge"),
        origin=ground.origin,
        clock=clock,
    )
    sessions = WorkSessions(
        staff=staff, passkeys=passkeys, hasher=master.hasher("work session"), clock=clock, chance=chance
    )
    invitations = master.hasher("invitation")
    return WorkCases(
        passkeys=passkeys,
        sessions=sessions,
        acts=RecordActs(staff=staff, clock=clock),
        take_seat=TakeSeat(
            staff=staff,
            parties=stores.parties,
            passkeys=passkeys,
            sessions=sessions,
            hasher=invitations,
            clock=clock,
            chance=chance,
        ),
        team=KeepTeam(
            staff=staff,
            hasher=invitations,
            portal_url=f"{ground.origin.origin}/portal/#join=",
            clock=clock,
            chance=chance,
        ),
    )


def keep_keys(ground: Ground) -> KeepKeys:
    """A team's API keys."""
    stores = ground.stores
    return KeepKeys(
        parties=stores.parties,
        staff=stores.staff,
        hasher=stores.api_keys,
        clock=ground.clock,
        chance=ground.chance,
    )


def keep_organisation(ground: Ground, *, reader: Reader) -> KeepOrganisation:
    """An organisation's name, logo and domain."""
    stores, is_staging = ground.stores, ground.settings.profile == "staging"
    return KeepOrganisation(
        staff=stores.staff,
        parties=stores.parties,
        domains=DomainLooker(),
        reader=reader,
        needs_domain=not is_staging,
        may_mark=is_staging,
        clock=ground.clock,
        chance=ground.chance,
    )


def gate_of(ground: Ground, cases: WorkCases, realm: Realm) -> Gate:
    """The gate of one realm."""
    settings = ground.settings
    return Gate(
        realm=realm,
        sessions=cases.sessions,
        acts=cases.acts,
        origin=ground.origin,
        knocks=ground.rate(
            "sign-up and sign-in calls from this address",
            per_second=settings.device_calls_per_second,
            burst=settings.device_calls_per_second * 10,
            among=realm.value,
        ),
        seat=cases.team.seat if realm is Realm.PORTAL else None,
    )


def portal_door(
    ground: Ground,
    *,
    work: WorkCases,
    cases: PersonCases,
    create: CreateRequest,
    count: CountCalls,
    webhooks: KeepWebhooks,
    reader: Reader,
    mail: bool,
) -> PortalDoor:
    """Every route of the portal. `mail` is whether letters are carried."""
    clock = ground.clock
    gate = gate_of(ground, work, Realm.PORTAL)
    watch = watch_requests(ground)
    usage = show_usage(ground)
    organisation = keep_organisation(ground, reader=reader)
    table = [
        *_entry(work, gate, Realm.PORTAL).routes(),
        *_people(
            ground, work, cases, gate=gate, create=create, organisation=organisation, mail=mail
        ).routes(),
        *TeamDoor(team=work.team, organisation=organisation, acts=work.acts).routes(),
        *KeysDoor(keys=keep_keys(ground), clock=clock).routes(),
        *_requests(ground, cases, watch=watch, create=create, count=count, usage=usage).routes(),
        *WebhooksDoor(keep=webhooks, clock=clock).routes(),
    ]
    return PortalDoor(table=table, routes=gate.routes(table, base="/portal/v1"), watch=watch, usage=usage)


def _entry(work: WorkCases, gate: Gate, realm: Realm) -> EntryDoor:
    return EntryDoor(
        realm=realm,
        gate=gate,
        passkeys=work.passkeys,
        sessions=work.sessions,
        take_seat=work.take_seat,
        acts=work.acts,
    )


def watch_requests(ground: Ground) -> WatchRequests:
    """A team's list."""
    stores, settings = ground.stores, ground.settings
    return WatchRequests(
        books=stores.books,
        requests=stores.requests,
        find=find_request(ground),
        addresses=stores.master.hasher("address and idempotent key"),
        keep_hours=settings.keep_hours,
        clock=ground.clock,
    )


def show_usage(ground: Ground) -> ShowUsage:
    """A team's figures."""
    return ShowUsage(books=ground.stores.books, clock=ground.clock)


def _requests(
    ground: Ground,
    cases: PersonCases,
    *,
    watch: WatchRequests,
    create: CreateRequest,
    count: CountCalls,
    usage: ShowUsage,
) -> RequestsDoor:
    return RequestsDoor(
        watch=watch,
        create=create,
        cancel=cancel_request(ground),
        starts=cases.starts,
        count=count,
        usage=usage,
        channels=Waits(most=CHANNELS_PER_WORKER, what="live lists of yours are open"),
        sends=ground.rate(
            "requests from the test console",
            per_second=SENDS_A_MINUTE / 60,
            burst=SENDS_A_MINUTE,
        ),
        start_url=f"{ground.origin.origin}/app/#start=",
        local_web=ground.settings.profile == "staging",
        clock=ground.clock,
    )


def _people(
    ground: Ground,
    work: WorkCases,
    cases: PersonCases,
    *,
    gate: Gate,
    create: CreateRequest,
    organisation: KeepOrganisation,
    mail: bool,
) -> PeopleDoor:
    settings, stores, clock, chance = ground.settings, ground.stores, ground.clock, ground.chance
    sign_up = SignUpWorker(
        staff=stores.staff,
        passkeys=work.passkeys,
        sessions=work.sessions,
        codes=stores.master.hasher("sign-up code"),
        is_open=settings.portal_sign_up == "open",
        clock=clock,
        chance=chance,
    )
    return PeopleDoor(
        gate=gate,
        sign_up=sign_up,
        eid=SignInByEid(
            create=create,
            find=find_request(ground),
            starts=cases.starts,
            staff=stores.staff,
            parties=stores.parties,
            sessions=work.sessions,
            sign_up=sign_up,
            tickets=stores.master.hasher("portal ticket"),
            start_url=f"{ground.origin.origin}/app/#start=",
            clock=clock,
            chance=chance,
        ),
        take_seat=work.take_seat,
        team=work.team,
        organisation=organisation,
        acts=work.acts,
        codes=ground.rate(
            "codes and questions for this address",
            per_second=CODES_PER_ADDRESS / CODE_LIFE_SECONDS,
            burst=CODES_PER_ADDRESS,
        ),
        about=AboutPortal(
            profile=settings.profile,
            origin=ground.origin.origin,
            sign_up=settings.portal_sign_up == "open",
            mail=mail,
            keep_hours=settings.keep_hours,
            servers={
                name: url
                for name, url in (("production", settings.production_url), ("staging", settings.staging_url))
                if url
            },
        ),
    )


def keep_officers(ground: Ground) -> KeepOfficers:
    """The deployment's officers."""
    stores = ground.stores
    return KeepOfficers(
        staff=stores.staff,
        hasher=stores.master.hasher("invitation"),
        console_url=f"{ground.origin.origin}/console/#join=",
        clock=ground.clock,
        chance=ground.chance,
    )


def show_operations(
    settings: Settings, stores: Stores, clock: Clock, *, troubles: RecentTroubles | None
) -> ShowOperations:
    """How the deployment stands."""
    return ShowOperations(
        facts=DeploymentFacts(
            counts=stores.database.counts,
            data=settings.data,
            version=__version__,
            tls_certificate=settings.tls_certificate,
            seal_certificate=settings.seal_certificate or settings.data / "seal.pem",
            troubles=troubles,
            started=clock.now(),
        ),
        requests=stores.requests,
        certificates=stores.certificates,
        keys=stores.parties,
        lists=list_shelf(settings, clock),
        screenings=stores.screenings,
        trust=stores.trust,
        stale_hours=settings.lists_stale_hours,
        clock=clock,
    )


def console_table(
    ground: Ground, *, work: WorkCases, troubles: RecentTroubles | None
) -> tuple[list[WorkRoute], list[Route]]:
    """Every route of the console."""
    settings, stores, clock = ground.settings, ground.stores, ground.clock
    gate = gate_of(ground, work, Realm.CONSOLE)
    table = [
        *_entry(work, gate, Realm.CONSOLE).routes(),
        *CasesDoor(
            review=review_cases(settings, stores, clock, ground.chance),
            decide=decide_identity(ground),
            clock=clock,
        ).routes(),
        *MatchesDoor(review=review_matches(stores, clock)).routes(),
        *OfficeDoor(
            about=AboutConsole(settings.profile, ground.origin.origin),
            operations=show_operations(settings, stores, clock, troubles=troubles),
            officers=keep_officers(ground),
            acts=work.acts,
        ).routes(),
    ]
    return table, gate.routes(table, base="/console/v1")
