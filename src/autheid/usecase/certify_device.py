"""Give a device its certificate, and say what has become of one."""

from __future__ import annotations

from typing import NamedTuple

from autheid.account.device import Device
from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import DeviceId, UniqueUserId
from autheid.kernel.secret import Chance, base64_bytes, base64_text
from autheid.needs.certificates import Certificates, DeviceCertificate, Standing
from autheid.needs.people import People
from autheid.pki.authority import (
    DAY_SECONDS,
    RENEWED_DAYS_BEFORE,
    SERIAL_BYTES,
    Authority,
    Links,
    certify_device,
    make_serial,
)
from autheid.pki.curve import COMPRESSED_KEY_BYTES
from autheid.pki.status import (
    Question,
    Window,
    good,
    not_a_question,
    not_ours,
    question_about,
    read_question,
    revoked,
    unknown,
)
from autheid.usecase.keep_authority import KeepAuthority

FRESH_SECONDS = 3600
"""For how long a status that somebody asks for may be believed."""


class Certified(NamedTuple):
    """A device's certificate, its issuer's, and a status of the first that the second has signed; all in DER."""

    certificate: bytes
    issuer: bytes
    status: bytes


UNCERTIFIED = Certified(b"", b"", b"")


class CertifyDevice:
    """Certificates are made when they are first wanted, and again before they end."""

    def __init__(
        self,
        *,
        certificates: Certificates,
        people: People,
        authority: KeepAuthority,
        clock: Clock,
        chance: Chance,
        origin: str,
        kept_seconds: int,
    ) -> None:
        """`origin` is where this deployment is reached; a result can be read again for `kept_seconds`."""
        self._certificates = certificates
        self._people = people
        self._authority = authority
        self._clock = clock
        self._chance = chance
        self._origin = origin
        self._kept_seconds = kept_seconds

    async def of_signature(
        self, device: Device, unique_user_id: UniqueUserId, *, created: Millis
    ) -> Certified:
        """What goes with a signature for a request that was made at `created`.

        Its status is good from then on, for as long as the result can be read: clients want it to begin no later.
        Nothing goes with it where no issuer signs, as under an operator's own root that was left to end: the signature
        is as good without.
        Raises Refusal UNKNOWN_CALLER when the device signs no more.
        """
        if self._authority.known.issuer(now=self._clock.now()) is None:
            return UNCERTIFIED
        certificate = await self._current(device, unique_user_id)
        if certificate is None or not await self._is_good(certificate):
            raise Refusal(Kind.UNKNOWN_CALLER, "this device has been revoked")
        issuer = await self._authority.numbered(certificate.issuer)
        until = min(after(self._clock.now(), seconds=self._kept_seconds), certificate.until)
        window = Window(created, until)
        status = good(issuer, question_about(issuer, _number(certificate.serial)), window)
        return Certified(certificate.der, issuer.certificate, status)

    async def of_device(self, device_id: str) -> Certified:
        """The certificate of any device, and its status now.

        Raises Refusal INVALID for what is no device's id, NOT_FOUND for a device that has no certificate and can't
        get one, as one that is not there.
        """
        if not device_id:
            raise invalid("device_id", "is required")
        device = await self._people.device(_checked_id(device_id))
        account = None if device is None else await self._people.account(device.account)
        if device is None or account is None:
            raise Refusal(Kind.NOT_FOUND, "no such device")
        certificate = (
            await self._certificates.certificate_of(device.device_id)
            if device.retired
            else await self._current(device, account.unique_user_id)
        )
        if certificate is None:
            raise Refusal(Kind.NOT_FOUND, "no such device")
        issuer = await self._authority.numbered(certificate.issuer)
        status = await self._answer(issuer, question_about(issuer, _number(certificate.serial)))
        return Certified(certificate.der, issuer.certificate, status)

    async def answer(self, unverified_question: bytes) -> bytes:
        """What an OCSP responder says to a question in DER (RFC 6960 §2.1): anybody may ask."""
        try:
            question = read_question(unverified_question)
        except ValueError:
            return not_a_question()
        issuer = self._authority.known.named(question.name_hash, question.key_hash, question.algorithm)
        if issuer is None or issuer.private_der is None:
            return not_ours()
        return await self._answer(issuer, question)

    async def _current(self, device: Device, unique_user_id: UniqueUserId) -> DeviceCertificate | None:
        there = await self._certificates.certificate_of(device.device_id)
        now, issuer = self._clock.now(), self._authority.issuer()
        if there is not None and not self._is_due(there, issuer, now):
            return there
        serial = make_serial(self._chance)
        certificate, since, until = certify_device(
            issuer,
            curve=device.curve,
            public_key=device.public_key,
            unique_user_id=unique_user_id,
            serial=serial,
            links=Links(f"{self._origin}/ocsp", f"{self._origin}/pki/{issuer.number}.cer"),
            now=now,
        )
        return await self._certificates.keep(
            DeviceCertificate(serial, issuer.number, device.device_id, certificate, since, until),
            instead_of=there,
        )

    def _is_due(self, there: DeviceCertificate, issuer: Authority, now: Millis) -> bool:
        # By an older issuer than signs now: it was replaced for a reason. Not begun: a clock ran ahead when it was made.
        if there.issuer < issuer.number or now < there.since:
            return True
        margin = max(RENEWED_DAYS_BEFORE * DAY_SECONDS, self._kept_seconds)
        # Where its issuer ends as soon, another would last no longer.
        return there.until <= after(now, seconds=margin) and there.until < issuer.until()

    async def _is_good(self, certificate: DeviceCertificate) -> bool:
        standing = await self._certificates.standing(certificate.serial)
        return standing is not None and standing.revoked is None and standing.is_active

    async def _answer(self, issuer: Authority, question: Question) -> bytes:
        now = self._clock.now()
        window = Window(now, after(now, seconds=FRESH_SECONDS))
        serial = _serial(question.serial)
        standing = None if serial is None else await self._certificates.standing(serial)
        if serial is None or standing is None or standing.issuer != issuer.number:
            return unknown(issuer, question, window)
        at = await self._revoked_at(serial, standing, now)
        return good(issuer, question, window) if at is None else revoked(issuer, question, window, at=at)

    async def _revoked_at(self, serial: bytes, standing: Standing, now: Millis) -> Millis | None:
        if standing.revoked is not None or standing.is_active:
            return standing.revoked
        # A node of an older version has revoked the device and knew of no certificates.
        await self._certificates.settle(serial, now=now)
        settled = await self._certificates.standing(serial)
        return now if settled is None else settled.revoked


def _checked_id(device_id: str) -> DeviceId:
    try:
        key = base64_bytes(device_id)
    except ValueError:
        key = b""
    if len(key) != COMPRESSED_KEY_BYTES:
        raise invalid("device_id", f"must be a compressed key of {COMPRESSED_KEY_BYTES} bytes in base64")
    return DeviceId(base64_text(key))


def _number(serial: bytes) -> int:
    return int.from_bytes(serial, "big")


def _serial(number: int) -> bytes | None:
    return number.to_bytes(SERIAL_BYTES, "big") if 0 < number < 1 << 8 * SERIAL_BYTES else None
