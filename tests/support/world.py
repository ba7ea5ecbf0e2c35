"""The whole service in a folder: real use cases, real SQLite, real keys, and a clock that a test moves.

`World.service` is the assembled service (its `application` is what a server would serve); the use cases beside it
stand on the very same store, bell and clock, so a test may come in by a door or call the use case itself.
"""

from __future__ import annotations

import asyncio
import atexit
import os
from contextlib import AsyncExitStack
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

import msgspec

from autheid.account.account import Account
from autheid.account.device import Device, Join
from autheid.account.letter import Letter, LetterKind
from autheid.account.proof import Act, act_statement, enrolment_statement, session_statement
from autheid.account.rp import ApiKey, RelyingParty, make_api_key, prefix_of
from autheid.assemble.person import PersonCases
from autheid.assemble.service import Service, assembled
from autheid.assemble.stores import Stores, open_stores
from autheid.config import Settings
from autheid.device.key import P256, DeviceKey
from autheid.door.limits import Waits
from autheid.door.rp.service import RpService
from autheid.kernel.clock import SetClock, after
from autheid.kernel.ids import DeviceId, RpId
from autheid.kernel.rate import Rate
from autheid.kernel.secret import system_chance
from autheid.needs.requests import PromptLimits
from autheid.outside.push import NoPush
from autheid.person.email import parse_email
from autheid.pki.curve import Curve
from autheid.request.approval import Answer, UnverifiedApproval
from autheid.request.kind import RequestKind
from autheid.request.opening import (
    AuthenticationOptions,
    Claim,
    NewRequest,
    Opening,
    SignatureOptions,
)
from autheid.request.statement import approval_statement, document
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.jwt import TokenIssuer
from autheid.token.keys import KeyRing
from autheid.usecase.answer_request import AnswerRequest
from autheid.usecase.cancel_request import CancelRequest
from autheid.usecase.carry_letters import CarryLetters
from autheid.usecase.count_calls import CountCalls
from autheid.usecase.create_request import CreateRequest
from autheid.usecase.end_request import EndRequest
from autheid.usecase.enrol_device import Candidate, EnrolDevice, Enrolled
from autheid.usecase.find_request import FindRequest
from autheid.usecase.get_file import GetFile
from autheid.usecase.get_result import GetResult
from autheid.usecase.get_status import GetStatus
from autheid.usecase.make_evidence import MakeEvidence
from autheid.usecase.open_session import Challenges, OpenSession
from autheid.usecase.recognise import RecogniseDevice, RecogniseRp
from autheid.usecase.rotate_keys import RotateKeys
from autheid.usecase.show_account import ShowAccount
from autheid.usecase.show_requests import ShowRequests
from autheid.usecase.sightings import Sightings
from autheid.usecase.tidy import Tidy
from autheid.usecase.verify_act import UnverifiedAct
from tests.support.clock import SetAlarm
from tests.support.postgres import name_of, shared_cluster

STORE = "AUTHEID_TEST_STORE"
"""In the environment of the tests: the store of every world that names none."""
LONG_SECONDS = 10 * 365 * 24 * 3600


