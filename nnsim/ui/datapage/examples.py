"""What the Data place draws of a data set: its kind, its columns, its parts and their colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset, Floats, Targets
from nnsim.data.prepared import Prepared
from nnsim.figures.figure import Shape
from nnsim.figures.maps import MapColours, Scale
from nnsim.ui.look.theme import theme

Kind = Literal["points", "images", "sequences", "other"]

LEFT_OUT = -1
PART_SHAPES: tuple[Shape, ...] = ("circle", "diamond", "square")
"""Outlines of training, validation and test examples, as on the map of the decision boundary."""
_SMALLEST_IMAGE = 8
_MANY_VALUES = 10
"""Different values from which points of a column are not seen to lie in a few rows."""
_MOST_JUDGED, _MOST_BRIGHT = 5000, 200
# Lightness grows all the way, and even the dark end stands out from a dark panel.
_RAMP_ON_DARK = ("#4b6bd0", "#8f80c0", "#d39a66", "#fee838")
_RAMP_ON_LIGHT = ("#00224e", "#575c8d", "#a8684a", "#d9a400")


def kind_of(dataset: Dataset) -> Kind:
    """Return what the examples are, judged by their shape."""
    shape = dataset.shape
    if len(shape) == 1:
        return "points"
    if len(shape) == 3 and (shape[0] in (1, 3) or shape[-1] in (1, 3)):
        return "images"
    if len(shape) == 2 and dataset.channel_names:
        return "sequences"
    if len(shape) == 2:
        return "images" if min(shape) >= _SMALLEST_IMAGE else "sequences"
    return "other"


def has_test_share(settings: DataSettings, dataset: Dataset) -> bool:
    """Return whether a part of the rows is kept for the test by a share: not where a test part came with the data."""
    return not dataset.whole and not dataset.test_rows and "test_share" in settings.splitter.plays


def has_validation_share(settings: DataSettings, dataset: Dataset) -> bool:
    """Return whether a part of the rows is watched by a share: not where all rows train and are watched."""
    return not dataset.whole and "validation_share" in settings.splitter.plays


def part_names() -> tuple[str, str, str]:
    """Return what training, validation and test part are called, in the order of `PART_SHAPES`."""
    return tr("Training"), tr("Validation"), tr("Test")


def part_of_rows(prepared: Prepared) -> NDArray[np.int8]:
    """Return for each row of the data set the place of its part, or `LEFT_OUT`."""
    part = np.full(len(prepared.dataset), LEFT_OUT, np.int8)
    # Backwards, so that rows that train and validate (a truth table) count as training.
    for place, rows in ((2, prepared.rows.test), (1, prepared.rows.validation), (0, prepared.rows.train)):
        part[rows] = place
    return part


def colours() -> MapColours:
    """Return the colours of classes and values in the theme in use."""
    look = theme()
    ramp = _RAMP_ON_DARK if look.dark else _RAMP_ON_LIGHT
    return MapColours(look.panel, look.negative, look.positive, ramp=ramp)


def scale_of(values: Targets) -> Scale:
    """Return the colours of raw targets, from the least to the greatest."""
    low, high = float(values.min()), float(values.max())
    if high <= low:
        low, high = low - 0.5, high + 0.5
    return Scale((low, high), colours().ramp)


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of flat examples that can stand on an axis: the inputs, then the targets."""

    dataset: Dataset

    @property
    def names(self) -> tuple[str, ...]:
        """One name for each column."""
        if self.dataset.task == "regression":
            return (*self.dataset.input_names, *self.dataset.target_names)
        return (*self.dataset.input_names, tr("class"))

    def values(self, place: int) -> Floats:
        """Return the raw values of one column, shape (n,)."""
        inputs = self.dataset.shape[0]
        if place < inputs:
            return self.dataset.values((slice(None), place))
        targets = self.dataset.targets.reshape(len(self.dataset), -1)
        column: Floats = targets[:, place - inputs].astype(np.float64)
        return column

    def telling(self) -> tuple[int, int]:
        """Return the two columns that show most of what is to be learned, for x and y.

        Numbers of many values come before those of few: points that lie upon each other show nothing.
        """
        inputs = self.dataset.shape[0]
        if inputs <= 2:
            return 0, 1
        strength = _strengths(self.dataset)
        best = np.lexsort((-strength, -_variety(self.dataset)))
        if self.dataset.task == "regression":
            return int(best[0]), inputs
        first, second = sorted(int(j) for j in best[:2])
        return first, second


