"""The one place where rows become the product's own values, and back."""

from __future__ import annotations

from typing import Any

import msgspec

from autheid.account.account import Account
from autheid.account.device import Device, Join, NewDevice
from autheid.account.enrolment import Enrolment, EnrolmentState
from autheid.account.rp import ApiKey, RelyingParty
from autheid.kernel.ids import DeviceId
from autheid.person.email import EmailAddress
from autheid.pki.curve import Curve
from autheid.request.mute import Mute
from autheid.request.opening import Opening
from autheid.request.state import (
    Ended,
    NotVerified,
    Pending,
    RpCancelled,
    State,
    Succeeded,
    TimedOut,
    Unclaimed,
    UserCancelled,
)
from autheid.token.algorithm import TokenAlgorithm

STATE_NUMBERS: dict[type[State], int] = {
    Pending: 0,
    Succeeded: 1,
    NotVerified: 2,
    UserCancelled: 3,
    RpCancelled: 4,
    TimedOut: 5,
    Unclaimed: 6,
}
"""How a state is written in the column `state`. A number is never reused."""

_encoder = msgspec.msgpack.Encoder()
_opening = msgspec.msgpack.Decoder(Opening)
_ended = msgspec.msgpack.Decoder(Ended)
_new_device = msgspec.msgpack.Decoder(NewDevice)

Row = tuple[Any, ...]

encode = _encoder.encode
"""An opening, an ending or a waiting device as the bytes of its column."""


def opening_of(blob: bytes) -> Opening:
    """An opening from its column."""
    return _opening.decode(blob)


def state_of(number: int, ending: bytes | None) -> State:
    """A state from its two columns."""
    if ending is None:
        return Unclaimed() if number == STATE_NUMBERS[Unclaimed] else Pending()
    ended: Ended = _ended.decode(ending)
    return ended


def mute_of(row: Row) -> Mute:
    """From `account, rp, rp_name, until`."""
    return Mute(row[0], row[1], row[2], row[3])


def account_of(row: Row) -> Account:
    """From `account, unique_user_id, email, verified_until, answers_by_itself, language, version, recovery_hash`."""
    return Account(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[6], row[7])


def device_of(row: Row) -> Device:
    """From `device_id, account, curve, public_key, name, retired, session_key, guarded`."""
    return Device(DeviceId(row[0]), row[1], Curve(row[2]), row[3], row[4], bool(row[5]), row[6], bool(row[7]))


def join_of(row: Row) -> Join:
    """From `join_id, account, device, asked, expires`."""
    return Join(row[0], row[1], _new_device.decode(row[2]), row[3], row[4])


def enrolment_of(row: Row) -> Enrolment:
    """From the columns of `enrolment` in their order."""
    return Enrolment(
        enrolment_id=row[0],
        email=EmailAddress(row[1], row[2]),
        account=row[3],
        code_hash=row[4],
        tries_left=row[5],
        expires=row[6],
        state=EnrolmentState(row[7]),
        language=row[8],
    )


def party_of(row: Row) -> RelyingParty:
    """From `rp, name, token_algorithm, der_signatures, disabled`."""
    return RelyingParty(row[0], row[1], TokenAlgorithm(row[2]), bool(row[3]), bool(row[4]))


def key_of(row: Row) -> ApiKey:
    """From `prefix, rp, key_hash, created, revoked`."""
    return ApiKey(row[0], row[1], row[2], row[3], bool(row[4]))
