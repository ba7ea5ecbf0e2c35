"""The one place where rows become the product's own values, and back."""

from __future__ import annotations

import msgspec

from autheid.account.account import Account
from autheid.account.device import Device, Join, NewDevice
from autheid.account.enrolment import Enrolment, EnrolmentState
from autheid.account.rp import ApiKey, KeyRight, RelyingParty
from autheid.kernel.ids import AccountId, DeviceId
from autheid.person.email import EmailAddress
from autheid.pki.curve import Curve
from autheid.request.kind import RequestKind
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
from autheid.store.engine import Row, Transaction
from autheid.store.seals import (
    ADDRESS_LABEL,
    DEVICE_NAME_LABEL,
    ENROLMENT_LABEL,
    JOIN_LABEL,
    Seals,
    ending_label,
    opening_label,
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

KIND_NUMBERS: dict[RequestKind, int] = {
    RequestKind.AUTHENTICATION: 1,
    RequestKind.SIGNATURE: 2,
    RequestKind.IDENTIFICATION: 3,
    RequestKind.KYC: 4,
    RequestKind.DEVICE_KEY: 5,
}
"""How a kind is written in the column `kind`. A number is never reused."""

_encoder = msgspec.msgpack.Encoder()
_opening = msgspec.msgpack.Decoder(Opening)
_ended = msgspec.msgpack.Decoder(Ended)
_new_device = msgspec.msgpack.Decoder(NewDevice)
_email = msgspec.msgpack.Decoder(EmailAddress)

_encode = _encoder.encode


async def sealed_opening(opening: Opening, seals: Seals) -> bytes:
    """An opening as its column holds it."""
    return await seals.seal(opening.account, _encode(opening), label=opening_label(opening.key))


async def opening_of(
    key: int, account: AccountId | None, sealed: bytes, seals: Seals, tx: Transaction | None = None
) -> Opening:
    """An opening from its column."""
    return _opening.decode(await seals.open(account, sealed, label=opening_label(key), tx=tx))


async def sealed_ending(
    key: int, account: AccountId | None, ended: Ended, seals: Seals, tx: Transaction | None = None
) -> bytes:
    """An ending as its column holds it."""
    return await seals.seal(account, _encode(ended), label=ending_label(key), tx=tx)


async def state_of(
    key: int, account: AccountId | None, number: int, sealed_end: bytes | None, seals: Seals
) -> State:
    """A state from its columns."""
    if sealed_end is None:
        return Unclaimed() if number == STATE_NUMBERS[Unclaimed] else Pending()
    ended: Ended = _ended.decode(await seals.open(account, sealed_end, label=ending_label(key)))
    return ended


def mute_of(row: Row) -> Mute:
    """From `account, rp, rp_name, until`."""
    return Mute(row[0], row[1], row[2], row[3])


async def account_of(row: Row, seals: Seals, tx: Transaction | None = None) -> Account:
    """From `account, unique_user_id, sealed, verified_until, answers_by_itself, language, version, recovery_hash`."""
    email = await address_of(row[0], row[2], seals, tx)
    return Account(row[0], row[1], email, row[3], bool(row[4]), row[5], row[6], row[7])


async def sealed_address(
    account: AccountId, written: str, seals: Seals, tx: Transaction | None = None
) -> bytes:
    """An address of an account as its column holds it."""
    return await seals.seal(account, written.encode(), label=ADDRESS_LABEL, tx=tx)


async def address_of(account: AccountId, sealed: bytes, seals: Seals, tx: Transaction | None = None) -> str:
    """An address of an account, as it was written."""
    return (await seals.open(account, sealed, label=ADDRESS_LABEL, tx=tx)).decode()


async def sealed_device_name(
    account: AccountId, name: str, seals: Seals, tx: Transaction | None = None
) -> bytes:
    """A device's name as its column holds it."""
    return await seals.seal(account, name.encode(), label=DEVICE_NAME_LABEL, tx=tx)


async def device_name_of(
    account: AccountId, sealed: bytes, seals: Seals, tx: Transaction | None = None
) -> str:
    """A device's name."""
    return (await seals.open(account, sealed, label=DEVICE_NAME_LABEL, tx=tx)).decode()


async def device_of(row: Row, seals: Seals, tx: Transaction | None = None) -> Device:
    """From `device_id, account, curve, public_key, sealed_name, retired, session_key, guarded`."""
    name = await device_name_of(row[1], row[4], seals, tx)
    return Device(DeviceId(row[0]), row[1], Curve(row[2]), row[3], name, bool(row[5]), row[6], bool(row[7]))


async def sealed_join(join: Join, seals: Seals) -> bytes:
    """A waiting device as its column holds it."""
    return await seals.seal(join.account, _encode(join.device), label=JOIN_LABEL)


async def join_of(row: Row, seals: Seals) -> Join:
    """From `join_id, account, device, asked, expires`."""
    device = _new_device.decode(await seals.open(row[1], row[2], label=JOIN_LABEL))
    return Join(row[0], row[1], device, row[3], row[4])


async def sealed_enrolment_address(email: EmailAddress, seals: Seals) -> bytes:
    """An enrolment's address as its column holds it: there may be no account yet, so the deployment's key seals it."""
    return await seals.seal(None, _encode(email), label=ENROLMENT_LABEL)


async def enrolment_of(row: Row, seals: Seals, tx: Transaction | None = None) -> Enrolment:
    """From the columns of `enrolment` in their order."""
    return Enrolment(
        enrolment_id=row[0],
        email=_email.decode(await seals.open(None, row[1], label=ENROLMENT_LABEL, tx=tx)),
        account=row[2],
        code_hash=row[3],
        tries_left=row[4],
        expires=row[5],
        state=EnrolmentState(row[6]),
        language=row[7],
    )


def party_of(row: Row) -> RelyingParty:
    """From the columns of `party` in their order."""
    return RelyingParty(
        rp=row[0],
        name=row[1],
        token_algorithm=TokenAlgorithm(row[2]),
        der_signatures=bool(row[3]),
        disabled=bool(row[4]),
        needs_domain=bool(row[5]),
        domain=row[6],
        domain_token=row[7],
        domain_proven=row[8],
        logo=row[9],
    )


def key_of(row: Row) -> ApiKey:
    """From `prefix, rp, key_hash, created, revoked, name, rights, networks, expires, used, made_by, successor`."""
    return ApiKey(
        prefix=row[0],
        rp=row[1],
        key_hash=row[2],
        created=row[3],
        revoked=bool(row[4]),
        name=row[5],
        rights=frozenset(KeyRight(right) for right in row[6].split()),
        networks=tuple(row[7].split()),
        expires=row[8],
        used=row[9],
        made_by=row[10],
        successor=row[11],
    )


KEY_COLUMNS = 12
"""How many columns of a joined row are the key's."""


def rights_text(key: ApiKey) -> str:
    """A key's rights as their column holds them."""
    return " ".join(sorted(right.value for right in key.rights))
