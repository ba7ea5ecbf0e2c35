"""Builds the relying party's door."""

from __future__ import annotations

from autheid.assemble.ground import Ground
from autheid.assemble.person import PersonCases
from autheid.door.limits import Waits
from autheid.door.rp.service import RpService
from autheid.kernel.rate import Rate
from autheid.needs.nudge import Nudge
from autheid.needs.people import Directory
from autheid.needs.requests import PromptLimits
from autheid.usecase.cancel_request import CancelRequest
from autheid.usecase.create_request import CreateRequest
from autheid.usecase.end_request import EndRequest
from autheid.usecase.find_request import FindRequest
from autheid.usecase.get_file import GetFile
from autheid.usecase.get_result import GetResult
from autheid.usecase.get_status import GetStatus
from autheid.usecase.keep_files import FileCabinet
from autheid.usecase.recognise import RecogniseRp

PROMPTS_SECONDS = 600


def rp_service(
    ground: Ground,
    *,
    directory: Directory,
    cases: PersonCases,
    cabinet: FileCabinet,
    nudge: Nudge,
    waits: Waits,
) -> RpService:
    """The six methods of the RP API."""
    settings, stores, bell, clock = ground.settings, ground.stores, ground.bell, ground.clock
    find = FindRequest(requests=stores.requests, clock=clock, keep_hours=settings.keep_hours)
    end = EndRequest(requests=stores.requests, bell=bell, clock=clock)
    return RpService(
        recognise=RecogniseRp(parties=stores.parties, hasher=stores.api_keys, clock=clock),
        create=_create(ground, directory=directory, nudge=nudge),
        get_result=GetResult(find=find, bell=bell),
        get_status=GetStatus(find=find),
        cancel=CancelRequest(find=find, end=end, clock=clock),
        get_file=GetFile(find=find, cabinet=cabinet),
        creates=Rate(
            per_second=settings.creates_per_second,
            burst=settings.creates_burst,
            what="Create calls with this API key",
            clock=clock,
        ),
        waits=waits,
        starts=cases.starts,
        public_url=ground.origin.origin,
        local_web=settings.profile == "staging",
    )


def _create(ground: Ground, *, directory: Directory, nudge: Nudge) -> CreateRequest:
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
        prompts=Rate(
            per_second=settings.prompts_per_address / PROMPTS_SECONDS,
            burst=settings.prompts_per_address,
            what="requests to this address, of all who ask",
            clock=ground.clock,
        ),
    )
