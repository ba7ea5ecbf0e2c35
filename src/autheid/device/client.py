"""The device's side of /app/v1, over HTTP."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import httpx
import msgspec

from autheid.device.key import DeviceKey
from autheid.kernel.secret import base64_text, digest

APPROVAL_HEADER = b"Auth eID approval v1\n"
_PATIENCE_SECONDS = 45.0
"""How long to wait for a byte: three of the channel's heartbeats."""
_LARGEST_EVENT = 4 * 1024 * 1024


class DoorError(Exception):
    """The door refused. `name` is the error's name in the reference, `status` the HTTP status."""

    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.name = name
        self.message = message


class Prompt(msgspec.Struct, frozen=True, rename="camel"):
    """A request that waits for its person, with the bytes that each answer signs."""

    request_id: str
    status: str
    created_at: int
    expires_at: int
    server_time: int
    pin_only: bool
    statements: dict[str, bytes]
    document: bytes | None
    match_numbers: tuple[int, ...] = ()
    approve_matching: dict[str, bytes] = {}
    emails: tuple[str, ...] = ()

    def approving(self, match_number: int = 0) -> bytes:
        """The bytes that approving signs; with numbers to pick from, those of the number that was picked."""
        if not self.match_numbers:
            return self.statements["approve"]
        return self.approve_matching[str(match_number or self.match_numbers[0])]

    def shown(self, match_number: int = 0) -> dict[str, Any]:
        """What the person must see, read from the very bytes that approving would sign."""
        statement = self.approving(match_number)
        if not statement.startswith(APPROVAL_HEADER):
            message = "these bytes are not an approval statement"
            raise ValueError(message)
        shown: dict[str, Any] = json.loads(statement.removeprefix(APPROVAL_HEADER))
        if shown["answer"] != "approve" or shown["requestId"] != self.request_id:
            message = "these bytes approve something else"
            raise ValueError(message)
        # What the relying party gets signed is named in what the person reads; no other document is signed.
        if shown["documentSha256"] != ("" if self.document is None else base64_text(digest(self.document))):
            message = "the document to sign is not the one that the approval names"
            raise ValueError(message)
        return shown


class _Prompts(msgspec.Struct, rename="camel"):
    requests: list[Prompt]


