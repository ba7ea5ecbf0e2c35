"""JPEGs as Typst takes them through a text: wrapped in an SVG, from which it unpacks them again byte for byte."""

from __future__ import annotations

import struct

from autheid.kernel.secret import base64_text

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" '
    'height="{height}" viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
    'xlink:href="data:image/jpeg;base64,{picture}"/></svg>'
)


def svg_of(jpeg: bytes) -> str:
    """The picture as an SVG. Raises ValueError when it is no JPEG of ours."""
    width, height = size_of(jpeg)
    return _SVG.format(width=width, height=height, picture=base64_text(jpeg))


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height from the frame header (ITU-T T.81 §B.2.2). Raises ValueError when it is no JPEG of ours."""
    at = 2
    while jpeg.startswith(b"\xff\xd8") and at + 9 <= len(jpeg):
        marker, length = struct.unpack_from(">HH", jpeg, at)
        if 0xFFC0 <= marker <= 0xFFC2:  # noqa: PLR2004 - baseline to progressive
            height, width = struct.unpack_from(">HH", jpeg, at + 5)
            if width and height:
                return int(width), int(height)
        at += 2 + length
    raise ValueError("this is no JPEG of ours")
