"""Secrets, and base64 as the wire wants it."""

from __future__ import annotations

import pytest

from autheid.kernel.secret import (
    KeyedHash,
    MasterSecret,
    Sealer,
    base64_bytes,
    base64_text,
    base64url_text,
    digest,
    equal,
    system_chance,
)

_MASTER = MasterSecret(bytes(32))


def test_a_derived_key_is_the_same_for_its_purpose_and_no_other() -> None:
    assert _MASTER.derive("a") == _MASTER.derive("a")
    assert _MASTER.derive("a") != _MASTER.derive("b")
    assert _MASTER.derive("a") != MasterSecret(b"\1" * 32).derive("a")
    assert len(_MASTER.derive("a", length=48)) == 48


@pytest.mark.parametrize("length", [0, 1, 31])
def test_a_short_master_secret_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        MasterSecret(bytes(length))


def test_a_master_secret_is_not_shown() -> None:
    assert repr(MasterSecret(b"s" * 32)) == "MasterSecret(…)"
    assert str(MasterSecret(b"s" * 32)) == "MasterSecret(…)"


def test_a_keyed_hash_matches_its_own_value_under_its_own_key() -> None:
    hasher, other = _MASTER.hasher("api key"), _MASTER.hasher("session")
    hashed = hasher(b"value")
    assert len(hashed) == 32
    assert hasher.matches(b"value", hashed)
    assert not hasher.matches(b"Value", hashed)
    assert not hasher.matches(b"value", hashed[:-1])
    assert not hasher.matches(b"value", b"")
    assert not other.matches(b"value", hashed)
    assert hashed != digest(b"value")


def test_a_keyed_hash_takes_any_value() -> None:
    hasher = KeyedHash(system_chance(32))
    assert len({hasher(value) for value in (b"", b"\0", b"x" * 100_000)}) == 3


def test_what_was_sealed_opens_with_its_key_at_its_place_alone() -> None:
    sealer = _MASTER.sealer("signing key")
    sealed = sealer.seal(b"plain", label=b"here")
    assert sealer.open(sealed, label=b"here") == b"plain"
    assert b"plain" not in sealed
    with pytest.raises(ValueError, match="another key"):
        sealer.open(sealed, label=b"there")
    with pytest.raises(ValueError, match="another key"):
        _MASTER.sealer("another").open(sealed, label=b"here")


def test_a_sealed_value_that_was_changed_anywhere_does_not_open() -> None:
    sealer = Sealer(bytes(32))
    sealed = sealer.seal(b"plain", label=b"")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(ValueError, match="changed since"):
            sealer.open(bytes(changed), label=b"")


@pytest.mark.parametrize("length", [0, 1, 11, 12, 27])
def test_a_sealed_value_that_was_cut_does_not_open(length: int) -> None:
    sealer = Sealer(bytes(32))
    sealed = sealer.seal(b"", label=b"")
    with pytest.raises(ValueError):
        sealer.open(sealed[:length], label=b"")


def test_sealing_twice_gives_two_texts() -> None:
    sealer = Sealer(bytes(32))
    assert sealer.seal(b"plain", label=b"") != sealer.seal(b"plain", label=b"")


def test_equal_compares_lengths_too() -> None:
    assert equal(b"ab", b"ab")
    assert not equal(b"ab", b"abc")
    assert not equal(b"", b"a")


@pytest.mark.parametrize("value", [b"", b"\0", b"\xff\xfe", bytes(range(256)), b"\xfb\xff\xbf" * 11])
def test_both_base64_forms_are_read_padded_or_not(value: bytes) -> None:
    assert base64_bytes(base64_text(value)) == value
    assert base64_bytes(base64url_text(value)) == value
    assert base64_bytes(base64_text(value).rstrip("=")) == value
    assert "=" not in base64url_text(value)
    assert not {"+", "/"} & set(base64url_text(value))


@pytest.mark.parametrize("text", ["A", "AAAAA", "AA=A", "A A=", "AAA!", "ä", "AA\n", "\ud800", "=A"])
def test_what_is_not_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not base64"):
        base64_bytes(text)
