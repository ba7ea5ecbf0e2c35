"""The routes of the device's door that are about the account: enrolment, PIN, addresses, devices, ways back."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from autheid.account.device import DEVICE_NAME_CHARACTERS, Device, Join, JoinState
from autheid.account.pin import PROOF_BYTES, SHARE_BYTES
from autheid.door.app import account_messages as m
from autheid.door.app.desk import Desk
from autheid.door.forms import answer, checked, credential_id_of, email_of
from autheid.door.http import Call, Endpoint, Reply, Route
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.rate import Rate
from autheid.person.visible import check_visible
from autheid.pki.curve import Curve, check_public_key
from autheid.pki.passkey import UnverifiedCredential
from autheid.usecase.add_email import AddEmail
from autheid.usecase.admit_device import AdmitDevice
from autheid.usecase.change_passkey import ChangePasskey
from autheid.usecase.enrol_device import Candidate, EnrolDevice, TypedPin
from autheid.usecase.make_recovery_code import MakeRecoveryCode
from autheid.usecase.prove_pin import ChangePin, ProvePin
from autheid.usecase.remove_email import RemoveEmail
from autheid.usecase.rename_device import RenameDevice
from autheid.usecase.revoke_device import RevokeDevice
from autheid.usecase.show_account import ShowAccount
from autheid.usecase.show_history import ShowHistory
from autheid.usecase.verify_act import UnverifiedAct


class AccountCases(NamedTuple):
    """What a person can do with their account."""

    enrol: EnrolDevice
    show: ShowAccount
    prove_pin: ProvePin
    change_pin: ChangePin
    change_passkey: ChangePasskey
    add_email: AddEmail
    remove_email: RemoveEmail
    rename_device: RenameDevice
    revoke_device: RevokeDevice
    admit_device: AdmitDevice
    make_recovery_code: MakeRecoveryCode
    history: ShowHistory


class AccountDoor:
    """Translates, calls one use case, translates back."""

    def __init__(
        self,
        *,
        desk: Desk,
        cases: AccountCases,
        codes: Rate,
        clock: Clock,
        about: m.AboutFacts,
        mail: bool,
    ) -> None:
        """`mail` is whether letters are carried at all: without them nobody can prove an address."""
        self._desk = desk
        self._about_facts = about
        self._mail = mail
        self._cases = cases
        self._codes = codes
        self._clock = clock

    def routes(self) -> list[Route]:
        """Every route with its verb; `docs/device-door.md` tells them in words."""
        table: tuple[tuple[str, str, str, Endpoint], ...] = (
            ("GET", "/about", "About", self._about),
            ("POST", "/enrolments", "BeginEnrolment", self._begin),
            ("POST", "/enrolments/{enrolment_id}", "CompleteEnrolment", self._complete),
            ("GET", "/enrolments/{enrolment_id}", "ShowEnrolment", self._outcome),
            ("POST", "/enrolments/{enrolment_id}/code", "CheckCode", self._check_code),
            ("GET", "/me", "ShowAccount", self._me),
            ("POST", "/pin", "ProvePin", self._prove_pin),
            ("POST", "/pin/change", "ChangePin", self._change_pin),
            ("POST", "/passkey", "AddPasskey", self._add_passkey),
            ("POST", "/passkey/remove", "RemovePasskey", self._remove_passkey),
            ("POST", "/emails/add", "AddEmail", self._add_email),
            ("POST", "/emails/confirm", "ConfirmEmail", self._confirm_email),
            ("POST", "/emails/remove", "RemoveEmail", self._remove_email),
            ("POST", "/devices/rename", "RenameDevice", self._rename_device),
            ("POST", "/devices/revoke", "RevokeDevice", self._revoke_device),
            ("POST", "/joins/admit", "AdmitDevice", self._admit),
            ("POST", "/joins/refuse", "RefuseDevice", self._refuse),
            ("POST", "/recovery-code", "MakeRecoveryCode", self._make_recovery_code),
            ("POST", "/mutes/lift", "LiftMute", self._lift_mute),
        )
        return [Route(verb, "/app/v1" + path, method, endpoint) for verb, path, method, endpoint in table]

    async def _about(self, call: Call) -> Reply:
        self._desk.knock(call)
        facts = msgspec.structs.asdict(self._about_facts)
        return answer(m.About(**facts, server_time=self._clock.now()))

    async def _begin(self, call: Call) -> Reply:
        self._desk.knock(call)
        body = await self._desk.read(call, m.BeginEnrolment)
        self._check_mail()
        email = email_of(body.email)
        # Nobody's mailbox is flooded from many addresses, and a code can be guessed at only so often.
        self._codes.take(email.folded)
        return answer(m.EnrolmentBegun(*await self._cases.enrol.begin(email, language=body.language)))

    async def _check_code(self, call: Call) -> Reply:
        self._desk.knock(call)
        body = await self._desk.read(call, m.CheckCode)
        account = await self._cases.enrol.check(call.parameters["enrolment_id"], code=body.code)
        if account is None:
            return answer(m.CodeChecked("new", has_recovery_code=False))
        return answer(m.CodeChecked("existing", has_recovery_code=account.recovery_hash is not None))

    async def _complete(self, call: Call) -> Reply:
        self._desk.knock(call)
        body = await self._desk.read(call, m.CompleteEnrolment)
        outcome = await self._cases.enrol.complete(
            call.parameters["enrolment_id"],
            code=body.code,
            candidate=_candidate_of(body),
            recovery_code=body.recovery_code,
            join=body.join,
        )
        now = self._clock.now()
        if isinstance(outcome, Join):
            return answer(m.enrolment_waits(outcome, JoinState.WAITING, now=now))
        return answer(m.enrolment_done(outcome, now=now))

    async def _outcome(self, call: Call) -> Reply:
        self._desk.knock(call)
        join, state, enrolled = await self._cases.enrol.outcome(call.parameters["enrolment_id"])
        now = self._clock.now()
        if enrolled is not None:
            return answer(m.enrolment_done(enrolled, now=now))
        return answer(m.enrolment_waits(join, state, now=now))

    async def _me(self, call: Call) -> Reply:
        return await self._shown(await self._desk.device(call))

    async def _prove_pin(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.ProvePin)
        _check_length("proof", body.proof, PROOF_BYTES)
        share, left = await self._cases.prove_pin(device, body.proof, request_id=body.request_id)
        return answer(m.PinProven(share, left))

    async def _change_pin(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.ChangePin)
        await self._cases.change_pin(device, _pin_of(body), _act_of(body))
        return await self._shown(device)

    async def _add_passkey(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.AddPasskey)
        unverified = UnverifiedCredential(
            credential_id=credential_id_of(body.credential.credential_id),
            client_data_json=body.credential.client_data_json,
            attestation_object=body.credential.attestation_object,
        )
        await self._cases.change_passkey.add(device, unverified, _act_of(body))
        return await self._shown(device)

    async def _remove_passkey(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        await self._cases.change_passkey.remove(device, _act_of(await self._desk.read(call, m.Act)))
        return await self._shown(device)

    async def _add_email(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.AddEmail)
        self._check_mail()
        email = email_of(body.email)
        self._codes.take(email.folded)
        begun = await self._cases.add_email.begin(device, email, _act_of(body), language=body.language)
        return answer(m.EnrolmentBegun(*begun))

    async def _confirm_email(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.ConfirmEmail)
        await self._cases.add_email.confirm(device, body.enrolment_id, code=body.code)
        return await self._shown(device)

    async def _remove_email(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.RemoveEmail)
        await self._cases.remove_email(device, email_of(body.email), _act_of(body))
        return await self._shown(device)

    async def _rename_device(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.RenameDevice)
        await self._cases.rename_device(device, body.device_id, _name_of("name", body.name))
        self._desk.recognise.forget()
        return await self._shown(device)

    async def _revoke_device(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.RevokeDevice)
        await self._cases.revoke_device(device, body.device_id, _act_of(body))
        self._desk.recognise.forget()
        return await self._shown(device)

    async def _admit(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.AdmitDevice)
        await self._cases.admit_device.admit(device, body.join_id, _act_of(body))
        return await self._shown(device)

    async def _refuse(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.RefuseDevice)
        await self._cases.admit_device.refuse(device, body.join_id)
        return await self._shown(device)

    async def _make_recovery_code(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        act = _act_of(await self._desk.read(call, m.Act))
        return answer(m.RecoveryCode(await self._cases.make_recovery_code(device, act)))

    async def _lift_mute(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.LiftMute)
        await self._cases.history.lift_mute(device, body.rp_id)
        return await self._shown(device)

    def _check_mail(self) -> None:
        if not self._mail:
            raise Refusal(Kind.PRECONDITION, "this deployment sends no mail (setting `mail`)")

    async def _shown(self, device: Device) -> Reply:
        view, mutes = await self._cases.show(device), await self._cases.history.mutes(device)
        return answer(m.account_shown(view, mutes, now=self._clock.now()))


def _candidate_of(body: m.CompleteEnrolment) -> Candidate:
    curve = Curve(body.curve)
    session_key = body.session_key
    return Candidate(
        public_key=checked("publicKey", lambda: check_public_key(curve, body.public_key)),
        curve=curve,
        name=_name_of("deviceName", body.device_name),
        signature=body.signature,
        session_key=None
        if session_key is None
        else checked("sessionKey", lambda: check_public_key(Curve.P256, session_key)),
        pin=None if body.pin is None else _pin_of(body.pin),
    )


def _name_of(field: str, typed: str) -> str:
    name = checked(
        field, lambda: check_visible(typed.strip(), max_characters=DEVICE_NAME_CHARACTERS, max_lines=1)
    )
    if not name:
        raise invalid(field, "is required")
    return name


def _pin_of(body: m.DevicePin | m.ChangePin) -> TypedPin:
    _check_length("proof", body.proof, PROOF_BYTES)
    _check_length("share", body.share, SHARE_BYTES)
    return TypedPin(body.proof, body.share)


def _check_length(field: str, value: bytes, length: int) -> None:
    if len(value) != length:
        raise invalid(field, f"must have {length} bytes")


def _act_of(body: m.Act) -> UnverifiedAct:
    return UnverifiedAct(body.challenge, body.signature)
