"""Trains the network that reads machine-readable zones, and writes it beside the code that uses it.

    .venv/bin/python scripts/train_zone.py            # some six minutes on one core, the same result each time

Lines are drawn in OCR-B and spoilt as cameras spoil them: small, blurred, shaded, noisy, compressed, printed thick or
thin on patterned paper. Everything follows from the seed. The last lines printed are of drawings that it has not seen.
"""

from __future__ import annotations

import argparse
import io
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

import autheid.passport.recognise as recognise_package
from autheid.passport.mrz import ALPHABET, LINE_CHARACTERS
from autheid.passport.recognise.classify import CLASSES, MODEL, WINDOW, log_chances
from autheid.passport.recognise.grey import flattened, sample
from autheid.passport.recognise.rectify import DISTANCE, LINE_HEIGHT, PITCH

SEED = 20261123
DRAWN_PITCH = 40
LAYERS = (LINE_HEIGHT * WINDOW, 256, 96, CLASSES)
BATCH, RATE, EPOCHS = 256, 1.2e-3, 8
SMOOTHING = 0.02
_FONT = str(files("autheid.passport") / "fonts" / "OCRB.otf")
_Floats = np.ndarray


def _font(pitch: float) -> ImageFont.FreeTypeFont:
    wide = ImageFont.truetype(_FONT, 100).getlength("<" * LINE_CHARACTERS) / LINE_CHARACTERS
    return ImageFont.truetype(_FONT, 100 * pitch / wide)


def _text(chance: np.random.Generator) -> str:
    """44 characters as zones have them: letters, digits, runs of fillers."""
    text = ""
    while len(text) < LINE_CHARACTERS:
        kind, length = chance.random(), int(chance.integers(1, 9))
        if kind < 0.25:
            text += "<" * length
        elif kind < 0.6:
            text += "".join(chance.choice(list(ALPHABET[10:36]), length))
        else:
            text += "".join(chance.choice(list(ALPHABET[:10]), length))
    return text[:LINE_CHARACTERS]


def _paper(chance: np.random.Generator, height: int, width: int) -> _Floats:
    """Paper with a light that falls unevenly and a pattern in the print."""
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    light = chance.uniform(140, 245)
    paper = (
        light + chance.uniform(-50, 50) * (xs / width - 0.5) + chance.uniform(-30, 30) * (ys / height - 0.5)
    )
    for _ in range(int(chance.integers(0, 4))):
        wave = np.sin(xs / chance.uniform(5, 60) + ys / chance.uniform(4, 40) + chance.uniform(0, 6))
        paper += chance.uniform(0, 12) * wave
    made: _Floats = paper
    return made


def _drawing(chance: np.random.Generator) -> tuple[_Floats, tuple[str, str], tuple[float, float]]:
    """Two lines on paper at twice the size that is read, their texts, and the middle of the first character."""
    lines = (_text(chance), _text(chance))
    pitch, distance = DRAWN_PITCH, 2 * DISTANCE
    width, height = LINE_CHARACTERS * pitch + 6 * pitch, 3 * distance
    ink = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(ink)
    font = _font(pitch)
    top = height / 2 - distance / 2
    for number, line in enumerate(lines):
        for at, character in enumerate(line):
            middle = (3 * pitch + (at + 0.5) * pitch, top + number * distance)
            draw.text(middle, character, fill=255, font=font, anchor="mm")
    thickness = chance.random()
    if thickness < 0.3:
        ink = ink.filter(ImageFilter.MaxFilter(3))
    elif thickness < 0.5:
        ink = ink.filter(ImageFilter.MinFilter(3))
    strength = np.asarray(ink, np.float32) / 255
    paper = _paper(chance, height, width)
    darkness = chance.uniform(0.45, 0.95)
    drawn = _on_a_table(paper * (1 - darkness * strength), chance)
    return drawn, lines, (3.5 * pitch, top)


