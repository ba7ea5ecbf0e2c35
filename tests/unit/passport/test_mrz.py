"""The machine-readable zone (ICAO 9303-4)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autheid.passport.mrz import ALPHABET, MrzRefused, check_digit, mrz_lines, parse_mrz
from autheid.person.country import api_code_of, country_of, name_of

TODAY = date(2026, 11, 23)
# The specimen of ICAO 9303-4, appendix B.
ERIKSSON = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def test_icaos_own_specimen_is_read() -> None:
    zone = parse_mrz(ERIKSSON, today=TODAY)
    assert (zone.surname, zone.given_names, zone.sex) == ("ERIKSSON", "ANNA MARIA", "F")
    assert (zone.document_number, zone.issuer, zone.nationality) == ("L898902C3", "UTO", "UTO")
    assert (zone.date_of_birth, zone.date_of_expiry) == (date(1974, 8, 12), date(2012, 4, 15))
    assert (zone.personal_number, zone.names_may_be_cut) == ("ZE184226B", False)


@pytest.mark.parametrize("at", [9, 19, 27, 42, 43])
def test_each_check_digit_is_checked(at: int) -> None:
    wrong = ERIKSSON[1][:at] + str((int(ERIKSSON[1][at]) + 1) % 10) + ERIKSSON[1][at + 1 :]
    with pytest.raises(MrzRefused, match="check digit"):
        parse_mrz((ERIKSSON[0], wrong), today=TODAY)


@pytest.mark.parametrize(
    "lines, problem",
    [
        (ERIKSSON[:1], "two lines"),
        ((ERIKSSON[0][:-1], ERIKSSON[1]), "44 characters"),
        ((ERIKSSON[0].lower(), ERIKSSON[1]), "A to Z"),
        (("I" + ERIKSSON[0][1:], ERIKSSON[1]), "no passport"),
        (("P<XYZ" + ERIKSSON[0][5:], ERIKSSON[1]), "issuer 'XYZ'"),
        (("P<UTO" + "<" * 39, ERIKSSON[1]), "surname is missing"),
        ((ERIKSSON[0].replace("ANNA", "4NNA"), ERIKSSON[1]), "no digits"),
        ((ERIKSSON[0].replace("ANNA<MARIA", "ANNA<<MARI"), ERIKSSON[1]), "double filler"),
        ((ERIKSSON[0], ERIKSSON[1].replace("F", "Q")), "sex"),
    ],
)
def test_every_broken_rule_is_named(lines: tuple[str, ...], problem: str) -> None:
    with pytest.raises(MrzRefused, match=problem):
        parse_mrz(lines, today=TODAY)


@pytest.mark.parametrize(
    "birth, expiry, born, ends",
    [
        ("261123", "351123", date(2026, 11, 23), date(2035, 11, 23)),
        ("261124", "760101", date(1926, 11, 24), date(2076, 1, 1)),
        ("000229", "770101", date(2000, 2, 29), date(1977, 1, 1)),
    ],
)
def test_two_digits_mean_the_century_that_they_can(birth: str, expiry: str, born: date, ends: date) -> None:
    second = (
        ERIKSSON[1][:13]
        + birth
        + check_digit(birth)
        + "F"
        + expiry
        + check_digit(expiry)
        + ERIKSSON[1][28:43]
    )
    second += check_digit(second[:10] + second[13:20] + second[21:43])
    zone = parse_mrz((ERIKSSON[0], second), today=TODAY)
    assert (zone.date_of_birth, zone.date_of_expiry) == (born, ends)


@pytest.mark.parametrize("birth", ["741301", "740230", "74<<<<", "74081<"])
def test_a_date_that_is_not_whole_is_refused(birth: str) -> None:
    second = ERIKSSON[1][:13] + birth + check_digit(birth) + ERIKSSON[1][20:43]
    second += check_digit(second[:10] + second[13:20] + second[21:43])
    with pytest.raises(MrzRefused, match="date of birth"):
        parse_mrz((ERIKSSON[0], second), today=TODAY)


def test_an_empty_personal_number_may_have_a_filler_for_its_digit() -> None:
    for digit in "<0":
        second = ERIKSSON[1][:28] + "<" * 14 + digit
        second += check_digit(second[:10] + second[13:20] + second[21:43])
        assert parse_mrz((ERIKSSON[0], second), today=TODAY).personal_number == ""


_WORD = st.text(st.sampled_from(ALPHABET[10:36]), min_size=1, max_size=9)
_NUMBER = st.text(st.sampled_from(ALPHABET[:36]), min_size=1, max_size=9)


@settings(max_examples=200, derandomize=True, database=None)
@given(
    surname=_WORD,
    given_names=st.lists(_WORD, max_size=2),
    number=_NUMBER,
    personal=st.text(st.sampled_from(ALPHABET[:36]), max_size=14),
    birth=st.dates(date(1930, 1, 1), date(2020, 1, 1)),
    expiry=st.dates(date(2000, 1, 1), date(2070, 1, 1)),
    sex=st.sampled_from(["M", "F", ""]),
    country=st.sampled_from(["SWE", "D", "GBD", "UTO", "XXA"]),
)
def test_what_is_written_is_read_again(
    surname: str,
    given_names: list[str],
    number: str,
    personal: str,
    birth: date,
    expiry: date,
    sex: str,
    country: str,
) -> None:
    facts = {
        "issuer": country,
        "surname": surname,
        "given_names": " ".join(given_names),
        "document_number": number,
        "nationality": country,
        "date_of_birth": birth,
        "sex": sex,
        "date_of_expiry": expiry,
        "personal_number": personal,
    }
    zone = parse_mrz(mrz_lines(**facts), today=TODAY)  # type: ignore[arg-type]
    assert {name: getattr(zone, name) for name in facts} == facts


def test_passports_codes_become_iso_codes_where_they_differ() -> None:
    assert [api_code_of(code) for code in ("D", "D<<", "GBN", "RKS", "SWE", "XXA", "UTO")] == [
        "DEU",
        "DEU",
        "GBR",
        "XKX",
        "SWE",
        "XXA",
        "UTO",
    ]
    assert country_of("XXB") is None
    assert (name_of("D"), name_of("XXA"), name_of("SWE")) == ("Germany", "Stateless person", "Sweden")
