"""The master secret's file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from autheid.outside.secret_file import open_master_secret


def test_a_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "master.secret"
    first = open_master_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert open_master_secret(path).derive("x") == first.derive("x")
    assert [entry.name for entry in path.parent.iterdir()] == ["master.secret"]


def test_two_folders_have_two_secrets(tmp_path: Path) -> None:
    one, other = (open_master_secret(tmp_path / name / "master.secret") for name in ("a", "b"))
    assert one.derive("x") != other.derive("x")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_secret_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.secret"
    open_master_secret(path)
    path.chmod(mode)
    with pytest.raises(PermissionError, match="chmod 600"):
        open_master_secret(path)


@pytest.mark.parametrize("text", ["", "AAAA", "!" * 44, "A" * 20])
def test_a_file_that_holds_no_secret_is_told_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "master.secret"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(ValueError, match="does not hold a secret"):
        open_master_secret(path)
    assert path.read_text() == text


def test_a_draft_that_a_power_cut_left_behind_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "master.secret"
    path.with_suffix(".new").write_text("half")
    assert open_master_secret(path).derive("x") == open_master_secret(path).derive("x")


def test_of_many_who_come_first_at_once_all_get_the_one_secret_that_is_kept(tmp_path: Path) -> None:
    """A command beside a server that starts: a secret that was read and then written over would orphan the database."""
    for attempt in range(20):
        path = tmp_path / str(attempt) / "master.secret"
        gate = Barrier(8)

        def first(path: Path = path, gate: Barrier = gate) -> bytes:
            gate.wait()
            return open_master_secret(path).derive("x")

        with ThreadPoolExecutor(8) as pool:
            found = {made.result() for made in [pool.submit(first) for _ in range(8)]}
        assert found == {open_master_secret(path).derive("x")}