def _on_a_table(drawn: _Floats, chance: np.random.Generator) -> _Floats:
    """The page's edges: beyond them is something else, darker or brighter."""
    tone = chance.uniform(10, 240)
    for side in range(3):
        if chance.random() < 0.4:
            edge = int(chance.uniform(0.3, 2.6) * DRAWN_PITCH)
            if side == 0:
                drawn[:, :edge] = tone
            elif side == 1:
                drawn[:, -edge:] = tone
            else:
                drawn[-edge // 2 :] = tone
    return drawn


def _spoilt(drawn: _Floats, chance: np.random.Generator) -> tuple[_Floats, float]:
    """What a camera makes of it, and how much smaller that is."""
    shrink = float(np.exp(chance.uniform(np.log(0.2), np.log(0.62))))
    picture = Image.fromarray(np.clip(drawn, 0, 255).astype(np.uint8))
    size = (round(picture.width * shrink), round(picture.height * shrink))
    picture = picture.resize(
        size, Image.Resampling.BOX if chance.random() < 0.5 else Image.Resampling.BICUBIC
    )
    picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0, 0.085) * DRAWN_PITCH * shrink))
    if chance.random() < 0.25:
        kernel = np.zeros((5, 5))
        kernel[2] = 1
        if chance.random() < 0.5:
            kernel = kernel.T
        picture = picture.filter(ImageFilter.Kernel((5, 5), list(kernel.ravel()), 5))
    seen = np.asarray(picture, np.float32)
    pixels = seen + chance.normal(0, chance.uniform(0, 13), seen.shape)
    out = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(
        out, "JPEG", quality=int(chance.integers(35, 96))
    )
    return np.asarray(Image.open(out), np.float32), shrink


def _windows(chance: np.random.Generator) -> tuple[_Floats, _Floats]:
    """Windows of one drawing with their classes: of each character, and of what lies between two."""
    drawn, lines, (first_x, first_y) = _drawing(chance)
    spoilt, shrink = _spoilt(drawn, chance)
    scale = DISTANCE / (2 * DISTANCE * shrink) * chance.uniform(0.93, 1.07)
    stretch = scale * chance.uniform(0.97, 1.03)
    turn = np.radians(chance.uniform(-1.2, 1.2))
    height, width = spoilt.shape
    rows, columns = int(height * scale), int(width * stretch)
    v, u = np.mgrid[0:rows, 0:columns].astype(np.float32)
    middle_u, middle_v = columns / 2, rows / 2
    x = width / 2 + ((u - middle_u) * np.cos(turn) - (v - middle_v) * np.sin(turn)) / stretch
    y = height / 2 + ((u - middle_u) * np.sin(turn) + (v - middle_v) * np.cos(turn)) / scale
    strip = flattened(sample(spoilt, x, y), 3 * DISTANCE, 2 * DISTANCE + 1)
    taken, classes = [], []
    for number, line in enumerate(lines):
        for at, character in enumerate(line):
            dx = (first_x + at * DRAWN_PITCH) * shrink - width / 2
            dy = (first_y + number * 2 * DISTANCE) * shrink - height / 2
            centre_u = middle_u + (dx * np.cos(turn) + dy * np.sin(turn)) * stretch
            centre_v = middle_v + (-dx * np.sin(turn) + dy * np.cos(turn)) * scale
            for between in (False, True) if chance.random() < 0.55 else (False,):
                off = (
                    PITCH / 2 * chance.choice([-1, 1]) + chance.uniform(-3.2, 3.2)
                    if between
                    else chance.uniform(-2.5, 2.5)
                )
                left = round(centre_u + off - WINDOW / 2)
                top = round(centre_v + chance.uniform(-4, 4) - LINE_HEIGHT / 2)
                window = strip[top : top + LINE_HEIGHT, left : left + WINDOW]
                if top < 0 or left < 0 or window.shape != (LINE_HEIGHT, WINDOW):
                    continue
                taken.append(window.ravel())
                classes.append(CLASSES - 1 if between else ALPHABET.index(character))
    return np.array(taken, np.float16), np.array(classes, np.int64)


