"""What a relying party may ask for."""

from __future__ import annotations

from enum import Enum


class RequestKind(Enum):
    """The kinds, by the wire's names."""

    AUTHENTICATION = "AUTHENTICATION"
    SIGNATURE = "SIGNATURE"
    IDENTIFICATION = "IDENTIFICATION"
    KYC = "KYC"
    DEVICE_KEY = "DEVICE_KEY"


OFFERED = frozenset(set(RequestKind) - {RequestKind.DEVICE_KEY})
"""What this deployment can answer; the rest is refused before anything is stored."""
OF_VERIFIED = frozenset({RequestKind.IDENTIFICATION, RequestKind.KYC})
"""What only a verified account can approve, whatever the relying party asks."""
