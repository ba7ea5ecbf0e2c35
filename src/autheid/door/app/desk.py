"""What every route of the device's door does first: count the knock, recognise the device, read the body."""

from __future__ import annotations

from typing import TypeVar

from autheid.account.device import Device
from autheid.door.forms import read_form
from autheid.door.http import Call
from autheid.kernel.rate import Rate
from autheid.usecase.recognise import RecogniseDevice

_T = TypeVar("_T")


class Desk:
    """Shared by the parts of the door."""

    def __init__(self, *, recognise: RecogniseDevice, knocks: Rate, body_bytes: int) -> None:
        self.recognise = recognise
        self._knocks = knocks
        self._body_bytes = body_bytes

    def knock(self, call: Call) -> None:
        """Count a call that needs no session, by the address that it comes from. Raises Refusal EXHAUSTED."""
        self._knocks.take(call.peer())

    async def device(self, call: Call) -> Device:
        """The device whose session came with the call. Raises Refusal UNKNOWN_CALLER."""
        return await self.recognise(call.bearer())

    async def read(self, call: Call, form: type[_T], *, most_bytes: int = 0) -> _T:
        """The body as this form; `most_bytes` where it may be larger. Raises Refusal INVALID with the field and the rule."""
        return await read_form(call, form, most_bytes=most_bytes or self._body_bytes)
