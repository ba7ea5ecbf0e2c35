"""The recovery code: the way back for a person whose devices are gone, beside the code that comes by mail."""

from __future__ import annotations

from autheid.kernel.secret import Chance

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U. https://www.crockford.com/base32.html."""
_READ_AS = str.maketrans("ILO", "110")
_CHARACTERS = 25
_GROUP = 5


def make_recovery_code(chance: Chance) -> str:
    """125 bits of chance in five groups of five characters: nobody guesses it, online or off."""
    characters = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in chance(_CHARACTERS))
    return "-".join(characters[at : at + _GROUP] for at in range(0, _CHARACTERS, _GROUP))


def recovery_material(typed: str) -> bytes:
    """What is hashed of a code, however it was typed: case, spaces and hyphens do not matter, nor I for 1 or O for 0."""
    kept = "".join(character for character in typed.upper() if character.isalnum())
    return kept.translate(_READ_AS).encode()
