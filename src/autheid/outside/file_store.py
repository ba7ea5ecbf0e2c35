"""Files in a folder, or in S3-compatible storage (see `autheid.needs.files`)."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from tempfile import mkstemp

from obstore.exceptions import AlreadyExistsError, NotFoundError
from obstore.store import S3Store

_NAME = re.compile(r"[A-Za-z0-9_-]{16,64}")
_FAN_OUT = 2


class FolderFiles:
    """A folder with a folder for each two characters that names begin with."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def put(self, name: str, sealed: bytes) -> None:
        await asyncio.to_thread(self._put, self._path(name), sealed)

    async def get(self, name: str) -> bytes | None:
        return await asyncio.to_thread(_read, self._path(name))

    async def delete(self, name: str) -> None:
        await asyncio.to_thread(self._path(name).unlink, missing_ok=True)

    async def names(self) -> list[str]:
        return sorted(path.name for path in self._root.glob("??/*") if _NAME.fullmatch(path.name))

    def _path(self, name: str) -> Path:
        return self._root / _checked(name)[:_FAN_OUT] / name

    def _put(self, path: Path, sealed: bytes) -> None:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        # Written whole and durable under another name first: what can be read is complete.
        descriptor, draft = mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
        finally:
            Path(draft).unlink()
        for folder in (path.parent, self._root):
            _flush(folder)


class S3Files:
    """A bucket, by the S3 API."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    async def put(self, name: str, sealed: bytes) -> None:
        try:
            await self._store.put_async(_key(name), sealed, mode="create")
        except AlreadyExistsError:
            raise FileExistsError(name) from None

    async def get(self, name: str) -> bytes | None:
        try:
            found = await self._store.get_async(_key(name))
            return bytes(await found.bytes_async())
        except (NotFoundError, FileNotFoundError):
            return None

    async def delete(self, name: str) -> None:
        try:
            await self._store.delete_async(_key(name))
        except (NotFoundError, FileNotFoundError):
            return

    async def names(self) -> list[str]:
        found: list[str] = []
        async for page in self._store.list():
            found += [str(entry["path"]).rpartition("/")[2] for entry in page]
        return sorted(found)


def s3_files(
    *, bucket: str, prefix: str, endpoint: str, region: str, access_key: str, secret_key: str
) -> S3Files:
    """S3-compatible storage; `endpoint` empty for Amazon's own."""
    return S3Files(
        S3Store(
            bucket,
            prefix=prefix or None,
            endpoint=endpoint or None,
            region=region,
            access_key_id=access_key,
            secret_access_key=secret_key,
            client_options={"allow_http": endpoint.startswith("http://")},
        )
    )


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("a file's name is letters and digits of URL-safe base64")
    return name


def _key(name: str) -> str:
    return f"{_checked(name)[:_FAN_OUT]}/{name}"


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
