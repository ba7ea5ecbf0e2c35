"""People at work without a browser: a cookie jar, a passkey, and calls of the portal's or the console's door."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
import msgspec

from autheid.account.letter import LetterKind
from autheid.kernel.secret import base64url_text, system_chance
from autheid.person.email import parse_email
from autheid.usecase.keep_officers import KeepOfficers
from tests.support.passkey import Authenticator
from tests.support.world import World

ORIGIN = "http://localhost:1"
Json = Any


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Desk:
    """One person at work. `realm` is portal or console."""

    def __init__(self, world: World, http: httpx.AsyncClient, realm: str, number: int) -> None:
        self.world = world
        self.http = http
        self.realm = realm
        self.passkey = Authenticator(ORIGIN, credential_id=b"%s-%d" % (realm.encode(), number))
        self.rp = ""

    async def call(self, verb: str, path: str, body: Json = None, **headers: str) -> httpx.Response:
        """A call as our own page makes it."""
        sent = {"sec-fetch-site": "same-origin"}
        if verb != "GET":
            sent |= {"origin": ORIGIN, "content-type": "application/json"}
        url = f"/{self.realm}/v1{path}"
        if isinstance(body, bytes):
            file = sent | {"content-type": "application/octet-stream"} | headers
            return await self.http.request(verb, url, content=body, headers=file)
        json = None if verb == "GET" else (body if body is not None else {})
        return await self.http.request(verb, url, json=json, headers=sent | headers)

    async def get(self, path: str) -> Json:
        """What a page gets."""
        answer = await self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Json = None) -> Json:
        """What a page sends, and gets back."""
        answer = await self.call("POST", path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, path: str, body: Json = None, *, verb: str = "POST") -> tuple[int, str]:
        """The status and the sentence of a refusal."""
        answer = await self.call(verb, path, body)
        return answer.status_code, cast("str", answer.json()["message"])

    async def made_passkey(self, name: str = "Laptop") -> Json:
        """What registering a passkey sends."""
        asked = await self.post("/passkeys/ask", {"purpose": "make"})
        made = self.passkey.make(base64.b64decode(asked["webauthnChallenge"]))
        return {
            "challenge": asked["challenge"],
            "credentialId": base64url_text(made.credential_id),
            "clientDataJson": _b64(made.client_data_json),
            "attestationObject": _b64(made.attestation_object),
            "passkeyName": name,
        }

    async def used_passkey(self, purpose: str) -> Json:
        """What signing in and proving send."""
        asked = await self.post("/passkeys/ask", {"purpose": purpose})
        used = self.passkey.answer(base64.b64decode(asked["webauthnChallenge"]))
        return {
            "challenge": asked["challenge"],
            "credentialId": base64url_text(used.credential_id),
            "authenticatorData": _b64(used.authenticator_data),
            "clientDataJson": _b64(used.client_data_json),
            "signature": _b64(used.signature),
        }

    async def prove(self) -> None:
        """Show that it is still them."""
        await self.post("/prove", await self.used_passkey("prove"))

    async def sign_in(self) -> None:
        """With the passkey."""
        await self.post("/sign-in", await self.used_passkey("sign in"))

    async def sign_up(self, email: str, name: str = "Maja Holm") -> None:
        """A new member of the portal."""
        begun = await self.post("/sign-up", {"name": name, "email": email})
        code = await self.code_to(email)
        made = await self.made_passkey()
        await self.post(f"/sign-up/{begun['signUpId']}", made | {"code": code})

    async def code_to(self, email: str) -> str:
        """The newest code of a sign-up at this address."""
        letters = await self.world.letters()
        return [one.code for one in letters if one.kind is LetterKind.WORK_CODE and one.to == email][-1]

    async def found(self, name: str = "Nordbank AB") -> str:
        """A first organisation, whose domain is proven; its id."""
        self.rp = (await self.post("/organisations", {"name": name}))["rp"]
        party = await self.world.stores.parties.party(cast("Any", self.rp))
        assert party is not None
        proven = msgspec.structs.replace(
            party, domain="nordbank.example", domain_proven=self.world.clock.now()
        )
        assert await self.world.stores.parties.write_party(proven)
        return self.rp

    def at(self, path: str) -> str:
        """A path of the organisation."""
        return f"/organisations/{self.rp}{path}"

    async def join(self, link: str, name: str = "") -> None:
        """By an invitation's link."""
        body = {"token": link.partition("#join=")[2], "name": name}
        await self.post("/join", await self.made_passkey() | body)


class Office:
    """Makes desks at one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._clients: list[httpx.AsyncClient] = []

    def desk(self, realm: str = "portal") -> Desk:
        """A person with a browser of their own."""
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self._world.service.application, client=("203.0.113.5", 1)),
            base_url=ORIGIN,
        )
        self._clients.append(http)
        return Desk(self._world, http, realm, len(self._clients))

    async def invite_officer(self, name: str, *, owns: bool = False) -> str:
        """The link of an invitation to the console, as an operator makes it at the server."""
        keep = KeepOfficers(
            staff=self._world.stores.staff,
            hasher=self._world.stores.master.hasher("invitation"),
            console_url=f"{ORIGIN}/console/#join=",
            clock=self._world.clock,
            chance=system_chance,
        )
        return await keep.invite(name, parse_email(f"{name.lower()}@o.example"), owns=owns, by="test")

    async def close(self) -> None:
        """Close every browser."""
        for http in self._clients:
            await http.aclose()


@asynccontextmanager
async def office(world: World) -> AsyncIterator[Office]:
    """Desks, until the block is left."""
    opened = Office(world)
    try:
        yield opened
    finally:
        await opened.close()
