"""One file with an image in it: what its header says, and its pixels in the form that is wanted.

Everything is decided from the header before a pixel is decoded, and only formats that need no other
program are opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import tr
from nnsim.data.dataset import Bytes

if TYPE_CHECKING:
    from PIL import Image

SUFFIXES = frozenset(
    (
        ".png",
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".bmp",
        ".dib",
        ".gif",
        ".webp",
        ".tif",
        ".tiff",
        ".ppm",
        ".pgm",
    )
)
"""How names of images end, in small letters."""
_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
MOST_PIXELS = 50_000_000
"""Pixels of the largest image that is decoded."""
MOST_BYTES = 200_000_000
"""The largest file that is."""
_ORIENTATION, _ON_ITS_SIDE = 0x0112, 5
"""The EXIF entry that says how a camera was held, and from which value on width and height change places."""
_COLOURFUL = 12
"""Between the channels of a pixel: less is what compression does to grey."""
_GLANCE = 64

Fitting = Literal["crop", "stretch", "border"]


class NotAnImageError(Exception):
    """Says, translated and in a few words, why a file is no image that can be used."""


@dataclass(frozen=True)
class Form:
    """What all images become: so many columns, rows and channels (1 or 3), and how others are brought to it."""

    width: int
    height: int
    channels: int
    fitting: Fitting = "crop"


class Header(NamedTuple):
    """What is known of an image without all of its pixels; width and height as it is to be looked at."""

    width: int
    height: int
    is_colour: bool


class Decoded(NamedTuple):
    """Pixels (channels, height, width), and width and height that the file has."""

    pixels: Bytes
    size: tuple[int, int]


def header_of(path: str) -> Header:
    """Return what the header says, and whether there is colour; raises NotAnImageError."""
    with _opened(path) as image:
        return Header(*_upright_size(image), _is_colour(image))


def decoded(path: str, form: Form) -> Decoded:
    """Return the pixels of the image at `path` in `form`; raises NotAnImageError.

    The camera's orientation is obeyed, what is transparent stands on white, and of several images in a
    file the first is taken.
    """
    from PIL import ImageOps

    with _opened(path) as image:
        # The decoder of JPEG can leave out what would be made smaller anyway, many times as fast.
        size, side = _upright_size(image), 2 * max(form.width, form.height)
        image.draft("L" if form.channels == 1 else "RGB", (side, side))
        turned = image.getexif().get(_ORIENTATION, 1) != 1
        upright = ImageOps.exif_transpose(image) if turned else image
        pixels = np.asarray(_fitted(_plain(upright, form.channels), form), np.uint8)
    return Decoded(pixels[np.newaxis] if form.channels == 1 else pixels.transpose(2, 0, 1), size)


@contextmanager
def _opened(path: str) -> Iterator[Image.Image]:
    """Open an image whose header is within the limits; whatever happens to it is a NotAnImageError."""
    from PIL import Image, UnidentifiedImageError

    try:
        if os.stat(path).st_size > MOST_BYTES:
            raise NotAnImageError(tr("the file is too large"))
        with Image.open(path, formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotAnImageError(_too_many(image.width, image.height))
            yield image
    except NotAnImageError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAnImageError(tr("it has too many pixels")) from error
    except UnidentifiedImageError as error:
        raise NotAnImageError(tr("it is no image, whatever its name says")) from error
    except Exception as error:
        # A damaged image ends in any error there is, from struct.error to SyntaxError.
        raise NotAnImageError(tr("it is damaged or cut short")) from error


def _upright_size(image: Image.Image) -> tuple[int, int]:
    """Return width and height as the image is to be looked at."""
    width, height = image.size
    return (height, width) if image.getexif().get(_ORIENTATION, 1) >= _ON_ITS_SIDE else (width, height)


def _too_many(width: int, height: int) -> str:
    return tr("it has {width} × {height} pixels, which is too many").format(
        width=f"{width:,}", height=f"{height:,}"
    )


def _is_colour(image: Image.Image) -> bool:
    if image.mode in ("1", "L", "LA", "La", "I", "F") or image.mode.startswith("I;"):
        return False
    image.draft("RGB", (_GLANCE, _GLANCE))
    small = _plain(image, 3)
    small.thumbnail((_GLANCE, _GLANCE))
    pixels = np.asarray(small, np.int16)
    return bool((pixels.max(-1) - pixels.min(-1)).max() > _COLOURFUL)


def _plain(image: Image.Image, channels: int) -> Image.Image:
    """Return the image in grey or in colour, eight bits a channel, nothing transparent."""
    from PIL import Image

    mode = "L" if channels == 1 else "RGB"
    if image.mode.startswith("I") or image.mode == "F":
        image = Image.fromarray(_bytes_of(image))
    elif image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    elif image.mode == "P":
        image = image.convert("RGB")
    return image if image.mode == mode else image.convert(mode)


def _bytes_of(image: Image.Image) -> Bytes:
    """Return grey numbers of more than eight bits as bytes.

    16 bits are the high ones of each. Whole numbers of 32 bits that use no more than 16 are taken for
    those; other numbers run from their least, black, to their greatest, white, unless they are within
    0 to 1 or 0 to 255 as they are.
    """
    numbers = np.asarray(image)
    if image.mode != "F" and numbers.min() >= 0 and numbers.max() < 1 << 16:
        return (numbers.astype(np.int64) >> 8).astype(np.uint8)
    values: NDArray[np.float64] = np.nan_to_num(np.asarray(numbers, np.float64))
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > 255:
        values = (values - low) / max(high - low, 1e-300) * 255
    elif high <= 1:
        values = values * 255
    return np.rint(values).astype(np.uint8)


def _fitted(image: Image.Image, form: Form) -> Image.Image:
    from PIL import Image, ImageOps

    size = form.width, form.height
    if image.size == size:
        return image
    smooth = Image.Resampling.BILINEAR
    match form.fitting:
        case "stretch":
            return image.resize(size, smooth)
        case "crop":
            return ImageOps.fit(image, size, smooth)
        case "border":
            return ImageOps.pad(image, size, smooth)
