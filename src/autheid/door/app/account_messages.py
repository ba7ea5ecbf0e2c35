"""What a device sends and gets about its account: JSON as in `messages`."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from autheid.account.account import Language
from autheid.account.device import Join, JoinState, compare_digits
from autheid.door.app.messages import Message
from autheid.kernel.clock import Millis
from autheid.kernel.ids import REQUEST_ID_CHARACTERS
from autheid.kernel.secret import base64url_text
from autheid.request.mute import Mute
from autheid.usecase.enrol_device import Enrolled
from autheid.usecase.show_account import AccountView


class AboutFacts(Message):
    """Which deployment this is. `origin` is where passkeys belong; `servers` are those the app may switch between."""

    profile: Literal["production", "staging"]
    issuer: str
    origin: str
    servers: dict[str, str]
    push_key: str
    """The VAPID key in base64url (RFC 8292 §3.2); empty where there is no push."""
    licence_version: str


class About(AboutFacts, kw_only=True):
    """The facts, and the server's clock."""

    server_time: int


class BeginEnrolment(Message):
    """Ask for a code, to be brought to this address in this language."""

    email: str
    language: Language = "en"


class EnrolmentBegun(Message):
    """Complete before `expires_at`."""

    enrolment_id: str
    expires_at: int


class CheckCode(Message):
    """The code, to learn what completing will need."""

    code: str


class CodeChecked(Message):
    """`existing` needs more than the code: the recovery code, or an older device that admits this one."""

    account: Literal["new", "existing"]
    has_recovery_code: bool


class DevicePin(Message):
    """Both halves of what the app makes for a PIN: 32 bytes that prove it, and 32 bytes that are kept for it."""

    proof: bytes
    share: bytes


class CompleteEnrolment(Message):
    """The code, the new key, and the new key's signature over the enrolment statement.

    `session_key` is a second, compressed point of P-256; `recovery_code` or `join` are for an address with an account.
    """

    code: str
    curve: Literal["P-256", "secp256k1"]
    public_key: bytes
    device_name: str
    signature: bytes
    session_key: bytes | None = None
    pin: DevicePin | None = None
    recovery_code: str = ""
    join: bool = False


class EnrolledDevice(Message):
    """What a new device learns."""

    device_id: str
    device_name: str
    unique_user_id: str
    email: str


class EnrolmentOutcome(Message):
    """`waiting` until an older device admits this one: both show `compare`."""

    state: Literal["done", "waiting", "refused", "over"]
    compare: str
    expires_at: int
    enrolled: EnrolledDevice | None


class AddressShown(Message):
    """An address of the account."""

    email: str
    added_at: int


class DeviceShown(Message):
    """An active device of the account."""

    device_id: str
    name: str
    enrolled_at: int
    last_seen_at: int


class PinShown(Message):
    """How this device's PIN stands."""

    tries_left: int
    locked: bool


class PasskeyShown(Message):
    """This device's passkey; the id is base64url, as browsers write it."""

    credential_id: str


class JoinShown(Message):
    """A device that waits to be admitted."""

    join_id: str
    device_id: str
    device_name: str
    compare: str
    asked_at: int
    expires_at: int


class MuteShown(Message):
    """A relying party that asks by address in vain for a while."""

    rp_id: str
    rp_name: str
    until: int


class LiftMute(Message):
    """Hear a relying party again."""

    rp_id: str


class AccountShown(Message):
    """Whose device this is, and what the account holds."""

    device_id: str
    device_name: str
    unique_user_id: str
    email: str
    emails: list[AddressShown]
    devices: list[DeviceShown]
    is_verified: bool
    has_recovery_code: bool
    pin: PinShown | None
    passkey: PasskeyShown | None
    joins: list[JoinShown]
    muted: list[MuteShown]
    push: bool
    account_version: int
    server_time: int


