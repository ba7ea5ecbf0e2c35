"""The table of countries, and the app's copy of its codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autheid.kernel.errors import Refusal
from autheid.person.country import alpha2_of, countries, parse_country

_APP = Path(__file__).parents[3] / "web" / "src" / "app" / "engine" / "countries.ts"


def test_the_table_is_iso_3166_with_kosovo() -> None:
    assert len(countries()) == 250
    assert all(re.fullmatch("[A-Z]{3}", code) and name for code, name in countries().items())
    assert len({alpha2_of(code) for code in countries()}) == 250


def test_the_app_has_the_same_codes() -> None:
    pairs = re.findall(r"\b([A-Z]{2})([A-Z]{3})\b", _APP.read_text("utf-8").split("`")[1])
    assert {alpha3: alpha2 for alpha2, alpha3 in pairs} == {code: alpha2_of(code) for code in countries()}


@pytest.mark.parametrize("bad", ["", "SE", "XYZ", "UTO", "D"])
def test_what_is_no_country_is_refused_by_its_field(bad: str) -> None:
    with pytest.raises(Refusal, match="country: must be an ISO 3166-1 alpha-3 code"):
        parse_country(bad, field="country")
