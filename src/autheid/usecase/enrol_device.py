"""A device joins: by the code that comes to an address, and for an account by one thing more.

A new address needs the code alone. An account's address also needs the account's recovery code, or an older device
that admits the new one: whoever reads a person's mail signs nothing.
"""

from __future__ import annotations

import msgspec

from autheid.account.account import Account, Language
from autheid.account.device import Device, Join, JoinState, NewDevice, NewPin, device_id_of
from autheid.account.enrolment import (
    CODE_LIFE_SECONDS,
    CODE_TRIES,
    Enrolment,
    check_code,
    code_material,
    make_code,
    make_enrolment_id,
)
from autheid.account.letter import Letter, LetterKind
from autheid.account.proof import enrolment_statement
from autheid.account.recovery import recovery_material
from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import DeviceId, make_unique_user_id
from autheid.kernel.secret import Chance, KeyedHash, Sealer
from autheid.needs.people import Enrolments, People
from autheid.needs.signal import Bell
from autheid.person.email import EmailAddress
from autheid.pki.curve import Curve, signature_is_valid
from autheid.usecase.notices import Notices
from autheid.usecase.see_through import and_ring

JOIN_LIFE_SECONDS = 600


class TypedPin(msgspec.Struct, frozen=True):
    """What a device says of its PIN: the proof of it, and the share that is to be kept for it."""

    proof: bytes
    share: bytes


class Candidate(msgspec.Struct, frozen=True):
    """A device that wants to be enrolled. `public_key` and `session_key` are checked points, the latter of P-256."""

    public_key: bytes
    curve: Curve
    name: str
    signature: bytes
    session_key: bytes | None = None
    pin: TypedPin | None = None


class Enrolled(msgspec.Struct, frozen=True):
    """The device is enrolled."""

    account: Account
    device: Device


Outcome = Enrolled | Join
"""A device that is enrolled, or one that waits to be admitted."""


