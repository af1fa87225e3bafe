"""Varied copies of the training images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.settings import flag, integer, real
from nnsim.base.text import mark, ntr, tr
from nnsim.data.arrays.pixels import WHITE
from nnsim.data.dataset import Bytes, Dataset, Floats, Targets
from nnsim.data.step import Rows, Step, noted, steps

_AT_ONCE = 1 << 20
"""Numbers of images that are turned at a time."""
_MOST_NUMBERS = 400_000_000
_SMALLEST = 8
"""Fewer columns of numbers are a sequence with features, as on the Data page."""
Images = NDArray[Any]


@steps.register
class AugmentImages(Step):
    """Shift, mirror, turn and disturb copies of every training image; what is in sight stays its class.

    What a shift or a turn would uncover goes on as the border of the image is. Source: Shorten and
    Khoshgoftaar 2019, A survey on image data augmentation for deep learning.
    """

    key = "augment_images"
    title = mark("Vary images")
    summary = mark(
        "Copies of every training image, shifted, mirrored, turned or with noise; validation and test stay as"
        " they are."
    )
    formula = "x(i, j) → x(R(i, j) + d) + ε"
    source = "C. Shorten, T. M. Khoshgoftaar (2019), A survey on Image Data Augmentation for Deep Learning"
    order = 80
    trains_only = True

    copies: int = integer(
        1, low=1, high=20, label=mark("Copies"), help=mark("Varied copies of each training image, beside it.")
    )
    shift: int = integer(
        2, low=0, high=64, label=mark("Shift"), help=mark("At most so many pixels in each direction.")
    )
    flip: bool = flag(
        False, label=mark("Mirror"), help=mark("Every other copy is mirrored, left to right, by chance.")
    )
    angle: float = real(
        0.0, low=0.0, high=45.0, label=mark("Turn"), help=mark("At most so many degrees to either side.")
    )
    noise: float = real(
        0.0,
        low=0.0,
        high=1.0,
        label=mark("Noise"),
        help=mark("Standard deviation of what is added to every pixel, as a share of white."),
    )

    def apply(self, dataset: Dataset) -> Dataset:
        shape = dataset.shape
        if len(shape) != 3 and not (len(shape) == 2 and min(shape) >= _SMALLEST):
            raise NnsimError(
                tr("It works on images, and these inputs are of shape {shape}. Switch the step off.").format(
                    shape=" × ".join(str(n) for n in shape)
                )
            )
        if dataset.inputs.size * (1 + self.copies) > _MOST_NUMBERS:
            raise NnsimError(
                tr("So many copies of these images do not fit. Choose fewer, or smaller images.")
            )
        text = ntr(
            "Each training image has {n} varied copy ({how}); validation and test stay as they are",
            "Each training image has {n} varied copies ({how}); validation and test stay as they are",
            self.copies,
        )
        said = text.format(n=self.copies, how=", ".join(self._ways()) or tr("nothing is varied"))
        return replace(dataset, notes=noted(dataset, said))

    def extend(
        self, inputs: Floats | Bytes, targets: Targets, weights: Floats | None, random: np.random.Generator
    ) -> Rows:
        whole = np.empty((len(inputs) * (1 + self.copies), *inputs.shape[1:]), inputs.dtype)
        whole[: len(inputs)] = inputs
        for number in range(1, 1 + self.copies):
            start = number * len(inputs)
            for rows in _pieces(inputs):
                whole[start + rows.start : start + rows.stop] = self._varied(inputs[rows], random)
        again = np.concatenate([targets] * (1 + self.copies))
        return whole, again, None if weights is None else np.concatenate([weights] * (1 + self.copies))

    def _ways(self) -> Iterator[str]:
        """Yield how images are varied, in words."""
        if self.shift:
            yield ntr("shifted by up to {n} pixel", "shifted by up to {n} pixels", self.shift).format(
                n=self.shift
            )
        if self.flip:
            yield tr("mirrored")
        if self.angle:
            yield tr("turned by up to {n}°").format(n=f"{self.angle:g}")
        if self.noise:
            yield tr("noise of {n}").format(n=f"{self.noise:g}")

    def _varied(self, images: Images, random: np.random.Generator) -> Images:
        """Return a varied copy of each of `images` (n, channels, height, width) or (n, height, width)."""
        n, (height, width) = len(images), images.shape[-2:]
        move = random.integers(-self.shift, self.shift + 1, (2, n))
        mirrored = random.random(n) < 0.5 if self.flip else np.zeros(n, np.bool_)
        angles = random.uniform(-self.angle, self.angle, n) if self.angle else np.zeros(n)
        flat = images.reshape(n, -1, height, width)
        down = np.arange(height) - move[0][:, np.newaxis]
        across = np.arange(width) - move[1][:, np.newaxis]
        across = np.where(mirrored[:, np.newaxis], width - 1 - across, across)
        found = _turned(flat, down, across, angles) if self.angle else _moved(flat, down, across)
        if self.noise:
            white = WHITE if images.dtype == np.uint8 else 1
            found = found + random.normal(0.0, self.noise * white, found.shape)
        return _as_kept(found, images.dtype).reshape(images.shape)


def _pieces(images: Images) -> Iterator[slice]:
    each = max(1, _AT_ONCE // max(1, images[:1].size))
    for start in range(0, len(images), each):
        yield slice(start, min(start + each, len(images)))


def _moved(images: Images, down: Images, across: Images) -> Images:
    """Return the pixels at whole places (n, height) and (n, width), the nearest ones where they are outside."""
    height, width = images.shape[-2:]
    rows, columns = np.clip(down, 0, height - 1), np.clip(across, 0, width - 1)
    each = np.arange(len(images))[:, None, None, None]
    channels = np.arange(images.shape[1])[None, :, None, None]
    found: Images = images[each, channels, rows[:, None, :, None], columns[:, None, None, :]]
    return found


def _turned(images: Images, down: Images, across: Images, degrees: Floats) -> Images:
    """Return the same turned around the middle, between pixels by bilinear interpolation."""
    height, width = images.shape[-2:]
    radians = np.deg2rad(degrees)[:, None, None]
    y, x = (down - (height - 1) / 2)[:, :, None], (across - (width - 1) / 2)[:, None, :]
    rows = np.clip(np.cos(radians) * y + np.sin(radians) * x + (height - 1) / 2, 0, height - 1)
    columns = np.clip(np.cos(radians) * x - np.sin(radians) * y + (width - 1) / 2, 0, width - 1)
    top, left = np.floor(rows).astype(np.intp), np.floor(columns).astype(np.intp)
    bottom, right = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    v, u = (rows - top)[:, None], (columns - left)[:, None]
    each = np.arange(len(images))[:, None, None, None]
    channels = np.arange(images.shape[1])[None, :, None, None]

    def at(row: Images, column: Images) -> Images:
        found: Images = images[each, channels, row[:, None], column[:, None]]
        return found

    upper = at(top, left) * (1 - u) + at(top, right) * u
    lower = at(bottom, left) * (1 - u) + at(bottom, right) * u
    found: Images = upper * (1 - v) + lower * v
    return found


def _as_kept(numbers: Images, kind: np.dtype[Any]) -> Images:
    """Return numbers in the type of the images they were made of."""
    if kind != np.uint8 or numbers.dtype == np.uint8:
        return numbers.astype(kind, copy=False)
    return np.clip(np.rint(numbers), 0, WHITE).astype(np.uint8)
