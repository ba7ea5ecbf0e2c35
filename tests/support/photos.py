"""Photographs specimen pages as people do: from aside, turned, blurred, in bad light."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

import numpy as np
from PIL import Image, ImageFilter

from autheid.passport.mrz import Mrz, mrz_lines, parse_mrz
from autheid.passport.specimen import draw_page

TODAY = date(2026, 11, 23)
_SURNAMES = (
    "OESTROEM",
    "VAN DER MEER",
    "O",
    "KOWALSKA NOWAK",
    "GARCIA LORCA",
    "SCHMIDT",
    "PAPADOPOULOS",
    "NGUYEN",
    "QUIGLEY",
    "ZHANG",
)
_GIVEN = (
    "AASA TEST",
    "JAN PIETER",
    "XAVIER",
    "MARIA JOSE",
    "KLAUS DIETER",
    "ELENI",
    "MINH KHAI",
    "WEI",
    "JOQUIM",
    "",
)
_ISSUERS = ("SWE", "NLD", "D", "POL", "ESP", "GRC", "VNM", "IRL", "CHN", "UTO")


@dataclass(frozen=True)
class Level:
    """How bad a photo is."""

    name: str
    side: tuple[int, int]
    """Pixels on the page's long side."""
    corner: float
    """How far each corner strays, of the page's width."""
    turn: float
    blur: float
    """Of a character's width."""
    noise: float
    shade: float
    quality: tuple[int, int]


LEVELS = (
    Level("clean", (1400, 1600), 0.0, 0.0, 0.0, 0.0, 0.0, (92, 95)),
    Level("mild", (1100, 1700), 0.012, 3.0, 0.03, 4.0, 0.15, (80, 92)),
    Level("medium", (900, 1500), 0.03, 7.0, 0.05, 7.0, 0.3, (65, 85)),
    Level("hard", (760, 1200), 0.05, 11.0, 0.08, 10.0, 0.45, (50, 75)),
    Level("severe", (560, 900), 0.07, 15.0, 0.13, 15.0, 0.6, (35, 60)),
)


def specimen(chance: np.random.Generator) -> Mrz:
    """A zone of nobody."""

    def number(length: int) -> str:
        return "".join(chance.choice(list("0123456789ABCDEFGHJKLMNPRTUVWXYZ"), length))

    country = str(chance.choice(_ISSUERS))
    lines = mrz_lines(
        issuer=country,
        surname=str(chance.choice(_SURNAMES)),
        given_names=str(chance.choice(_GIVEN)),
        document_number=number(9),
        nationality=country,
        date_of_birth=date(
            int(chance.integers(1940, 2008)), int(chance.integers(1, 13)), int(chance.integers(1, 29))
        ),
        sex=str(chance.choice(["M", "F", ""])),
        date_of_expiry=date(
            int(chance.integers(2027, 2036)), int(chance.integers(1, 13)), int(chance.integers(1, 29))
        ),
        personal_number=number(int(chance.integers(0, 13))),
    )
    return parse_mrz(lines, today=TODAY)


def photograph(
    zone: Mrz, level: Level, chance: np.random.Generator, *, quarter_turns: int | None = None
) -> Image.Image:
    """A photo of the zone's page at this level."""
    page = draw_page(zone, dpi=320)
    side = int(chance.integers(*level.side)) if level.side[0] < level.side[1] else level.side[0]
    margin = 0.02 + (chance.uniform(0.03, 0.25) if level.corner else 0.0)
    laid = _laid(page, side, margin, level, chance)
    pixels = _lit(np.asarray(laid, np.float32), level, chance)
    character = side * 2.54 / 125
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    picture = picture.filter(ImageFilter.GaussianBlur(level.blur * character * chance.uniform(0.6, 1.2)))
    noisy = np.asarray(picture, np.float32)
    pixels = noisy + chance.normal(0, level.noise + 0.01, pixels.shape)
    out = io.BytesIO()
    turns = int(chance.integers(0, 4)) if quarter_turns is None else quarter_turns
    done = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).rotate(90 * turns, expand=True)
    done.save(out, "JPEG", quality=int(chance.integers(*level.quality)))
    return Image.open(out).convert("RGB")


def _laid(
    page: Image.Image, side: int, margin: float, level: Level, chance: np.random.Generator
) -> Image.Image:
    """The page on a table, seen in perspective."""
    width, height = side, round(side * page.height / page.width)
    table = (round(width * (1 + 2 * margin)), round(height * (1 + 3 * margin)))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    corners += chance.uniform(-level.corner, level.corner, (4, 2)) * width
    angle = np.radians(chance.uniform(-level.turn, level.turn))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([width / 2, height / 2])
    corners = (corners - middle) @ turn.T
    reach = np.abs(corners).max(axis=0)
    table = (max(table[0], int(2.04 * reach[0])), max(table[1], int(2.04 * reach[1])))
    corners += np.array(table) / 2
    back = _homography(
        corners, np.array([(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)], float)
    )
    tone = chance.uniform(30, 200, 3)
    ground = np.clip(chance.normal(tone, 9, (table[1], table[0], 3)), 0, 255).astype(np.uint8)
    ground_picture = Image.fromarray(ground).filter(ImageFilter.GaussianBlur(1.5))
    seen = page.transform(table, Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC)
    mask = Image.new("L", page.size, 255).transform(
        table, Image.Transform.PERSPECTIVE, back, Image.Resampling.BILINEAR
    )
    ground_picture.paste(seen, (0, 0), mask)
    return ground_picture


def _homography(seen: np.ndarray, page: np.ndarray) -> list[float]:
    """The eight numbers that lead from the photo to the page."""
    rows, right = [], []
    for (x, y), (u, v) in zip(seen, page, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return [float(one) for one in np.linalg.solve(np.array(rows), np.array(right))]


def _lit(pixels: np.ndarray, level: Level, chance: np.random.Generator) -> np.ndarray:
    height, width = pixels.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = chance.uniform(0, 2 * np.pi)
    slope = (np.cos(angle) * (xs / width - 0.5) + np.sin(angle) * (ys / height - 0.5)) * 2
    light = 1 - level.shade * (0.5 + 0.5 * slope) * chance.uniform(0.5, 1)
    if level.shade > 0.2:
        # A shadow's edge.
        edge = np.cos(angle + 1) * (xs / width - chance.uniform(0.3, 0.7)) + np.sin(angle + 1) * (
            ys / height - 0.5
        )
        light = light * (1 - level.shade * 0.6 / (1 + np.exp(-edge * 60)))
    lit: np.ndarray = pixels * light[..., None]
    return lit
