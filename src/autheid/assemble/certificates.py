"""Builds what certifies devices."""

from __future__ import annotations

from autheid.assemble.ground import Ground
from autheid.door.public.certificates import CertificateDoor
from autheid.usecase.certify_device import CertifyDevice
from autheid.usecase.keep_authority import KeepAuthority


def keep_authority(ground: Ground) -> KeepAuthority:
    """The authorities of this deployment, which say that they are its issuer's."""
    return KeepAuthority(
        certificates=ground.stores.certificates,
        clock=ground.clock,
        chance=ground.chance,
        organisation=ground.settings.issuer,
    )


def certify_device(ground: Ground, authority: KeepAuthority) -> CertifyDevice:
    """Gives devices their certificates."""
    return CertifyDevice(
        certificates=ground.stores.certificates,
        people=ground.stores.people,
        authority=authority,
        clock=ground.clock,
        chance=ground.chance,
        origin=ground.origin.origin,
        kept_seconds=ground.settings.keep_hours * 3600,
    )


def certificate_door(ground: Ground, certify: CertifyDevice, authority: KeepAuthority) -> CertificateDoor:
    """What verifiers fetch."""
    return CertificateDoor(
        certify=certify,
        authority=authority,
        questions=ground.rate(
            "questions about certificates from this address",
            per_second=ground.settings.device_calls_per_second,
            burst=ground.settings.device_calls_per_second * 10,
        ),
        meter=ground.meter,
    )
