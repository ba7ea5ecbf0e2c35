"""An operator's own Tesseract in place of our reader of lines: a program and a model that they trust."""

from __future__ import annotations

import csv
import io
import subprocess

import numpy as np
from numpy.typing import NDArray

from autheid.passport.mrz import ALPHABET
from autheid.reading.job import Tesseract

_SURE = 70.0
"""Of 100, for each word. The line of names has no check digit, so what is not sure is not read."""
_SECONDS = 8


def read_line(line: NDArray[np.uint8], tesseract: Tesseract) -> str:
    """The text of a line, empty where Tesseract is not sure or does not answer."""
    height, width = line.shape
    picture = b"P5 %d %d 255\n" % (width, height) + line.tobytes()
    command = [tesseract.program, "stdin", "stdout", "-l", tesseract.model, "--psm", "7"]
    if tesseract.data:
        command += ["--tessdata-dir", tesseract.data]
    command += ["-c", f"tessedit_char_whitelist={ALPHABET}", "tsv"]
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own program, by its settings
            command,
            input=picture,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
            env={"OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    words = list(
        csv.DictReader(
            io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE
        )
    )
    found = [(float(word["conf"]), word["text"] or "") for word in words if (word.get("text") or "").strip()]
    if not found or min(sure for sure, _ in found) < _SURE:
        return ""
    return "".join(text for _, text in found).replace(" ", "")
