"""Countries as lists write them: ISO codes, English names as the UN has them, and what a nationality is called."""

from __future__ import annotations

import re
from functools import lru_cache

from autheid.person.country import Alpha3, alpha2_of, countries

# Names that differ from ISO's short ones, former states' successors where they are one, and what a nationality is called.
_OTHERS = {
    "bolivia plurinational state of": "BOL", "iran": "IRN", "iran islamic republic of": "IRN", "persia": "IRN",
    "democratic people s republic of korea": "PRK", "north korea": "PRK", "dprk": "PRK", "korea democratic people s republic of": "PRK",
    "republic of korea": "KOR", "south korea": "KOR", "korea republic of": "KOR",
    "democratic republic of the congo": "COD", "congo democratic republic of": "COD", "congolese": "COD",
    "russia": "RUS", "russian federation": "RUS", "russian": "RUS", "syria": "SYR", "syrian arab republic": "SYR", "syrian": "SYR",
    "libya": "LBY", "libyan": "LBY", "libyan arab jamahiriya": "LBY", "united kingdom": "GBR", "british": "GBR",
    "united kingdom of great britain and northern ireland": "GBR", "united states": "USA", "united states of america": "USA",
    "american": "USA", "tanzania": "TZA", "united republic of tanzania": "TZA", "turkey": "TUR", "turkish": "TUR", "turkiye": "TUR",
    "state of palestine": "PSE", "palestine": "PSE", "palestinian": "PSE", "venezuela": "VEN", "moldova": "MDA",
    "republic of moldova": "MDA", "vietnam": "VNM", "viet nam": "VNM", "laos": "LAO", "brunei": "BRN", "macedonia": "MKD",
    "czech republic": "CZE", "swaziland": "SWZ", "cape verde": "CPV", "ivory coast": "CIV", "cote d ivoire": "CIV", "kosovo": "XKX",
    "afghan": "AFG", "algerian": "DZA", "bahraini": "BHR", "bangladeshi": "BGD", "belarusian": "BLR", "bosnian": "BIH",
    "chinese": "CHN", "egyptian": "EGY", "eritrean": "ERI", "ethiopian": "ETH", "french": "FRA", "georgian": "GEO", "german": "DEU",
    "indian": "IND", "indonesian": "IDN", "iranian": "IRN", "iraqi": "IRQ", "jordanian": "JOR", "kazakh": "KAZ", "kenyan": "KEN",
    "kuwaiti": "KWT", "lebanese": "LBN", "malaysian": "MYS", "malian": "MLI", "mauritanian": "MRT", "moroccan": "MAR",
    "nigerian": "NGA", "norwegian": "NOR", "omani": "OMN", "pakistani": "PAK", "philippine": "PHL", "filipino": "PHL",
    "qatari": "QAT", "rwandan": "RWA", "saudi arabian": "SAU", "saudi": "SAU", "senegalese": "SEN", "somali": "SOM",
    "south sudanese": "SSD", "sudanese": "SDN", "swedish": "SWE", "tajik": "TJK", "tunisian": "TUN", "ugandan": "UGA",
    "ukrainian": "UKR", "uzbek": "UZB", "yemeni": "YEM",
}  # fmt: skip

_BY_ALPHA2 = {alpha2_of(code): code for code in countries()}
_BY_ALPHA2.update({"UK": Alpha3("GBR"), "EL": Alpha3("GRC")})


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold().replace("ô", "o").replace("ü", "u")))


_BY_NAME = {_plain(name): code for code, name in countries().items()}
_BY_NAME.update({name: Alpha3(code) for name, code in _OTHERS.items()})
_LONGEST_FIRST = sorted(_BY_NAME, key=len, reverse=True)


def by_alpha2(code: str) -> Alpha3 | None:
    """Of ISO 3166-1 alpha-2; None for what is none, `00` as the EU writes an unknown one among them."""
    return _BY_ALPHA2.get(code.upper())


def by_code(code: str) -> Alpha3 | None:
    """Of alpha-2 or alpha-3, in any case."""
    upper = code.strip().upper()
    return by_alpha2(upper) or (Alpha3(upper) if upper in countries() else None)


@lru_cache(maxsize=5_000)
def in_words(text: str) -> tuple[Alpha3, ...]:
    """Every country that a sentence names: `United States. Also believed to hold Syrian nationality` are two."""
    left, found = f" {_plain(text)} ", []
    for name in _LONGEST_FIRST:
        if f" {name} " in left:
            left = left.replace(f" {name} ", " | ")
            found.append(_BY_NAME[name])
    return tuple(dict.fromkeys(found))
