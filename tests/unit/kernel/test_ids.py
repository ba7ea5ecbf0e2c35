"""Ids that tell nothing, and keys that only grow."""

from __future__ import annotations

import random
import re
from base64 import urlsafe_b64decode
from itertools import pairwise

import pytest

from autheid.kernel.clock import Millis, SetClock
from autheid.kernel.ids import (
    REQUEST_ID_CHARACTERS,
    KeySequence,
    RequestId,
    RequestIds,
    RequestKey,
    first_key_at,
    id_digest,
    make_unique_user_id,
)
from autheid.kernel.secret import system_chance
from tests.support.vectors import REFERENCE

_IDS = RequestIds(bytes(range(32)))
_NOW = Millis(1_700_000_000_000)


@pytest.mark.parametrize("key", [0, 1, _NOW << 22, (1 << 63) - 1])
def test_an_id_leads_back_to_its_key(key: int) -> None:
    made = _IDS.make(RequestKey(key), system_chance)
    assert _IDS.key_of(made) == key


def test_an_id_has_the_form_of_the_references_ids() -> None:
    made = _IDS.make(RequestKey(5), system_chance)
    for request_id in (made, *REFERENCE["request_ids"]):
        assert len(request_id) == REQUEST_ID_CHARACTERS
        assert len(urlsafe_b64decode(request_id)) == 33


def test_one_key_has_a_new_id_each_time() -> None:
    assert len({_IDS.make(RequestKey(5), system_chance) for _ in range(1000)}) == 1000


def test_a_changed_id_has_another_digest_and_leads_elsewhere() -> None:
    """Any change in the first 16 bytes gives another key; any change at all gives another digest."""
    made = _IDS.make(RequestKey(_NOW << 22), system_chance)
    for place in range(REQUEST_ID_CHARACTERS):
        other = RequestId(made[:place] + ("A" if made[place] != "A" else "B") + made[place + 1 :])
        assert id_digest(other) != id_digest(made)
        if place < 21:
            assert _IDS.key_of(other) != _IDS.key_of(made)


def test_another_spelling_of_the_same_bytes_has_another_digest() -> None:
    """A store that compares digests refuses it: an id is a text, and has one spelling."""
    made = next(i for i in iter(lambda: _IDS.make(RequestKey(5), system_chance), "") if {"-", "_"} & set(i))
    standard = made.replace("-", "+").replace("_", "/")
    assert _IDS.key_of(standard) in {RequestKey(5), None}
    assert id_digest(standard) != id_digest(made)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "A" * 43,
        "A" * 45,
        "A" * 43 + "!",
        "A" * 43 + "ä",
        "А" * 44,
        " " + "A" * 43,
        "A" * 40 + "====",
        "\0" * 44,
    ],
)
def test_what_has_not_the_form_of_an_id_has_no_key(text: str) -> None:
    found = _IDS.key_of(text)
    assert found is None or text.endswith("=")


def test_any_id_of_the_right_form_is_harmless() -> None:
    """It leads to some key below 2^63 or to none, never to a crash."""
    chance = random.Random(1)
    for _ in range(2000):
        text = "".join(chance.choices("ABCXYZabcxyz0189-_", k=REQUEST_ID_CHARACTERS))
        key = _IDS.key_of(text)
        assert key is None or 0 <= key < 1 << 63


def test_an_id_made_with_another_secret_leads_elsewhere() -> None:
    made = RequestIds(b"\1" * 32).make(RequestKey(5), system_chance)
    assert _IDS.key_of(made) != 5


def test_ids_tell_nothing_of_their_order() -> None:
    """Of ids made one after the other half come later in the alphabet than the one before, by chance alone."""
    keys, noise = KeySequence(), random.Random(7)
    made = [_IDS.make(keys.next(_NOW, noise.randbytes), noise.randbytes) for _ in range(4000)]
    rises = sum(one < other for one, other in pairwise(made))
    assert 1850 < rises < 2150
    assert len({request_id[:4] for request_id in made}) > 3950


def test_keys_grow_strictly_also_within_one_millisecond_and_when_the_clock_is_set_back() -> None:
    clock, keys, noise = SetClock(), KeySequence(), random.Random(3)
    last = 0
    for step in range(5000):
        if step % 7 == 0:
            clock.advance(millis=noise.choice([1, 50, -200, 0]))
        key = keys.next(clock.now(), noise.randbytes)
        assert key > last
        last = key
    assert last < 1 << 63


def test_a_key_is_no_smaller_than_the_first_of_its_moment() -> None:
    key = KeySequence().next(_NOW, system_chance)
    assert first_key_at(_NOW) <= key < first_key_at(Millis(_NOW + 1))
    assert first_key_at(Millis(-5)) == 0


def test_a_unique_user_id_is_eight_lower_case_letters_and_digits_as_in_the_reference() -> None:
    form = re.compile(r"[a-z0-9]{8}")
    assert form.fullmatch(REFERENCE["unique_user_id"])
    made = {make_unique_user_id(system_chance) for _ in range(500)}
    assert len(made) == 500
    assert all(form.fullmatch(one) for one in made)


def test_each_letter_of_a_unique_user_id_is_as_likely_as_another() -> None:
    noise = random.Random(11)
    letters = "".join(make_unique_user_id(noise.randbytes) for _ in range(9000))
    counts = [letters.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz0123456789"]
    assert min(counts) > 1800
    assert max(counts) < 2200
