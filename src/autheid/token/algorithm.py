"""How tokens are signed."""

from __future__ import annotations

from enum import Enum


class TokenAlgorithm(Enum):
    """RFC 7518 §3.1."""

    RS256 = "RS256"
    ES256 = "ES256"
