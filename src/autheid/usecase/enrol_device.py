"""A device joins: by a code that is brought to an address, or by one that an older device of the account shows."""

from __future__ import annotations

from autheid.account.account import Account
from autheid.account.device import Device, device_id_of
from autheid.account.enrolment import (
    CODE_LIFE_SECONDS,
    CODE_TRIES,
    Enrolment,
    check_code,
    code_material,
    make_code,
    make_enrolment_id,
)
from autheid.account.proof import enrolment_statement
from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import make_unique_user_id
from autheid.kernel.secret import Chance, KeyedHash
from autheid.needs.people import Enrolments, People
from autheid.needs.signal import CodeDelivery
from autheid.person.email import EmailAddress, parse_email
from autheid.pki.curve import Curve, signature_is_valid


class EnrolDevice:
    """Begins and completes enrolments."""

    def __init__(
        self,
        *,
        enrolments: Enrolments,
        people: People,
        delivery: CodeDelivery,
        hasher: KeyedHash,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._enrolments = enrolments
        self._people = people
        self._delivery = delivery
        self._hasher = hasher
        self._clock = clock
        self._chance = chance

    async def begin(self, email: EmailAddress) -> tuple[str, Millis]:
        """Begin by address: the code goes there. The enrolment's id and when it expires.

        The answer is the same for an address that has an account already: the caller learns nothing of it.
        """
        enrolment, code = self._new(email, account=None)
        await self._enrolments.begin(enrolment)
        await self._delivery.deliver(enrolment_id=enrolment.enrolment_id, email=email, code=code)
        return enrolment.enrolment_id, enrolment.expires

    async def invite(self, device: Device) -> tuple[str, str, Millis]:
        """Begin from an enrolled device, which shows the code itself: the id, the code and when they expire."""
        account = await self._people.account(device.account)
        if account is None:
            raise Refusal(Kind.NOT_FOUND, "no such account")
        enrolment, code = self._new(parse_email(account.email), account=account)
        await self._enrolments.begin(enrolment)
        return enrolment.enrolment_id, code, enrolment.expires

    async def complete(
        self, enrolment_id: str, *, code: str, curve: Curve, public_key: bytes, name: str, signature: bytes
    ) -> tuple[Account, Device]:
        """End an enrolment with a new key. `public_key` is a checked point of `curve`.

        1. The signature over the enrolment statement is the new key's: whoever enrols a key holds it.
        2. A try is taken away, before the code is looked at.
        3. The code is right (see `check_code`).
        4. The store, in one transaction: the enrolment is still open, the key is nobody's, the address still free.

        Raises Refusal INVALID by 1, NOT_FOUND for an unknown enrolment, FORBIDDEN or PRECONDITION by 3 and 4.
        """
        # 1.
        statement = enrolment_statement(
            enrolment_id=enrolment_id, device_id=device_id_of(public_key), curve=curve.value, device_name=name
        )
        if not signature_is_valid(curve=curve, public_key=public_key, signature=signature, message=statement):
            raise invalid("signature", "is not the new key's over the enrolment statement")
        # 2.
        enrolment = await self._enrolments.count_try(enrolment_id)
        if enrolment is None:
            raise Refusal(Kind.NOT_FOUND, "no such enrolment")
        # 3.
        now = self._clock.now()
        check_code(enrolment, code, now=now, hasher=self._hasher)
        # 4.
        enrolled = await self._enrolments.complete(
            enrolment,
            device_key=public_key,
            curve=curve.value,
            name=name,
            fresh_id=make_unique_user_id(self._chance),
            now=now,
        )
        if enrolled is None:
            raise Refusal(
                Kind.PRECONDITION,
                "this device can't be enrolled so: the enrolment is over, the key is in use, "
                "or the account has a device already, which must begin the enrolment itself",
            )
        return enrolled

    def _new(self, email: EmailAddress, *, account: Account | None) -> tuple[Enrolment, str]:
        enrolment_id = make_enrolment_id(self._chance)
        code = make_code(self._chance)
        enrolment = Enrolment(
            enrolment_id=enrolment_id,
            email=email,
            account=None if account is None else account.account,
            code_hash=self._hasher(code_material(enrolment_id, code)),
            tries_left=CODE_TRIES,
            expires=after(self._clock.now(), seconds=CODE_LIFE_SECONDS),
        )
        return enrolment, code
