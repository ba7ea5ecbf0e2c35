"""What a device signs to prove that it holds its key, outside of any request.

Each begins with a first line of its own, so that no signature here can stand for an approval or for another proof.
"""

from __future__ import annotations

import msgspec

from autheid.kernel.ids import DeviceId

_encode = msgspec.json.Encoder().encode


class _Enrolment(msgspec.Struct, rename="camel"):
    enrolment_id: str
    device_id: str
    curve: str
    device_name: str


class _Session(msgspec.Struct, rename="camel"):
    device_id: str
    challenge: str


def enrolment_statement(*, enrolment_id: str, device_id: DeviceId, curve: str, device_name: str) -> bytes:
    """Signed once, with the new key, to enrol it."""
    return b"Auth eID enrolment v1\n" + _encode(_Enrolment(enrolment_id, device_id, curve, device_name))


def session_statement(*, device_id: DeviceId, challenge: str) -> bytes:
    """Signed to open a session."""
    return b"Auth eID session v1\n" + _encode(_Session(device_id, challenge))
