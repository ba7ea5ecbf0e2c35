"""Builds the device's door."""

from __future__ import annotations

from autheid.account.enrolment import CODE_LIFE_SECONDS, LICENCE_VERSION
from autheid.assemble.ground import Ground
from autheid.assemble.identity import IdentityCases
from autheid.assemble.person import PersonCases
from autheid.assemble.rp_door import CODES_PER_ADDRESS
from autheid.config import push_services_of
from autheid.door.app.account_messages import AboutFacts
from autheid.door.app.account_rest import AccountDoor
from autheid.door.app.desk import Desk
from autheid.door.app.history_rest import HistoryDoor
from autheid.door.app.identity_rest import IdentityDoor
from autheid.door.app.push_rest import PushDoor
from autheid.door.app.rest import DeviceDoor
from autheid.door.http import Route
from autheid.door.limits import Waits
from autheid.token.jwt import TokenIssuer
from autheid.usecase.answer_request import AnswerRequest
from autheid.usecase.certify_device import CertifyDevice
from autheid.usecase.end_request import EndRequest
from autheid.usecase.make_evidence import MakeEvidence
from autheid.usecase.show_requests import ShowRequests
from autheid.usecase.sightings import Sightings
from autheid.usecase.subscribe_device import SubscribeDevice

CHANNELS_PER_DEVICE = 5
UPLOADS_PER_DEVICE = 2


def device_routes(
    ground: Ground,
    *,
    cases: PersonCases,
    identity: IdentityCases,
    issuer: TokenIssuer,
    certify: CertifyDevice,
    mail: bool,
    push_key: str,
) -> list[Route]:
    """Every route of the device's door. `mail` is whether letters are carried, `push_key` empty without push."""
    settings, clock = ground.settings, ground.clock
    desk = Desk(
        recognise=cases.recognise,
        knocks=ground.rate(
            "enrolment and session calls from this address",
            per_second=settings.device_calls_per_second,
            burst=settings.device_calls_per_second * 10,
        ),
        body_bytes=settings.body_bytes,
    )
    history = HistoryDoor(
        desk=desk,
        history=cases.account.history,
        identity=identity.show,
        show_account=cases.account.show,
        clock=clock,
        kept_hours=settings.keep_hours,
        kept_days=settings.history_days,
    )
    subscribe = SubscribeDevice(
        subscriptions=ground.stores.subscriptions, services=push_services_of(settings), clock=clock
    )
    return [
        *_account_door(ground, desk, cases, mail=mail, push_key=push_key).routes(),
        *_request_door(ground, desk, cases, identity, issuer=issuer, certify=certify).routes(),
        *_identity_door(ground, desk, identity).routes(),
        *history.routes(),
        *PushDoor(desk=desk, subscribe=subscribe).routes(),
    ]


def _identity_door(ground: Ground, desk: Desk, identity: IdentityCases) -> IdentityDoor:
    return IdentityDoor(
        desk=desk,
        show=identity.show,
        collect=identity.collect,
        submit=identity.submit,
        erase=identity.erase,
        uploads=Waits(most=UPLOADS_PER_DEVICE, what="files of this device are on their way"),
        texts=ground.settings.texts != "refuse",
    )


def _request_door(
    ground: Ground,
    desk: Desk,
    cases: PersonCases,
    identity: IdentityCases,
    *,
    issuer: TokenIssuer,
    certify: CertifyDevice,
) -> DeviceDoor:
    requests, bell, clock = ground.stores.requests, ground.bell, ground.clock
    sightings = Sightings()
    return DeviceDoor(
        desk=desk,
        challenges=cases.challenges,
        open_session=cases.open_session,
        show_account=cases.account.show,
        show=ShowRequests(
            requests=requests,
            parties=ground.stores.parties,
            bell=bell,
            sightings=sightings,
            clock=clock,
        ),
        answer=AnswerRequest(
            requests=requests,
            people=ground.stores.people,
            end=EndRequest(requests=requests, bell=bell, clock=clock),
            make_evidence=MakeEvidence(issuer=issuer, certify=certify),
            make_identity=identity.make,
            prove_person=cases.prove_person,
            sightings=sightings,
            clock=clock,
        ),
        picking=cases.picking,
        channels=Waits(most=CHANNELS_PER_DEVICE, what="event channels of this device are open"),
        clock=clock,
        meter=ground.meter,
    )


def _account_door(
    ground: Ground, desk: Desk, cases: PersonCases, *, mail: bool, push_key: str
) -> AccountDoor:
    return AccountDoor(
        desk=desk,
        cases=cases.account,
        codes=ground.rate(
            "enrolment codes for this address",
            per_second=CODES_PER_ADDRESS / CODE_LIFE_SECONDS,
            burst=CODES_PER_ADDRESS,
        ),
        clock=ground.clock,
        about=_about(ground, push_key=push_key),
        mail=mail,
    )


def _about(ground: Ground, *, push_key: str) -> AboutFacts:
    settings, origin = ground.settings, ground.origin.origin
    servers = {"production": settings.production_url, "staging": settings.staging_url}
    return AboutFacts(
        profile=settings.profile,
        issuer=settings.issuer,
        origin=origin,
        servers=servers | {settings.profile: origin},
        push_key=push_key,
        licence_version=LICENCE_VERSION,
    )