class EnrolDevice:
    """Begins and completes enrolments."""

    def __init__(
        self,
        *,
        enrolments: Enrolments,
        people: People,
        notices: Notices,
        bell: Bell,
        codes: KeyedHash,
        recoveries: KeyedHash,
        pins: PinKeeper,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._enrolments = enrolments
        self._people = people
        self._notices = notices
        self._bell = bell
        self._codes = codes
        self._recoveries = recoveries
        self._pins = pins
        self._clock = clock
        self._chance = chance

    async def begin(self, email: EmailAddress, *, language: Language = "en") -> tuple[str, Millis]:
        """Send a code to an address. The enrolment's id and when it expires.

        The answer is the same for an address that has an account already: the caller learns nothing of it.
        """
        enrolment, letter = new_enrolment(
            email, language=language, hasher=self._codes, chance=self._chance, now=self._clock.now()
        )
        await self._enrolments.begin(enrolment, now=self._clock.now(), letters=(letter,))
        return enrolment.enrolment_id, enrolment.expires

    async def check(self, enrolment_id: str, *, code: str) -> Account | None:
        """Whose address it is that the code came to; None when nobody has it. The enrolment goes on.

        Raises Refusal as `complete` by 2 and 3. A right code costs no try.
        """
        enrolment = await self._proven(enrolment_id, code)
        await self._enrolments.give_back_try(enrolment_id)
        return await self._people.account_by_email(enrolment.email)

    async def complete(
        self,
        enrolment_id: str,
        *,
        code: str,
        candidate: Candidate,
        recovery_code: str = "",
        join: bool = False,
    ) -> Outcome:
        """End an enrolment with a new key.

        1. The signature over the enrolment statement is the new key's: whoever enrols a key holds it.
        2. A try is taken away, before the code is looked at.
        3. The code is right (see `check_code`).
        4. A new address gets an account. An account's address needs the recovery code, which is used up by it,
           or the device waits until an older one admits it.
        5. The store, in one transaction: the enrolment is still open, the key is nobody's, the address still free.

        Raises Refusal INVALID by 1, NOT_FOUND for an unknown enrolment, FORBIDDEN or PRECONDITION by 3 to 5.
        """
        # 1.
        if not _is_signed(enrolment_id, candidate):
            raise invalid("signature", "is not the new key's over the enrolment statement")
        # 2. and 3.
        enrolment = await self._proven(enrolment_id, code)
        # 4. and 5.
        device = self._device_of(candidate)
        account = await self._people.account_by_email(enrolment.email)
        if account is None:
            made = await self._enrolments.complete(
                enrolment, device, fresh_id=make_unique_user_id(self._chance), now=self._clock.now()
            )
            return _enrolled(made)
        if recovery_code:
            return await self._restore(enrolment, device, account, recovery_code)
        if join:
            return await self._ask_to_join(enrolment, device, account)
        raise Refusal(
            Kind.PRECONDITION,
            "this address has an account: its recovery code is needed, or an older device that admits this one",
        )

    async def outcome(self, enrolment_id: str) -> tuple[Join, JoinState, Enrolled | None]:
        """How the joining of a waiting device stands. Raises Refusal NOT_FOUND."""
        found = await self._enrolments.join_outcome(enrolment_id)
        if found is None:
            raise Refusal(Kind.NOT_FOUND, "no device waits under this enrolment")
        join, state = found
        if state is not JoinState.ADMITTED:
            return join, state, None
        account = await self._people.account(join.account)
        device = await self._people.device(join.device.device_id)
        if account is None or device is None:
            raise Refusal(Kind.NOT_FOUND, "no device waits under this enrolment")
        return join, state, Enrolled(account, device)

    async def _proven(self, enrolment_id: str, code: str) -> Enrolment:
        enrolment = await self._enrolments.count_try(enrolment_id)
        if enrolment is None or enrolment.account is not None:
            raise Refusal(Kind.NOT_FOUND, "no such enrolment")
        check_code(enrolment, code, now=self._clock.now(), hasher=self._codes)
        return enrolment

    def _device_of(self, candidate: Candidate) -> NewDevice:
        device_id = device_id_of(candidate.public_key)
        return NewDevice(
            public_key=candidate.public_key,
            curve=candidate.curve,
            name=candidate.name,
            session_key=candidate.session_key,
            pin=None if candidate.pin is None else self._pins.keep(device_id, candidate.pin),
        )

    async def _restore(
        self, enrolment: Enrolment, device: NewDevice, account: Account, recovery_code: str
    ) -> Enrolled:
        kept = account.recovery_hash
        if kept is None or not self._recoveries.matches(recovery_material(recovery_code), kept):
            raise Refusal(
                Kind.FORBIDDEN, "recoveryCode: is not this account's newest one", field="recoveryCode"
            )
        restoring = self._enrolments.restore(
            enrolment,
            device,
            account=account.account,
            recovery_hash=kept,
            now=self._clock.now(),
            letters=await self._notices(account, LetterKind.RESTORED, device.name),
        )
        made = await and_ring(restoring, self._bell, ("account", account.account))
        return _enrolled(made)

    async def _ask_to_join(self, enrolment: Enrolment, device: NewDevice, account: Account) -> Join:
        now = self._clock.now()
        join = Join(
            enrolment.enrolment_id, account.account, device, now, after(now, seconds=JOIN_LIFE_SECONDS)
        )
        letters = await self._notices(account, LetterKind.JOIN_ASKED, device.name)
        asking = self._enrolments.ask_to_join(enrolment, join, now=now, letters=letters)
        if not await and_ring(asking, self._bell, ("account", account.account)):
            raise _not_so()
        return join


class PinKeeper:
    """Turns what a device says of its PIN into what the store keeps, and back."""

    def __init__(self, *, hasher: KeyedHash, sealer: Sealer, chance: Chance) -> None:
        self._hasher = hasher
        self._sealer = sealer
        self._chance = chance

    def keep(self, device_id: DeviceId, pin: TypedPin) -> NewPin:
        """The proof as a keyed hash, bound to its device, and the share sealed for it."""
        label = device_id.encode()
        return NewPin(
            self._hasher(label + pin.proof), self._sealer.seal(pin.share, label=label, chance=self._chance)
        )

    def is_right(self, device_id: DeviceId, proof: bytes, proof_hash: bytes) -> bool:
        """Whether this proof is the kept one, in constant time."""
        return self._hasher.matches(device_id.encode() + proof, proof_hash)

    def share(self, device_id: DeviceId, sealed_share: bytes) -> bytes:
        """The share. Raises ValueError when it was sealed for another device."""
        return self._sealer.open(sealed_share, label=device_id.encode())


def new_enrolment(
    email: EmailAddress,
    *,
    language: Language,
    hasher: KeyedHash,
    chance: Chance,
    now: Millis,
    account: Account | None = None,
) -> tuple[Enrolment, Letter]:
    """An enrolment and the letter with its code; `account` when it adds an address to that."""
    enrolment_id = make_enrolment_id(chance)
    code = make_code(chance)
    enrolment = Enrolment(
        enrolment_id=enrolment_id,
        email=email,
        account=None if account is None else account.account,
        code_hash=hasher(code_material(enrolment_id, code)),
        tries_left=CODE_TRIES,
        expires=after(now, seconds=CODE_LIFE_SECONDS),
        language=language,
    )
    letter = Letter(
        kind=LetterKind.CODE,
        to=email.written,
        language=language,
        at=now,
        code=code,
        expires=enrolment.expires,
    )
    return enrolment, letter


def _is_signed(enrolment_id: str, candidate: Candidate) -> bool:
    statement = enrolment_statement(
        enrolment_id=enrolment_id,
        device_id=device_id_of(candidate.public_key),
        curve=candidate.curve.value,
        device_name=candidate.name,
    )
    return signature_is_valid(
        curve=candidate.curve,
        public_key=candidate.public_key,
        signature=candidate.signature,
        message=statement,
    )


def _enrolled(made: tuple[Account, Device] | None) -> Enrolled:
    if made is None:
        raise _not_so()
    return Enrolled(*made)


def _not_so() -> Refusal:
    return Refusal(
        Kind.PRECONDITION,
        "this device can't be enrolled so: the enrolment is over, the key is in use, "
        "or the address has an account by now",
    )