class RememberedLetters:
    """A Courier that keeps what it was given; a letter that was carried twice stands there once."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def carry(self, letter: Letter) -> None:
        if letter not in self.letters:
            self.letters.append(letter)


class EnrolledPhone:
    """A device key, and the device and account that it was enrolled as."""

    def __init__(self, key: DeviceKey, account: Account, device: Device) -> None:
        self.key = key
        self.account = account
        self.device = device

    def answer(self, opening: Opening, answer: Answer = Answer.APPROVE) -> UnverifiedApproval:
        """What this phone sends for this answer, signed as it should be."""
        return signed(self.key, opening, answer)


def candidate(key: DeviceKey, enrolment_id: str, name: str = "Phone") -> Candidate:
    """A device that wants to be enrolled, signed as it should be."""
    statement = enrolment_statement(
        enrolment_id=enrolment_id, device_id=DeviceId(key.device_id), curve=key.curve, device_name=name
    )
    return Candidate(key.public_key, Curve(key.curve), name, key.sign(statement))


class World:
    """`async with World(folder) as world:`. Entered again on the same folder, it is the service after a restart."""

    clock: SetAlarm
    post: RememberedLetters
    service: Service
    stores: Stores
    create: CreateRequest
    answer: AnswerRequest
    cancel: CancelRequest
    get_result: GetResult
    get_status: GetStatus
    end: EndRequest
    find: FindRequest
    show: ShowRequests
    show_account: ShowAccount
    cases: PersonCases
    enrol: EnrolDevice
    challenges: Challenges
    open_session: OpenSession
    recognise_rp: RecogniseRp
    recognise_device: RecogniseDevice
    rotate: RotateKeys
    issuer: TokenIssuer
    tidy: Tidy

    def __init__(
        self,
        folder: Path,
        *,
        clock: SetAlarm | None = None,
        settings: Settings | None = None,
        store: str = os.environ.get(STORE, "sqlite"),
    ) -> None:
        """`settings` may say anything but where the data is; `store` is sqlite or postgres."""
        self.folder = folder
        self.store = store
        self.clock = clock or SetAlarm()
        self.post = RememberedLetters()
        self.settings = settings or Settings(
            issuer="autheid.test", data=folder, open_prompts_per_party=3, prompts_per_address=1000
        )
        if self.settings.data != folder:
            raise ValueError("the settings' data folder is not the world's")
        self._opened: AsyncExitStack | None = None

    async def __aenter__(self) -> Self:
        database = await prepare(self.folder, self.store)
        self.settings = msgspec.structs.replace(self.settings, database=database)
        async with AsyncExitStack() as opened:
            self.service = await opened.enter_async_context(
                assembled(
                    self.settings,
                    base_url="http://127.0.0.1:1",
                    clock=self.clock,
                    alarm=self.clock,
                    courier=self.post,
                )
            )
            await self._build(self.service)
            self._opened = opened.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened is not None:
            opened, self._opened = self._opened, None
            await opened.__aexit__(kind, error, trace)

    async def restart(self) -> None:
        """Close everything and open it again on what is on the disk."""
        await self.__aexit__(None, None, None)
        await self.__aenter__()

    async def _build(self, service: Service) -> None:
        stores, bell, clock, chance = service.stores, service.bell, self.clock, system_chance
        self.stores = stores
        self.rotate = RotateKeys(
            keys=stores.parties, clock=clock, token_lifetime_seconds=self.settings.token_lifetime_seconds
        )
        self.issuer = TokenIssuer(
            ring=await _ring_of(self.rotate, stores),
            issuer=self.settings.issuer,
            lifetime_seconds=self.settings.token_lifetime_seconds,
        )
        self.create = CreateRequest(
            requests=stores.requests,
            directory=stores.people,
            bell=bell,
            nudge=NoPush(),
            clock=clock,
            chance=chance,
            ids=stores.ids,
            hasher=stores.master.hasher("address and idempotent key"),
            limits=PromptLimits(self.settings.open_prompts, self.settings.open_prompts_per_party),
            prompts=Rate(
                per_second=1000,
                burst=self.settings.prompts_per_address,
                what="requests to this address",
                clock=clock,
            ),
        )
        self.find = FindRequest(requests=stores.requests, clock=clock, keep_hours=self.settings.keep_hours)
        self.end = EndRequest(requests=stores.requests, bell=bell, clock=clock)
        self.get_result = GetResult(find=self.find, bell=bell)
        self.get_status = GetStatus(find=self.find)
        self.cancel = CancelRequest(find=self.find, end=self.end, clock=clock)
        sightings = Sightings()
        self.show = ShowRequests(
            requests=stores.requests, parties=stores.parties, bell=bell, sightings=sightings, clock=clock
        )
        self.answer = AnswerRequest(
            requests=stores.requests,
            people=stores.people,
            end=self.end,
            make_evidence=MakeEvidence(issuer=self.issuer, certify=service.certify),
            make_identity=service.identity.make,
            prove_person=service.cases.prove_person,
            sightings=sightings,
            clock=clock,
        )
        self.cases = service.cases
        self.identity = service.identity
        self.enrol = service.cases.account.enrol
        self.challenges = service.cases.challenges
        self.open_session = service.cases.open_session
        self.recognise_device = service.cases.recognise
        self.show_account = service.cases.account.show
        self.recognise_rp = RecogniseRp(parties=stores.parties, hasher=stores.api_keys, clock=clock)
        self.tidy = Tidy(
            requests=stores.requests,
            clock=clock,
            keep_hours=self.settings.keep_hours,
            history_days=self.settings.history_days,
        )

    def rp_service(self) -> RpService:
        """The six methods of the RP API, wire in, wire out, with limits that no test meets by accident."""
        return RpService(
            recognise=self.recognise_rp,
            create=self.create,
            get_result=self.get_result,
            get_status=self.get_status,
            cancel=self.cancel,
            creates=Rate(per_second=1000, burst=10_000, what="Create calls", clock=self.clock),
            waits=Waits(most=10_000, what="calls are waiting"),
            starts=self.cases.starts,
            get_file=GetFile(find=self.find, cabinet=self.identity.cabinet),
            certify=self.service.certify,
            count=CountCalls(books=self.stores.books, parties=self.stores.parties, clock=self.clock),
            public_url="https://eid.example",
        )

    async def add_rp(
        self,
        rp: str = "shop",
        *,
        name: str = "The Shop",
        token_algorithm: TokenAlgorithm = TokenAlgorithm.RS256,
        der_signatures: bool = False,
    ) -> tuple[RelyingParty, str]:
        """A relying party and an API key of its own."""
        party = RelyingParty(RpId(rp), name, token_algorithm, der_signatures)
        await self.stores.parties.create_party(party)
        api_key = make_api_key(system_chance)
        assert await self.stores.parties.add_key(
            ApiKey(
                prefix=prefix_of(api_key),
                rp=party.rp,
                key_hash=self.stores.api_keys(api_key.encode()),
                created=self.clock.now(),
            )
        )
        return party, api_key

    async def enrol_phone(
        self, email: str = "ada@example.com", *, curve: str = P256, name: str = "Phone", verified: bool = True
    ) -> EnrolledPhone:
        """A person's first device, by the code that came to the address."""
        enrolment_id, _ = await self.enrol.begin(parse_email(email))
        phone = await self.complete(enrolment_id, await self.code_to(email), curve=curve, name=name)
        if verified:
            until = after(self.clock.now(), seconds=LONG_SECONDS)
            assert await self.stores.people.set_verification(phone.account.account, until)
        return phone

    async def enrol_another(
        self, first: EnrolledPhone, *, curve: str = P256, name: str = "Tablet"
    ) -> EnrolledPhone:
        """Another device of the same account, admitted by one that is there."""
        enrolment_id, _ = await self.enrol.begin(parse_email(first.account.email))
        code = await self.code_to(first.account.email)
        key = DeviceKey.make(curve)
        join = await self.enrol.complete(
            enrolment_id, code=code, candidate=candidate(key, enrolment_id, name), join=True
        )
        assert isinstance(join, Join)
        act = self.act_of(first, Act.ADMIT_DEVICE, key.device_id)
        await self.cases.account.admit_device.admit(first.device, join.join_id, act)
        _, _, enrolled = await self.enrol.outcome(enrolment_id)
        assert enrolled is not None
        return EnrolledPhone(key, enrolled.account, enrolled.device)

    async def letters(self) -> list[Letter]:
        """Every letter that has been written, the oldest first."""
        carry = CarryLetters(outbox=self.stores.outbox, courier=self.post, clock=self.clock)
        while await carry():
            await carry.finish()
        return self.post.letters

    async def code_to(self, email: str) -> str:
        """The newest code that was sent to this address."""
        codes = [one.code for one in await self.letters() if one.to == email and one.kind is LetterKind.CODE]
        return codes[-1]

    def act_of(self, phone: EnrolledPhone, act: Act, detail: str = "") -> UnverifiedAct:
        """A change of the account, signed by this phone as it should be."""
        challenge, _ = self.challenges.make()
        statement = act_statement(
            act=act, device_id=phone.device.device_id, challenge=challenge, detail=detail
        )
        return UnverifiedAct(challenge, phone.key.sign(statement))

    async def complete(
        self,
        enrolment_id: str,
        code: str,
        *,
        curve: str = P256,
        name: str = "Phone",
        key: DeviceKey | None = None,
    ) -> EnrolledPhone:
        """Complete an enrolment as a phone would."""
        key = key or DeviceKey.make(curve)
        enrolled = await self.enrol.complete(
            enrolment_id, code=code, candidate=candidate(key, enrolment_id, name)
        )
        assert isinstance(enrolled, Enrolled)
        return EnrolledPhone(key, enrolled.account, enrolled.device)

    async def session_of(self, phone: EnrolledPhone) -> str:
        """A fresh session token of this phone."""
        challenge, _ = self.challenges.make()
        statement = session_statement(device_id=phone.device.device_id, challenge=challenge)
        token, _ = await self.open_session(phone.device.device_id, challenge, phone.key.sign(statement))
        return token


