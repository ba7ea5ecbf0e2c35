"""Builds what a device and its person can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from autheid.assemble.ground import Ground
from autheid.door.app.account_rest import AccountCases
from autheid.kernel.clock import Clock
from autheid.kernel.secret import KeyedHash
from autheid.outside.bell import LoopBell
from autheid.request.start_code import StartSecrets
from autheid.usecase.add_email import AddEmail
from autheid.usecase.admit_device import AdmitDevice
from autheid.usecase.change_passkey import ChangePasskey
from autheid.usecase.enrol_device import EnrolDevice, PinKeeper
from autheid.usecase.make_recovery_code import MakeRecoveryCode
from autheid.usecase.notices import Notices
from autheid.usecase.open_session import Challenges, OpenSession
from autheid.usecase.pick_up_request import PickUpRequest
from autheid.usecase.prove_person import ProvePerson
from autheid.usecase.prove_pin import ChangePin, ProvePin
from autheid.usecase.recognise import RecogniseDevice
from autheid.usecase.remove_email import RemoveEmail
from autheid.usecase.rename_device import RenameDevice
from autheid.usecase.revoke_device import RevokeDevice
from autheid.usecase.show_account import ShowAccount
from autheid.usecase.show_history import ShowHistory
from autheid.usecase.verify_act import VerifyAct


class _Here(TypedDict):
    """Whom a change wakes, and when it is."""

    bell: LoopBell
    clock: Clock


class _Change(_Here):
    """What each signed change of the account takes."""

    verify: VerifyAct
    notices: Notices


@dataclass(frozen=True, kw_only=True)
class PersonCases:
    """What a device and its person can do."""

    recognise: RecogniseDevice
    challenges: Challenges
    open_session: OpenSession
    prove_person: ProvePerson
    account: AccountCases
    picking: PickUpRequest
    starts: StartSecrets
    verify: VerifyAct
    """Proves that a change is the device key's."""


@dataclass(frozen=True, kw_only=True)
class _Tools:
    """What several of the account's use cases work with."""

    notices: Notices
    challenges: Challenges
    verify: VerifyAct
    pins: PinKeeper
    codes: KeyedHash
    recoveries: KeyedHash


def person_cases(ground: Ground) -> PersonCases:
    """Everything that a device and its person can do."""
    stores, clock = ground.stores, ground.clock
    tools = _tools(ground)
    starts = StartSecrets(stores.master.hasher("start secret"))
    sessions = stores.master.hasher("session")
    return PersonCases(
        recognise=RecogniseDevice(sessions=stores.people, hasher=sessions, clock=clock),
        challenges=tools.challenges,
        open_session=OpenSession(
            people=stores.people,
            sessions=stores.people,
            challenges=tools.challenges,
            hasher=sessions,
            clock=clock,
            chance=ground.chance,
        ),
        prove_person=ProvePerson(guards=stores.guards, origin=ground.origin, clock=clock),
        account=_account_cases(ground, tools),
        picking=PickUpRequest(
            requests=stores.requests, people=stores.people, secrets=starts, bell=ground.bell, clock=clock
        ),
        starts=starts,
        verify=tools.verify,
    )


def _tools(ground: Ground) -> _Tools:
    master, people, clock, chance = ground.stores.master, ground.stores.people, ground.clock, ground.chance
    challenges = Challenges(hasher=master.hasher("challenge"), clock=clock, chance=chance)
    return _Tools(
        notices=Notices(people=people, clock=clock),
        challenges=challenges,
        verify=VerifyAct(
            people=people,
            sessions=people,
            challenges=challenges,
            hasher=master.hasher("act challenge"),
            clock=clock,
        ),
        pins=PinKeeper(hasher=master.hasher("pin proof"), sealer=master.sealer("pin share"), chance=chance),
        codes=master.hasher("enrolment code"),
        recoveries=master.hasher("recovery code"),
    )


def _account_cases(ground: Ground, tools: _Tools) -> AccountCases:
    stores = ground.stores
    people, enrolments, guards = stores.people, stores.enrolments, stores.guards
    here: _Here = {"bell": ground.bell, "clock": ground.clock}
    change: _Change = {"verify": tools.verify, "notices": tools.notices, **here}
    return AccountCases(
        enrol=EnrolDevice(
            enrolments=enrolments,
            people=people,
            notices=tools.notices,
            codes=tools.codes,
            recoveries=tools.recoveries,
            pins=tools.pins,
            chance=ground.chance,
            **here,
        ),
        show=ShowAccount(
            people=people,
            enrolments=enrolments,
            guards=guards,
            subscriptions=stores.subscriptions,
            clock=ground.clock,
        ),
        prove_pin=ProvePin(guards=guards, people=people, pins=tools.pins, notices=tools.notices, **here),
        change_pin=ChangePin(guards=guards, pins=tools.pins, **change),
        change_passkey=ChangePasskey(guards=guards, origin=ground.origin, **change),
        add_email=AddEmail(
            enrolments=enrolments, people=people, codes=tools.codes, chance=ground.chance, **change
        ),
        remove_email=RemoveEmail(people=people, **change),
        rename_device=RenameDevice(people=people, bell=ground.bell),
        revoke_device=RevokeDevice(people=people, **change),
        admit_device=AdmitDevice(enrolments=enrolments, people=people, **change),
        make_recovery_code=MakeRecoveryCode(
            people=people, recoveries=tools.recoveries, chance=ground.chance, **change
        ),
        history=ShowHistory(requests=stores.requests, people=people, ids=stores.ids, clock=ground.clock),
    )
