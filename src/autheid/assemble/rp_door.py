"""Builds the relying party's door."""

from __future__ import annotations

from autheid.assemble.ground import Ground
from autheid.assemble.person import PersonCases
from autheid.door.limits import Waits
from autheid.door.rp.service import RpService
from autheid.needs.nudge import Nudge
from autheid.needs.people import Directory
from autheid.needs.requests import PromptLimits
from autheid.usecase.cancel_request import CancelRequest
from autheid.usecase.certify_device import CertifyDevice
from autheid.usecase.count_calls import CountCalls
from autheid.usecase.create_request import CreateRequest
from autheid.usecase.end_request import EndRequest
from autheid.usecase.find_request import FindRequest
from autheid.usecase.get_file import GetFile
from autheid.usecase.get_result import GetResult
from autheid.usecase.get_status import GetStatus
from autheid.usecase.keep_files import FileCabinet
from autheid.usecase.recognise import RecogniseRp

PROMPTS_SECONDS = 600
CODES_PER_ADDRESS = 5


def rp_service(
    ground: Ground,
    *,
    create: CreateRequest,
    count: CountCalls,
    recognise: RecogniseRp,
    cases: PersonCases,
    cabinet: FileCabinet,
    certify: CertifyDevice,
    waits: Waits,
) -> RpService:
    """The six methods of the RP API."""
    settings = ground.settings
    find = find_request(ground)
    return RpService(
        recognise=recognise,
        create=create,
        count=count,
        get_result=GetResult(find=find, bell=ground.bell),
        get_status=GetStatus(find=find),
        cancel=cancel_request(ground),
        get_file=GetFile(find=find, cabinet=cabinet),
        certify=certify,
        creates=ground.rate(
            "Create calls with this API key",
            per_second=settings.creates_per_second,
            burst=settings.creates_burst,
        ),
        waits=waits,
        starts=cases.starts,
        public_url=ground.origin.origin,
        local_web=settings.profile == "staging",
    )


def find_request(ground: Ground) -> FindRequest:
    """The one way to a request."""
    return FindRequest(
        requests=ground.stores.requests, clock=ground.clock, keep_hours=ground.settings.keep_hours
    )


def cancel_request(ground: Ground) -> CancelRequest:
    """A relying party takes a request back."""
    requests, clock = ground.stores.requests, ground.clock
    end = EndRequest(requests=requests, bell=ground.bell, clock=clock)
    return CancelRequest(find=find_request(ground), end=end, clock=clock)


def create_request(ground: Ground, *, directory: Directory, nudge: Nudge) -> CreateRequest:
    """Opens requests: one for every door, since it counts how often an address is asked."""
    settings, stores = ground.settings, ground.stores
    return CreateRequest(
        requests=stores.requests,
        directory=directory,
        bell=ground.bell,
        nudge=nudge,
        clock=ground.clock,
        chance=ground.chance,
        ids=stores.ids,
        hasher=stores.master.hasher("address and idempotent key"),
        limits=PromptLimits(settings.open_prompts, settings.open_prompts_per_party),
        prompts=ground.rate(
            "requests to this address, of all who ask",
            per_second=settings.prompts_per_address / PROMPTS_SECONDS,
            burst=settings.prompts_per_address,
        ),
    )
