"""What a device signs to prove that it holds its key, outside of any request.

Each begins with a first line of its own, so that no signature here can stand for an approval or for another proof.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from autheid.kernel.ids import DeviceId

_encode = msgspec.json.Encoder().encode


class _Enrolment(msgspec.Struct, rename="camel"):
    enrolment_id: str
    device_id: str
    curve: str
    device_name: str


class Act(Enum):
    """What a device's key can change of its account."""

    ADD_EMAIL = "add_email"
    REMOVE_EMAIL = "remove_email"
    REVOKE_DEVICE = "revoke_device"
    ADMIT_DEVICE = "admit_device"
    MAKE_RECOVERY_CODE = "make_recovery_code"
    CHANGE_PIN = "change_pin"
    ADD_PASSKEY = "add_passkey"
    REMOVE_PASSKEY = "remove_passkey"
    SUBMIT_IDENTITY = "submit_identity"
    ERASE_ACCOUNT = "erase_account"


class _Act(msgspec.Struct, rename="camel"):
    act: str
    device_id: str
    challenge: str
    detail: str


class _Session(msgspec.Struct, rename="camel"):
    device_id: str
    challenge: str


def enrolment_statement(*, enrolment_id: str, device_id: DeviceId, curve: str, device_name: str) -> bytes:
    """Signed once, with the new key, to enrol it."""
    return b"Auth eID enrolment v1\n" + _encode(_Enrolment(enrolment_id, device_id, curve, device_name))


def session_statement(*, device_id: DeviceId, challenge: str) -> bytes:
    """Signed to open a session."""
    return b"Auth eID session v1\n" + _encode(_Session(device_id, challenge))


def act_statement(*, act: Act, device_id: DeviceId, challenge: str, detail: str) -> bytes:
    """Signed to change the account; `detail` names what is changed, as each act says."""
    return b"Auth eID act v1\n" + _encode(_Act(act.value, device_id, challenge, detail))
