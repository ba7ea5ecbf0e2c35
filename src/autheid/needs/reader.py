"""Reads files that people hand in. Foreign bytes are parsed elsewhere than in the process that serves requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from autheid.passport.evidence import ChipReading, PageReading, ProofReading


class Reader(Protocol):
    """Each call takes bounded time and memory, whatever the bytes are.

    Raises Refusal INVALID, its field and its sentence for the person, when the file is not what it should be,
    and UNAVAILABLE when too many are being read.
    """

    async def read_page(self, picture: bytes) -> PageReading:
        """Find and read the machine-readable zone in a photo (JPEG, PNG, WebP); the field is `picture`."""
        ...

    async def read_chip(
        self,
        security_object: bytes,
        data_groups: Mapping[int, bytes],
        *,
        anchors: Sequence[bytes],
        revocations: Sequence[bytes],
        today: date,
    ) -> ChipReading:
        """Authenticate EF.SOD and the data groups (DG1 and DG2 at least), and read them.

        `anchors` are country signing certificates and `revocations` their lists, each in DER.
        The field is `security_object` or `data_groups`.
        """
        ...

    async def read_logo(self, picture: bytes) -> bytes:
        """A picture (JPEG, PNG, WebP) as a square PNG with its transparency; the field is `picture`."""
        ...

    async def read_proof(self, file: bytes) -> ProofReading:
        """The pages of a PDF, or a photo; the field is `file`."""
        ...
