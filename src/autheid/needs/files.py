"""Where files are kept: a folder, or S3-compatible storage. What comes in is sealed already."""

from __future__ import annotations

from typing import Protocol


class Files(Protocol):
    """Files by name. A name is chance and tells nothing: letters and digits of URL-safe base64."""

    async def put(self, name: str, sealed: bytes) -> None:
        """Keep a new file, durable when this returns. Raises FileExistsError when the name is taken."""
        ...

    async def get(self, name: str) -> bytes | None:
        """The file; None when there is none."""
        ...

    async def delete(self, name: str) -> None:
        """Forget a file; one that is not there is forgotten already."""
        ...

    async def names(self) -> list[str]:
        """Every name there is, for an audit."""
        ...