def signed(key: DeviceKey, opening: Opening, answer: Answer = Answer.APPROVE) -> UnverifiedApproval:
    """An answer to this request, signed with this key as it should be."""
    to_sign = document(opening) if answer is Answer.APPROVE else None
    return UnverifiedApproval(
        answer=answer,
        signature=key.sign(approval_statement(opening, answer)),
        document_signature=b"" if to_sign is None else key.sign(to_sign),
    )


def asking(
    kind: RequestKind = RequestKind.AUTHENTICATION,
    *,
    email: str = "ada@example.com",
    timeout_seconds: int = 60,
    title: str = "Sign in",
    description: str = "",
    ra_pub_key: bytes = b"",
    idempotent_key: str = "",
    verified_only: bool = False,
    claims: tuple[Claim, ...] = (),
    protobuf: bool = False,
    invisible_data: bytes = b"",
    der: bool | None = None,
    local: bool = False,
    match_code: bool = False,
    started_from: str = "",
    pin_only: bool = False,
) -> NewRequest:
    """A NewRequest as the door would have parsed it; what belongs to another kind is left out."""
    is_signature = kind is RequestKind.SIGNATURE
    return NewRequest(
        kind=kind,
        email=None if local else parse_email(email),
        unique_user_id=None,
        timeout_seconds=timeout_seconds,
        title=title,
        description=description,
        ra_pub_key=ra_pub_key,
        idempotent_key=idempotent_key,
        pin_only=pin_only,
        authentication=AuthenticationOptions()
        if is_signature
        else AuthenticationOptions(verified_only, claims),
        signature=SignatureOptions(protobuf, invisible_data, verified_only, der)
        if is_signature
        else SignatureOptions(),
        local=local,
        match_code=match_code,
        started_from=started_from,
    )