def _strengths(dataset: Dataset) -> Floats:
    """Return for each input how much it says about the target: R² of classes, r² of numbers."""
    every = max(1, len(dataset) // _MOST_JUDGED)
    x, y = dataset.values(slice(None, None, every)), dataset.targets[::every]
    centred: Floats = np.nan_to_num(x - np.nanmean(x, 0))
    spread: Floats = (centred**2).sum(0)
    spread[spread == 0] = np.inf
    if dataset.task == "regression":
        aim = y[:, 0] - y[:, 0].mean()
        told: Floats = (centred.T @ aim) ** 2 / spread
        return told
    between = np.zeros(x.shape[1])
    for k in range(dataset.classes):
        members = centred[y == k]
        if len(members):
            between += len(members) * members.mean(0) ** 2
    return between / spread


def _variety(dataset: Dataset) -> NDArray[np.int64]:
    """Return for each input 2 where it has many different values, 1 where it has some, 0 for yes and no."""
    x = dataset.values(slice(None, None, max(1, len(dataset) // _MOST_JUDGED)))
    sorted_ = np.sort(x, axis=0)
    # Values that are missing stand last, and differ from none.
    different = 1 + (np.diff(sorted_, axis=0) > 0).sum(0)
    found: NDArray[np.int64] = (different > 2).astype(np.int64) + (different >= _MANY_VALUES)
    return found


def as_images(dataset: Dataset, most: int) -> NDArray[np.uint8]:
    """Return the first pictures as (n, height, width, 3) bytes; missing pixels are black."""
    raw = np.nan_to_num(dataset.values(slice(most)))
    if raw.ndim == 3:
        raw = raw[..., np.newaxis]
    elif raw.shape[1] in (1, 3):
        raw = raw.transpose(0, 2, 3, 1)
    low, high = (float(raw.min()), float(raw.max())) if raw.size else (0.0, 1.0)
    scaled = (raw - low) * (255.0 / (high - low) if high > low else 0.0)
    pictures = np.rint(scaled).astype(np.uint8)
    if pictures.shape[-1] == 1:
        pictures = pictures.repeat(3, -1)
    return np.ascontiguousarray(pictures)


@dataclass(frozen=True)
class Brightness:
    """The numbers that are black and white in all pictures of a data set: bytes as they are, others as they reach."""

    low: float
    high: float

    @classmethod
    def of(cls, dataset: Dataset) -> Brightness:
        """Return what fits `dataset`, judged by some of its rows."""
        if dataset.are_bytes:
            return cls(0.0, 255 / dataset.divisor)
        some = np.nan_to_num(dataset.values(thinned(np.arange(len(dataset)), _MOST_BRIGHT)))
        return cls(float(some.min()), float(some.max())) if some.size else cls(0.0, 1.0)

    def picture(self, dataset: Dataset, row: int) -> NDArray[np.uint8]:
        """Return an example as (height, width, 3) bytes; missing pixels are black."""
        pixels = np.asarray(dataset.inputs[row] if dataset.are_bytes else self._bytes(dataset.values(row)))
        if pixels.ndim == 2:
            pixels = pixels[..., np.newaxis]
        elif pixels.shape[0] in (1, 3):
            pixels = pixels.transpose(1, 2, 0)
        return np.ascontiguousarray(pixels.repeat(3, -1) if pixels.shape[-1] == 1 else pixels, np.uint8)

    def _bytes(self, numbers: Floats) -> NDArray[np.uint8]:
        known = np.nan_to_num(numbers, nan=self.low)
        scale = 255.0 / (self.high - self.low) if self.high > self.low else 0.0
        return np.rint(np.clip((known - self.low) * scale, 0, 255)).astype(np.uint8)


def thinned(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return at most `most` of the rows, in order, the same ones every time.

    Drawn at random: every second row of data whose classes take turns is all one class.
    """
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(0).choice(rows, most, replace=False))


def target_text(dataset: Dataset, row: int) -> str:
    """Return what is to be predicted for one example, in words."""
    if dataset.task == "classes":
        return dataset.target_names[int(dataset.targets[row])]
    return ", ".join(f"{value:.6g}" for value in dataset.targets[row])
