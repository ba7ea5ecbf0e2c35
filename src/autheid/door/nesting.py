"""How deep JSON from outside is nested: found out before the protobuf library reads it.

That library goes one step down the machine's stack for each bracket and knows no end to it (protobuf-py-ext 0.7.0):
30,000 brackets, which anyone may send without a key, would end the process.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from connectrpc.codec import proto_binary_codec, proto_json_codec
from protobuf import Message

_FEW = 64
_M = TypeVar("_M", bound=Message)


def check_nesting(body: bytes | bytearray) -> None:
    """Raises RecursionError for JSON that is nested deeper than Python itself goes, msgspec.DecodeError for no JSON."""
    if body.count(b"[") + body.count(b"{") > _FEW:
        msgspec.json.decode(body, type=msgspec.Raw)


class _MeasuredJson:
    """Connect's JSON codec, behind `check_nesting`."""

    def __init__(self) -> None:
        self._codec = proto_json_codec()

    def name(self) -> str:
        return self._codec.name()

    def encode(self, message: Message) -> bytes:
        return self._codec.encode(message)

    def decode(self, data: bytes | bytearray, message_class: type[_M]) -> _M:
        check_nesting(data)
        message: _M = self._codec.decode(data, message_class)
        return message


CODECS = (proto_binary_codec(), _MeasuredJson())
"""What every gRPC and Connect application here must be given."""