class DeviceClient:
    """One device at one server. Give it a key; enrol it once; then open a session and answer requests."""

    def __init__(self, base_url: str, key: DeviceKey) -> None:
        self._base = base_url.rstrip("/") + "/app/v1"
        self._key = key
        # A phone on the move finds its idle connections dead; so none is kept, and nothing needs closing.
        self._http = httpx.AsyncClient(
            verify=_trust(),
            timeout=httpx.Timeout(_PATIENCE_SECONDS),
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self._token: str | None = None

    async def begin_enrolment(self, email: str) -> str:
        """Ask for a code to be brought to this address; the enrolment's id."""
        return str((await self._post("/enrolments", {"email": email}))["enrolmentId"])

    async def complete_enrolment(
        self,
        enrolment_id: str,
        code: str,
        device_name: str,
        *,
        recovery_code: str = "",
        join: bool = False,
    ) -> dict[str, Any]:
        """Enrol this key with the code; for an account also with its recovery code, or to wait until it is admitted."""
        key = self._key
        facts = {
            "enrolmentId": enrolment_id,
            "deviceId": key.device_id,
            "curve": key.curve,
            "deviceName": device_name,
        }
        return await self._post(
            f"/enrolments/{enrolment_id}",
            {
                "code": code,
                "curve": key.curve,
                "publicKey": key.public_key,
                "deviceName": device_name,
                "signature": key.sign(b"Auth eID enrolment v1\n" + msgspec.json.encode(facts)),
                "recoveryCode": recovery_code,
                "join": join,
            },
        )

    async def enrolment(self, enrolment_id: str) -> dict[str, Any]:
        """How the enrolment of a waiting device stands."""
        outcome: dict[str, Any] = json.loads(await self._call("GET", f"/enrolments/{enrolment_id}"))
        return outcome

    async def act(self, path: str, act: str, detail: str = "", **body: object) -> dict[str, Any]:
        """Change the account, signed: what the door answers."""
        challenge = (await self._post("/challenges", {}))["challenge"]
        facts = {"act": act, "deviceId": self._key.device_id, "challenge": challenge, "detail": detail}
        signature = self._key.sign(b"Auth eID act v1\n" + msgspec.json.encode(facts))
        return await self._post(path, {**body, "challenge": challenge, "signature": signature})

    async def identity(self) -> dict[str, Any]:
        """Where the verification of the person stands."""
        shown: dict[str, Any] = json.loads(await self._call("GET", "/identity"))
        return shown

    async def hand_in(self, piece: str, given: dict[str, Any] | bytes) -> dict[str, Any]:
        """Hand in a piece of evidence by its path: a form, or the bytes of a file."""
        body = given if isinstance(given, bytes) else msgspec.json.encode(given)
        shown: dict[str, Any] = json.loads(await self._call("POST", f"/identity/{piece}", body))
        return shown

    async def submit_identity(self) -> dict[str, Any]:
        """Submit what was handed in."""
        return await self.act("/identity/submit", "submit_identity", str((await self.identity())["caseId"]))

    async def identity_file(self, name: str) -> bytes:
        """A picture that was handed in, as it is kept."""
        return await self._call("GET", f"/identity/files/{name}")

    async def erase_account(self) -> None:
        """Erase the account."""
        await self.act("/account/erase", "erase_account", str((await self.me())["uniqueUserId"]))

    async def joins(self) -> list[dict[str, Any]]:
        """The devices that wait to be admitted to this one's account."""
        return list((await self.me())["joins"])

    async def admit(self, join: dict[str, Any]) -> None:
        """Let a waiting device in."""
        await self.act("/joins/admit", "admit_device", join["deviceId"], joinId=join["joinId"])

    async def make_recovery_code(self) -> str:
        """A recovery code; the one before is worth nothing then."""
        return str((await self.act("/recovery-code", "make_recovery_code"))["recoveryCode"])

    async def open_session(self) -> None:
        """Sign a challenge; the session is good for some hours."""
        self._token = None
        challenge = (await self._post("/challenges", {}))["challenge"]
        facts = {"deviceId": self._key.device_id, "challenge": challenge}
        signature = self._key.sign(b"Auth eID session v1\n" + msgspec.json.encode(facts))
        session = await self._post("/sessions", {**facts, "signature": signature})
        self._token = session["token"]

    async def me(self) -> dict[str, Any]:
        """Whose device this is."""
        answer: dict[str, Any] = json.loads(await self._call("GET", "/me"))
        return answer

    async def pending(self) -> list[Prompt]:
        """What waits for an answer."""
        return msgspec.json.decode(await self._call("GET", "/requests"), type=_Prompts).requests

    async def prompt(self, request_id: str) -> Prompt:
        """One request."""
        return msgspec.json.decode(await self._call("GET", f"/requests/{request_id}"), type=Prompt)

    async def pick_up(self, start: str) -> Prompt:
        """Open a request that was addressed to nobody, by its start code or the link that holds it."""
        body = {"start": start.rpartition("#start=")[2]}
        return msgspec.convert(await self._post("/pickups", body), type=Prompt)

    async def present(self, prompt: Prompt, email: str) -> Prompt:
        """Choose the address to answer a picked-up request with."""
        shown = await self._post(f"/requests/{prompt.request_id}/present", {"email": email})
        return msgspec.convert(shown, type=Prompt)

    async def approve(self, prompt: Prompt, *, match_number: int = 0) -> str:
        """Sign and send the approval; how the request stands then. Without a number, the first one is picked."""
        picked = match_number or (prompt.match_numbers[0] if prompt.match_numbers else 0)
        prompt.shown(picked)
        body: dict[str, Any] = {"signature": self._key.sign(prompt.approving(picked))}
        if picked:
            body["matchNumber"] = picked
        if prompt.document is not None:
            body["documentSignature"] = self._key.sign(prompt.document)
        return str((await self._post(f"/requests/{prompt.request_id}/approve", body))["status"])

    async def reject(self, prompt: Prompt, *, not_me: bool = False) -> str:
        """Sign and send the refusal; how the request stands then."""
        answer = "not_me" if not_me else "cancel"
        body = {"answer": answer, "signature": self._key.sign(prompt.statements[answer])}
        return str((await self._post(f"/requests/{prompt.request_id}/reject", body))["status"])

    async def lift_mute(self, rp: str) -> None:
        """Hear a relying party again that was muted by saying `not_me`."""
        await self._post("/mutes/lift", {"rpId": rp})

    async def watch(self) -> AsyncIterator[list[Prompt]]:
        """What waits, now and whenever it changes, until the server closes the channel (HTML §9.2)."""
        async with self._answer("GET", "/events") as response:
            if response.status_code != 200:  # noqa: PLR2004
                raise _door_error(response.status_code, await response.aread())
            pending = b""
            async for chunk in response.aiter_bytes():
                pending += chunk
                if len(pending) > _LARGEST_EVENT:
                    raise DoorError(response.status_code, "", "the channel sent more than an event may hold")
                *events, pending = pending.split(b"\n\n")
                for event in events:
                    name, data = _event_of(event)
                    if name == "come-again":
                        return
                    if name == "requests":
                        yield msgspec.json.decode(data, type=_Prompts).requests

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(await self._call("POST", path, msgspec.json.encode(body)))
        return answer

    async def _call(self, verb: str, path: str, body: bytes | None = None) -> bytes:
        async with self._answer(verb, path, body) as response:
            content = await response.aread()
        if response.status_code != 200:  # noqa: PLR2004
            raise _door_error(response.status_code, content)
        return content

    @asynccontextmanager
    async def _answer(self, verb: str, path: str, body: bytes | None = None) -> AsyncIterator[httpx.Response]:
        try:
            async with self._http.stream(
                verb, self._base + path, headers=self._headers(), content=body
            ) as response:
                yield response
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise ConnectionError(
                f"the server can't be reached: {str(error) or type(error).__name__}"
            ) from error

    def _headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json"}
        if self._token is not None:
            headers["authorization"] = f"Bearer {self._token}"
        return headers


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _door_error(status: int, content: bytes) -> DoorError:
    try:
        problem = json.loads(content)
        return DoorError(status, str(problem["error"]), str(problem["message"]))
    except (ValueError, KeyError, TypeError):
        return DoorError(status, "", f"the server answered {status}")


def _event_of(event: bytes) -> tuple[str, bytes]:
    name, data = "message", b""
    for line in event.split(b"\n"):
        if line.startswith(b"event: "):
            name = line.removeprefix(b"event: ").decode()
        elif line.startswith(b"data: "):
            data = line.removeprefix(b"data: ")
    return name, data
