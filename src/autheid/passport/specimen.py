"""Draws the data page of a specimen passport: of nobody, of no country's design, and with SPECIMEN across it.

125 by 88 mm, its zone in OCR-B at ten characters an inch (ICAO 9303-4 §2, §4.1). For staging, tests and the bench.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

from autheid.passport.mrz import LINE_CHARACTERS, Mrz
from autheid.person.country import name_of

WIDTH_MM, HEIGHT_MM = 125.0, 88.0
_ZONE_LEFT_MM, _ZONE_LOWER_MM, _LINE_MM, _PITCH_MM = 6.0, 9.4, 6.35, 2.54
_INK, _QUIET, _PAPER = (24, 28, 38), (98, 108, 124), (238, 241, 236)
_OCR_B = str(files(__package__) / "fonts" / "OCRB.otf")


def draw_page(zone: Mrz, *, own_letters: tuple[str, str] | None = None, dpi: int = 300) -> Image.Image:
    """The page that this zone stands on. `own_letters` are first and last names where they differ from the zone's."""
    dots = dpi / 25.4
    page = Image.new("RGB", (round(WIDTH_MM * dots), round(HEIGHT_MM * dots)), _PAPER)
    draw = ImageDraw.Draw(page)
    _pattern(draw, page.size)
    draw.text((6 * dots, 4 * dots), "PASSPORT  ·  SPECIMEN", font=_label(4.2 * dots), fill=(34, 66, 110))
    draw.text((119 * dots, 4 * dots), "of no value", font=_label(3.2 * dots), fill=_QUIET, anchor="ra")
    page.paste(draw_portrait(round(32 * dots), round(41 * dots)), (round(6 * dots), round(13 * dots)))
    first, last = own_letters or (zone.given_names, zone.surname)
    fields = (
        ("Surname", last),
        ("Given names", first),
        ("Nationality", name_of(zone.nationality)),
        ("Date of birth", f"{zone.date_of_birth:%d %b %Y}".upper()),
        ("Sex", zone.sex or "X"),
        ("Passport number", zone.document_number),
        ("Date of expiry", f"{zone.date_of_expiry:%d %b %Y}".upper()),
        ("Personal number", zone.personal_number),
    )
    for number, (label, value) in enumerate(fields):
        left, top = (44 if number % 2 == 0 else 84) * dots, (13 + number // 2 * 11) * dots
        draw.text((left, top), label, font=_label(2.3 * dots), fill=_QUIET)
        draw.text((left, top + 2.8 * dots), value, font=_label(3.6 * dots), fill=_INK)
    _across(page, dots)
    _zone(page, zone, dots)
    return page


def draw_portrait(width: int, height: int) -> Image.Image:
    """A figure that is nobody."""
    portrait = Image.new("RGB", (width, height), (203, 211, 217))
    draw = ImageDraw.Draw(portrait)
    draw.ellipse((0.3 * width, 0.16 * height, 0.7 * width, 0.58 * height), fill=(142, 132, 124))
    draw.ellipse((0.12 * width, 0.62 * height, 0.88 * width, 1.4 * height), fill=(66, 84, 112))
    return portrait


def _pattern(draw: ImageDraw.ImageDraw, size: tuple[int, int]) -> None:
    width, height = size
    for number in range(36):
        points = [
            (x, height * (0.1 + number * 0.022) + math.sin(x / width * 9 + number * 0.3) * height * 0.05)
            for x in range(0, width + 12, 12)
        ]
        draw.line(points, fill=(212 + number % 14, 224, 226 - number % 12), width=1)


def _across(page: Image.Image, dots: float) -> None:
    stamp = Image.new("RGBA", page.size, (0, 0, 0, 0))
    middle = (page.width * 0.6, page.height * 0.4)
    ImageDraw.Draw(stamp).text(
        middle, "SPECIMEN", font=_label(17 * dots), fill=(178, 38, 30, 40), anchor="mm"
    )
    turned = stamp.rotate(18, center=middle)
    page.paste(turned, (0, 0), turned)


def _zone(page: Image.Image, zone: Mrz, dots: float) -> None:
    # Drawn twice as large and shrunk: characters stand between pixels, as print does.
    top = HEIGHT_MM - _ZONE_LOWER_MM - 1.7 * _LINE_MM
    strip = Image.new("L", (2 * page.width, round(2 * (HEIGHT_MM - top) * dots)), 0)
    draw = ImageDraw.Draw(strip)
    font = _ocr_b(2 * _PITCH_MM * dots)
    for number, line in enumerate((zone.line_1, zone.line_2)):
        y = 2 * dots * (HEIGHT_MM - top - _ZONE_LOWER_MM + (number - 1) * _LINE_MM)
        for at, character in enumerate(line):
            x = 2 * dots * (_ZONE_LEFT_MM + (at + 0.5) * _PITCH_MM)
            draw.text((x, y), character, fill=255, font=font, anchor="mm")
    mask = strip.resize((page.width, strip.height // 2), Image.Resampling.BOX)
    page.paste(Image.new("RGB", mask.size, (18, 18, 22)), (0, round(top * dots)), mask)


@cache
def _label(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


@cache
def _ocr_b(pitch: float) -> ImageFont.FreeTypeFont:
    wide = ImageFont.truetype(_OCR_B, 100).getlength("<" * LINE_CHARACTERS) / LINE_CHARACTERS
    return ImageFont.truetype(_OCR_B, 100 * pitch / wide)
