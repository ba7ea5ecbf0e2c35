"""What any file store promises (`autheid.needs.files`), of the folder and of S3-compatible storage."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from autheid.needs.files import Files
from autheid.outside.file_store import FolderFiles, s3_files
from tests.support.s3 import s3_server

NAME, OTHER = "abcdefghijklmnop", "zyxwvutsrqponmlk"


@pytest.fixture(params=["folder", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Files]:
    if request.param == "folder":
        yield FolderFiles(tmp_path / "files")
        return
    with s3_server() as (address, _):
        yield s3_files(
            bucket="people",
            prefix="eid",
            endpoint=address,
            region="eu-north-1",
            access_key="id",
            secret_key="key",
        )


async def test_a_file_is_put_once_read_again_and_forgotten(files: Files) -> None:
    assert await files.get(NAME) is None
    await files.put(NAME, b"sealed")
    with pytest.raises(FileExistsError):
        await files.put(NAME, b"another")
    assert await files.get(NAME) == b"sealed"
    await files.put(OTHER, bytes(2_000_000))
    assert await files.names() == [NAME, OTHER]
    await files.delete(NAME)
    await files.delete(NAME)
    assert await files.get(NAME) is None
    assert await files.names() == [OTHER]


async def test_of_many_who_put_one_name_one_does(files: Files) -> None:
    done = await asyncio.gather(*(files.put(NAME, bytes([n])) for n in range(8)), return_exceptions=True)
    assert [type(one) for one in done].count(FileExistsError) == 7


@pytest.mark.parametrize("name", ["", "..", "a/b", "../../etc/passwd", "short", "a" * 65, "abcdefghijklmno."])
async def test_a_name_that_is_none_of_ours_is_refused(files: Files, name: str) -> None:
    with pytest.raises(ValueError, match="file's name"):
        await files.get(name)


async def test_a_folders_files_are_its_owners_alone(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path / "files")
    await files.put(NAME, b"sealed")
    path = tmp_path / "files" / "ab" / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == [NAME], "no draft is left"
