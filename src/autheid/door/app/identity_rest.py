"""The routes of the device's door by which a person is verified, and by which they erase their account."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from autheid.account.device import Device
from autheid.door.app import identity_messages as m
from autheid.door.app.desk import Desk
from autheid.door.forms import answer
from autheid.door.http import Call, Endpoint, Reply, Route
from autheid.door.limits import Waits
from autheid.identity.address import parse_address
from autheid.identity.case import Case
from autheid.identity.evidence import NAME_CHARACTERS, Form
from autheid.identity.phone import parse_phone
from autheid.kernel.errors import invalid
from autheid.person.visible import check_visible
from autheid.usecase.collect_evidence import CollectEvidence
from autheid.usecase.erase_account import EraseAccount
from autheid.usecase.show_identity import ShowIdentity
from autheid.usecase.submit_identity import SubmitIdentity
from autheid.usecase.verify_act import UnverifiedAct

MOST_FILE_BYTES = 12 * 1024 * 1024
MOST_CHIP_BYTES = 3 * 1024 * 1024
_GROUPS = {str(number): number for number in range(1, 17)}
_Take = Callable[[Device, bytes], Awaitable[Case]]


class IdentityDoor:
    """Translates, calls one use case, translates back."""

    def __init__(
        self,
        *,
        desk: Desk,
        show: ShowIdentity,
        collect: CollectEvidence,
        submit: SubmitIdentity,
        erase: EraseAccount,
        uploads: Waits,
        texts: bool,
    ) -> None:
        """`uploads` bounds the files that a device sends at once; `texts` is whether codes reach telephones: without them nobody can be verified."""
        self._desk = desk
        self._show = show
        self._collect = collect
        self._submit = submit
        self._erase = erase
        self._uploads = uploads
        self._texts = texts

    def routes(self) -> list[Route]:
        """Every route with its verb; `docs/device-door.md` tells them in words."""
        table: tuple[tuple[str, str, str, Endpoint], ...] = (
            ("GET", "/identity", "ShowIdentity", self._shown_now),
            ("GET", "/identity/files/{name}", "ShowIdentityFile", self._file),
            ("POST", "/identity/form", "TypeNames", self._form),
            ("POST", "/identity/page", "HandInPage", self._page),
            ("POST", "/identity/chip", "HandInChip", self._chip),
            ("POST", "/identity/address", "TypeAddress", self._address),
            ("POST", "/identity/residency", "HandInResidencyProof", self._residency),
            ("POST", "/identity/phone", "SendPhoneCode", self._phone),
            ("POST", "/identity/phone/confirm", "ConfirmPhone", self._confirm_phone),
            ("POST", "/identity/submit", "SubmitIdentity", self._submitted),
            ("POST", "/identity/withdraw", "WithdrawIdentity", self._withdraw),
            ("POST", "/account/erase", "EraseAccount", self._erase_account),
        )
        return [Route(verb, "/app/v1" + path, method, endpoint) for verb, path, method, endpoint in table]

    async def _shown_now(self, call: Call) -> Reply:
        return await self._shown(await self._desk.device(call))

    async def _shown(self, device: Device) -> Reply:
        return answer(m.identity_shown(await self._show(device), texts=self._texts))

    async def _file(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        data = await self._show.file(device, call.parameters["name"])
        kind = b"image/jpeg" if data.startswith(b"\xff\xd8\xff") else b"application/octet-stream"
        return Reply(data, headers=((b"content-type", kind), (b"cache-control", b"no-store")))

    async def _form(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.TypeNames)
        form = Form(_name("firstName", body.first_name), _name("lastName", body.last_name))
        if not form.last_name:
            raise invalid("lastName", "is required; a person with one name has no first name")
        await self._collect.form(device, form)
        return await self._shown(device)

    async def _page(self, call: Call) -> Reply:
        return await self._taken(call, self._collect.page)

    async def _residency(self, call: Call) -> Reply:
        return await self._taken(call, self._collect.residency)

    async def _taken(self, call: Call, take: _Take) -> Reply:
        """The body is the file itself, whatever its content type says: what it is, its bytes tell."""
        device = await self._desk.device(call)
        with self._uploads.one(device.device_id):
            await take(device, await call.body(most_bytes=MOST_FILE_BYTES))
        return await self._shown(device)

    async def _chip(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        with self._uploads.one(device.device_id):
            body = await self._desk.read(call, m.HandInChip, most_bytes=MOST_CHIP_BYTES)
            if unknown := sorted(set(body.data_groups) - set(_GROUPS)):
                raise invalid("dataGroups", f"has no group {unknown[0][:8]!r}: 1 to 16")
            groups = {_GROUPS[number]: data for number, data in body.data_groups.items()}
            await self._collect.chip(device, body.security_object, groups)
        return await self._shown(device)

    async def _address(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.TypeAddress)
        address = parse_address(
            country=body.country,
            city=body.city,
            postcode=body.postcode,
            line1=body.line1,
            line2=body.line2,
            area=body.area,
        )
        await self._collect.address(device, address)
        return await self._shown(device)

    async def _phone(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.SendPhoneCode)
        await self._collect.phone(device, parse_phone(body.number))
        return await self._shown(device)

    async def _confirm_phone(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.ConfirmPhone)
        await self._collect.confirm_phone(device, body.code)
        return await self._shown(device)

    async def _submitted(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.SubmitIdentity)
        await self._submit(device, UnverifiedAct(body.challenge, body.signature))
        return await self._shown(device)

    async def _withdraw(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        await self._collect.withdraw(device)
        return await self._shown(device)

    async def _erase_account(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.EraseAccount)
        await self._erase.by_person(device, UnverifiedAct(body.challenge, body.signature))
        return answer(m.AccountErased())


def _name(field: str, text: str) -> str:
    text = " ".join(text.split())
    try:
        return check_visible(text, max_characters=NAME_CHARACTERS, max_lines=1)
    except ValueError as rule:
        raise invalid(field, str(rule)) from None
