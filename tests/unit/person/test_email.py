"""E-mail addresses: which are taken, and which two are one."""

from __future__ import annotations

import pytest

from autheid.person.email import EMAIL_CHARACTERS, parse_email

_LONGEST_DOMAIN = ".".join(["d" * 61] * 3) + ".example"


@pytest.mark.parametrize(
    "written, folded",
    [
        ("ada@example.com", "ada@example.com"),
        ("Ada.Lovelace@Example.COM", "ada.lovelace@example.com"),
        ("ada+shop@example.com", "ada+shop@example.com"),
        ("o'hara%x@example.com", "o'hara%x@example.com"),
        ("ünal@bücher.example", "ünal@bücher.example"),
        ("ÜNAL@BÜCHER.example", "ünal@bücher.example"),
        ("a@xn--bcher-kva.example", "a@bücher.example"),
        ("用户@例子.example", "用户@例子.example"),
        ("test@screening-eu.example.com", "test@screening-eu.example.com"),
        ("test@test", "test@test"),
    ],
)
def test_an_address_is_kept_as_written_and_folded_for_comparison(written: str, folded: str) -> None:
    email = parse_email(written)
    assert (email.written, email.folded) == (written, folded)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@@example.com",
        "a@b@example.com",
        "ada@localhost",
        "ada@example",
        "ada@example..com",
        "ada@example.com.",
        "ada@-example.com",
        "ada@exam_ple.com",
        "ada@[127.0.0.1]",
        ".ada@example.com",
        "ada.@example.com",
        "a..da@example.com",
        "a da@example.com",
        " ada@example.com",
        "ada@example.com ",
        "ada@example.com\n",
        "Ada <ada@example.com>",
        '"ada"@example.com',
        "ada@example.com,bob@example.com",
        "ada\0@example.com",
        "ada@invalid",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^must "):
        parse_email(text)


@pytest.mark.parametrize(
    "hidden",
    ["\u202e", "\u200d", "\u200b", "\u3164", "\u115f", "\u034f", "\ufe0f", "\ufe00", "\U000e0041", "\ud800"],
)
def test_an_address_can_be_seen_whole(hidden: str) -> None:
    """A person reads it before signing: `ada@` with a letter that draws nothing would be somebody else."""
    with pytest.raises(ValueError, match="invisible"):
        parse_email(f"ada{hidden}@example.com")


@pytest.mark.parametrize(
    "one, other",
    [
        ("straße@example.com", "strasse@example.com"),
        ("ada@faß.de", "ada@fass.de"),
        ("\ufb01n@example.com", "fin@example.com"),
        ("\u017fam@example.com", "sam@example.com"),
        ("m\u0131ke@example.com", "mike@example.com"),
        ("\uff41da@example.com", "ada@example.com"),
        ("\u0430da@example.com", "ada@example.com"),
        ("ada.l@example.com", "adal@example.com"),
        ("ada+1@example.com", "ada@example.com"),
    ],
)
def test_two_mailboxes_are_never_taken_for_one(one: str, other: str) -> None:
    """Whoever gets the code of the one would sign for the other (CVE-2019-19844 was such a fold)."""
    assert parse_email(one).folded != parse_email(other).folded


@pytest.mark.parametrize("text", ["mi\u212ae@example.com", "\u212bda@example.com", "e\u0301a@example.com"])
def test_an_address_that_normalising_would_change_is_refused(text: str) -> None:
    """A Kelvin sign is normalised to a plain K; what is mailed and what is compared must be one address."""
    with pytest.raises(ValueError, match="normal form"):
        parse_email(text)


def test_an_address_has_at_most_254_characters() -> None:
    fits = "a" * (EMAIL_CHARACTERS - len(_LONGEST_DOMAIN) - 1) + "@" + _LONGEST_DOMAIN
    assert parse_email(fits).written == fits
    with pytest.raises(ValueError, match="must have at most 254 characters"):
        parse_email("a" + fits)


def test_the_reason_never_quotes_the_address() -> None:
    with pytest.raises(ValueError) as refused:
        parse_email("private words@example.com")
    assert "private" not in str(refused.value)