def _set(chance: np.random.Generator, drawings: int) -> tuple[_Floats, _Floats]:
    made = [_windows(chance) for _ in range(drawings)]
    return np.concatenate([x for x, _ in made]), np.concatenate([y for _, y in made])


def _train(x: _Floats, y: _Floats, chance: np.random.Generator) -> list[_Floats]:
    """Adam over cross-entropy, with the rate going down to nothing."""
    network: list[_Floats] = []
    for inputs, outputs in pairwise(LAYERS):
        network.append((chance.standard_normal((inputs, outputs)) * np.sqrt(2 / inputs)).astype(np.float32))
        network.append(np.zeros(outputs, np.float32))
    first = [np.zeros_like(one) for one in network]
    second = [np.zeros_like(one) for one in network]
    steps, done = EPOCHS * (len(x) // BATCH), 0
    for epoch in range(EPOCHS):
        order, loss = chance.permutation(len(x)), 0.0
        for start in range(0, len(x) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            gradients, cost = _gradients(network, x[chosen].astype(np.float32), y[chosen])
            loss += cost
            done += 1
            rate = RATE * 0.5 * (1 + np.cos(np.pi * done / steps))
            for number, gradient in enumerate(gradients):
                first[number] = 0.9 * first[number] + 0.1 * gradient
                second[number] = 0.999 * second[number] + 0.001 * gradient**2
                step = first[number] / (1 - 0.9**done) / (np.sqrt(second[number] / (1 - 0.999**done)) + 1e-8)
                network[number] -= (rate * (step + 1e-4 * network[number])).astype(np.float32)
        print(f"epoch {epoch + 1}: loss {loss / (len(x) // BATCH):.4f}", flush=True)
    return network


def _gradients(network: list[_Floats], x: _Floats, y: _Floats) -> tuple[list[_Floats], float]:
    values = [x]
    for weights, bias in zip(network[:-2:2], network[1:-2:2], strict=True):
        values.append(np.maximum(values[-1] @ weights + bias, 0))
    scores = values[-1] @ network[-2] + network[-1]
    scores -= scores.max(axis=1, keepdims=True)
    chances = np.exp(scores)
    chances /= chances.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    cost = float(-np.log(np.maximum(chances[rows, y], 1e-9)).mean())
    chances[rows, y] -= 1
    # Smoothed: a network that is never wrong in training is too sure of itself in the field.
    chances[rows, y] += SMOOTHING
    error = (chances - SMOOTHING / CLASSES) / len(y)
    gradients: list[_Floats] = []
    for number in range(len(network) - 2, -1, -2):
        gradients = [values[number // 2].T @ error, error.sum(axis=0), *gradients]
        error = (error @ network[number].T) * (values[number // 2] > 0)
    return gradients, cost


def main() -> None:
    """Draw, train, write, and say how well it reads what it has not seen."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--drawings", type=int, default=3600)
    chance = np.random.default_rng(SEED)
    drawings = options.parse_args().drawings
    x, y = _set(chance, drawings)
    print(f"{len(x)} windows of {drawings} drawings", flush=True)
    network = [one.astype(np.float16) for one in _train(x, y, chance)]
    target = Path(str(files(recognise_package))) / MODEL
    np.savez_compressed(target, **{f"layer_{at}": one for at, one in enumerate(network)})  # type: ignore[arg-type]
    x, y = _set(chance, 200)
    read = log_chances(x.astype(np.float32), tuple(one.astype(np.float32) for one in network)).argmax(axis=1)
    of_letters = y < CLASSES - 1
    print(
        f"unseen: {np.mean(read == y):.4%} right, of characters {np.mean(read[of_letters] == y[of_letters]):.4%}"
    )
    print(f"{target.name}: {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