async def settle(turns: int = 20) -> None:
    """Let every task that can go on go on. Not a wait: what needs the disk or the clock stays where it is."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def prepare(folder: Path, store: str = "sqlite") -> str:
    """Give a new folder a master secret and signing keys made once for all tests: an RSA key takes its time.

    The setting `database`: of PostgreSQL it is a new database, whose address stands in the folder.
    """
    note = folder / "database"
    if not (folder / "master.secret").exists():
        copytree(await _prepared(store), folder, dirs_exist_ok=True)
        if store == "postgres":
            note.write_text(shared_cluster().database(name_of(note.read_text("utf-8"))), "utf-8")
    return note.read_text("utf-8") if note.exists() else ""


_RINGS: list[KeyRing] = []


async def _ring_of(rotate: RotateKeys, stores: Stores) -> KeyRing:
    # Reading an RSA key takes 30 ms, and most worlds have the very same.
    keys = await stores.parties.signing_keys()
    for ring in _RINGS:
        if ring.holds(keys):
            return ring
    _RINGS.append(await rotate.load())
    return _RINGS[-1]


_PREPARED: dict[str, Path] = {}


async def _prepared(store: str) -> Path:
    if store not in _PREPARED:
        template = Path(mkdtemp(prefix="autheid-test-"))
        atexit.register(rmtree, template)
        database = ""
        if store == "postgres":
            database = shared_cluster().database()
            (template / "database").write_text(database, "utf-8")
        stores = await open_stores(Settings(data=template, database=database))
        # Long before any test's clock, so that the keys are active whatever a test sets it to.
        rotate = RotateKeys(keys=stores.parties, clock=SetClock(0), token_lifetime_seconds=3600)
        await rotate.make_missing()
        await stores.database.close()
        _PREPARED[store] = template
    return _PREPARED[store]
