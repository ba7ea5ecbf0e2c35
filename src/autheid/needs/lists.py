"""The lists to screen against: versions on a shelf, of each list the latest in use."""

from __future__ import annotations

from typing import IO, Protocol

import msgspec

from autheid.kernel.clock import Millis
from autheid.screening.engine import OpenList
from autheid.screening.result import ListKind
from autheid.screening.version import ListVersion


class Delta(msgspec.Struct, frozen=True):
    """What a version changed, by entries."""

    added: int
    changed: int
    removed: int


class Taken(msgspec.Struct, frozen=True):
    """A version that was taken into use; `delta` is None for the first of its name, and for one in use already."""

    version: ListVersion
    fresh: bool
    delta: Delta | None = None


class Shelved(msgspec.Struct, frozen=True):
    """A version as it stands on the shelf."""

    version: ListVersion
    in_use: bool
    checked: Millis
    """When somebody last looked for a newer one; of a version in use."""


class Lists(Protocol):
    """Versions of lists. What is in use changes at once and whole, for every process of the deployment."""

    def current(self) -> tuple[OpenList, ...]:
        """The lists in use; cheap while nothing changed."""
        ...

    def at(self, name: str, version: str) -> OpenList | None:
        """A version that is kept; None when it is not any more."""
        ...

    def token(self) -> str:
        """Changes when any list in use does."""
        ...

    def shelved(self) -> list[Shelved]:
        """Every kept version, by name and the newest first."""
        ...

    def take(
        self, name: str, kind: ListKind, file: IO[bytes], *, source: str, now: Millis, force: bool
    ) -> Taken:
        """Read, check, index and put a version into use; what was in use stays so when anything is wrong.

        Raises ListRefused: the file is no such list, is older than what is in use, or has lost a fifth of its entries;
        the last two not with `force`.
        """
        ...

    def drop(self, name: str) -> bool:
        """Take a list out of use, its versions stay; False when none of this name is."""
        ...
