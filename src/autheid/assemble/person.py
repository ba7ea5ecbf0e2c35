"""Builds what a device and its person can do."""

from __future__ import annotations

from dataclasses import dataclass

from autheid.assemble.stores import Stores
from autheid.door.app.account_rest import AccountCases
from autheid.kernel.clock import Clock
from autheid.kernel.secret import Chance
from autheid.outside.bell import LoopBell
from autheid.pki.passkey import Origin
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


def person_cases(
    stores: Stores, *, bell: LoopBell, clock: Clock, chance: Chance, origin: Origin
) -> PersonCases:
    """Everything that a device and its person can do, on these stores."""
    people, enrolments, guards = stores.people, stores.enrolments, stores.guards
    starts = StartSecrets(stores.master.hasher("start secret"))
    history = ShowHistory(requests=stores.requests, people=people, ids=stores.ids, clock=clock)
    sessions, codes = stores.master.hasher("session"), stores.master.hasher("enrolment code")
    recoveries = stores.master.hasher("recovery code")
    challenges = Challenges(hasher=stores.master.hasher("challenge"), clock=clock, chance=chance)
    notices = Notices(people=people, clock=clock)
    pins = PinKeeper(
        hasher=stores.master.hasher("pin proof"), sealer=stores.master.sealer("pin share"), chance=chance
    )
    verify = VerifyAct(
        people=people,
        sessions=people,
        challenges=challenges,
        hasher=stores.master.hasher("act challenge"),
        clock=clock,
    )
    account = AccountCases(
        enrol=EnrolDevice(
            enrolments=enrolments,
            people=people,
            notices=notices,
            bell=bell,
            codes=codes,
            recoveries=recoveries,
            pins=pins,
            clock=clock,
            chance=chance,
        ),
        show=ShowAccount(
            people=people,
            enrolments=enrolments,
            guards=guards,
            subscriptions=stores.subscriptions,
            clock=clock,
        ),
        prove_pin=ProvePin(guards=guards, people=people, pins=pins, notices=notices, bell=bell, clock=clock),
        change_pin=ChangePin(
            verify=verify, guards=guards, pins=pins, notices=notices, bell=bell, clock=clock
        ),
        change_passkey=ChangePasskey(
            verify=verify, guards=guards, notices=notices, bell=bell, clock=clock, origin=origin
        ),
        add_email=AddEmail(
            verify=verify,
            enrolments=enrolments,
            people=people,
            notices=notices,
            bell=bell,
            codes=codes,
            clock=clock,
            chance=chance,
        ),
        remove_email=RemoveEmail(verify=verify, people=people, notices=notices, bell=bell, clock=clock),
        rename_device=RenameDevice(people=people, bell=bell),
        revoke_device=RevokeDevice(verify=verify, people=people, notices=notices, bell=bell, clock=clock),
        admit_device=AdmitDevice(
            verify=verify, enrolments=enrolments, people=people, notices=notices, bell=bell, clock=clock
        ),
        make_recovery_code=MakeRecoveryCode(
            verify=verify,
            people=people,
            notices=notices,
            bell=bell,
            recoveries=recoveries,
            clock=clock,
            chance=chance,
        ),
        history=history,
    )
    return PersonCases(
        recognise=RecogniseDevice(sessions=people, hasher=sessions, clock=clock),
        challenges=challenges,
        open_session=OpenSession(
            people=people, sessions=people, challenges=challenges, hasher=sessions, clock=clock, chance=chance
        ),
        prove_person=ProvePerson(guards=guards, origin=origin, clock=clock),
        account=account,
        picking=PickUpRequest(
            requests=stores.requests, people=people, secrets=starts, bell=bell, clock=clock
        ),
        starts=starts,
    )
