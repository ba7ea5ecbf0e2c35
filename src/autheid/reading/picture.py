"""Opens pictures of few kinds and bounded size, and writes them anew: what is kept is ours, without metadata."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000
LEAST_SIDE = 200
LONG_SIDE = 2000
_QUALITY = 85
PHOTOS = ("JPEG", "PNG", "WEBP")
PORTRAITS = ("JPEG", "JPEG2000")
PORTRAIT_SIDE = 480
LOGO_SIDE = 256
_LEAST_LOGO = 32

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class PictureRefused(ValueError):
    """The bytes are no picture that is taken; the text is the rule."""


def open_picture(
    data: bytes, *, formats: tuple[str, ...] = PHOTOS, least: int = LEAST_SIDE, mode: str = "RGB"
) -> Image.Image:
    """The first picture of a file, upright, in RGB unless `mode` says otherwise. Raises PictureRefused."""
    names = ", ".join(formats)
    if not 0 < len(data) <= MOST_BYTES:
        raise PictureRefused(f"must have from 1 to {MOST_BYTES // 1024 // 1024} MB")
    try:
        with warnings.catch_warnings():
            # Pillow warns where it should refuse, at half of what it refuses.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=formats)
            _check_size(picture.size, least)
            # A JPEG can be decoded at a half or a quarter, which is all that is needed.
            picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            return upright.convert(mode)
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused(f"must have at most {MOST_PIXELS // 1_000_000} million pixels") from None
    except UnidentifiedImageError:
        raise PictureRefused(f"must be a picture ({names})") from None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - decoders raise whatever they like on broken bytes
        raise PictureRefused(f"is broken, or no picture ({names})") from None


def _check_size(size: tuple[int, int], least: int) -> None:
    if size[0] * size[1] > MOST_PIXELS or min(size) < least:
        raise PictureRefused(
            f"must have at least {least} pixels a side and at most {MOST_PIXELS // 1_000_000} million in all"
        )


def logo_of(data: bytes) -> bytes:
    """A square PNG with a logo's own transparency around it, without anything but the pixels. Raises PictureRefused."""
    picture = open_picture(data, least=_LEAST_LOGO, mode="RGBA")
    picture.thumbnail((LOGO_SIDE, LOGO_SIDE))
    square = Image.new("RGBA", (LOGO_SIDE, LOGO_SIDE))
    square.paste(picture, ((LOGO_SIDE - picture.width) // 2, (LOGO_SIDE - picture.height) // 2))
    out = io.BytesIO()
    Image.frombytes("RGBA", square.size, square.tobytes()).save(out, "PNG", optimize=True)
    return out.getvalue()


def jpeg_of(picture: Image.Image, *, long_side: int = LONG_SIDE, quality: int = _QUALITY) -> bytes:
    """A JPEG of ours, without anything but the pixels."""
    picture.thumbnail((long_side, long_side))
    out = io.BytesIO()
    Image.frombytes("RGB", picture.size, picture.tobytes()).save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