class ProvePin(Message):
    """The PIN's proof; with the request that is about to be approved, it is noted for that one."""

    proof: bytes
    request_id: Annotated[str, msgspec.Meta(max_length=REQUEST_ID_CHARACTERS)] = ""


class PinProven(Message):
    """The share for the right PIN, else null; no try left means locked."""

    share: bytes | None
    tries_left: int


class Act(Message):
    """A change of the account: a challenge, and the signing key's signature over the act statement."""

    challenge: str
    signature: bytes


class AddEmail(Act, kw_only=True):
    """Ask for a code, to be brought to an address that the account is to have."""

    email: str
    language: Language = "en"


class ConfirmEmail(Message):
    """The code that came to the new address."""

    enrolment_id: str
    code: str


class RemoveEmail(Act, kw_only=True):
    """Take an address out of the account."""

    email: str


class RenameDevice(Message):
    """Another name for a device of the account."""

    device_id: str
    name: str


class RevokeDevice(Act, kw_only=True):
    """Retire a device of the account at once."""

    device_id: str


class AdmitDevice(Act, kw_only=True):
    """Let a waiting device in; the act names its device id."""

    join_id: str


class RefuseDevice(Message):
    """Keep a waiting device out."""

    join_id: str


class RecoveryCode(Message):
    """A new recovery code, told this once."""

    recovery_code: str


class ChangePin(Act, kw_only=True):
    """Another PIN; the act's detail is SHA-256 over proof and share, in base64."""

    proof: bytes
    share: bytes


class NewCredential(Message):
    """What the browser made (WebAuthn §5.2.1)."""

    credential_id: str
    client_data_json: bytes
    attestation_object: bytes


class AddPasskey(Act, kw_only=True):
    """Let the phone's lock open this device's key; the passkey's challenge is the act's."""

    credential: NewCredential


def account_shown(view: AccountView, mutes: list[Mute], *, now: Millis) -> AccountShown:
    """An account as its device sees it."""
    account, device = view.account, view.device
    return AccountShown(
        device_id=device.device_id,
        device_name=device.name,
        unique_user_id=account.unique_user_id,
        email=account.email,
        emails=[AddressShown(one.email, one.added) for one in view.mailboxes],
        devices=[DeviceShown(one.device_id, one.name, one.enrolled, one.last_seen) for one in view.devices],
        is_verified=account.is_verified(now),
        has_recovery_code=account.recovery_hash is not None,
        pin=None if view.pin is None else PinShown(max(0, view.pin.tries_left), view.pin.locked),
        passkey=None if view.passkey is None else PasskeyShown(base64url_text(view.passkey.credential_id)),
        joins=[_join_shown(join) for join in view.joins],
        muted=[MuteShown(mute.rp, mute.rp_name, mute.until) for mute in mutes],
        push=view.push,
        account_version=account.version,
        server_time=now,
    )


def _join_shown(join: Join) -> JoinShown:
    return JoinShown(
        join_id=join.join_id,
        device_id=join.device.device_id,
        device_name=join.device.name,
        compare=compare_digits(join.device.device_id),
        asked_at=join.asked,
        expires_at=join.expires,
    )


def enrolment_done(enrolled: Enrolled, *, now: Millis) -> EnrolmentOutcome:
    """The outcome for a device that is enrolled."""
    account, device = enrolled.account, enrolled.device
    shown = EnrolledDevice(device.device_id, device.name, account.unique_user_id, account.email)
    return EnrolmentOutcome(state="done", compare="", expires_at=now, enrolled=shown)


def enrolment_waits(join: Join, state: JoinState, *, now: Millis) -> EnrolmentOutcome:
    """The outcome for a device that is not enrolled: it waits, was refused, or waited too long."""
    over = state is JoinState.WAITING and now >= join.expires
    return EnrolmentOutcome(
        state="refused" if state is JoinState.REFUSED else "over" if over else "waiting",
        compare=compare_digits(join.device.device_id),
        expires_at=join.expires,
        enrolled=None,
    )
