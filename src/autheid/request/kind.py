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


OFFERED = frozenset({RequestKind.AUTHENTICATION, RequestKind.SIGNATURE})
"""What this deployment can answer; the rest is refused before anything is stored."""
