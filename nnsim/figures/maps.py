"""Outputs over a plane as pictures, borders and lines; the examples as points on it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import numpy as np

from nnsim.base.text import tr
from nnsim.data.prepared import Examples, Prepared
from nnsim.engine.loss import ClassReading
from nnsim.figures import palette
from nnsim.figures.contour import contour
from nnsim.figures.figure import Array, Shape
from nnsim.figures.plane import Plane
from nnsim.figures.ticks import short
from nnsim.training.pictures.boundary_map import BoundaryMap

SHADES = 48
"""Colours of points that stand for numbers."""
MOST_POINTS = 2000
"""Points drawn of one part of the data; more hide the map."""


@dataclass(frozen=True)
class MapColours:
    """The colours of a map: the ground that means *undecided*, one for each class, a ramp."""

    neutral: str = palette.PAPER
    negative: str = palette.CLASSES[0]
    positive: str = palette.CLASSES[1]
    classes: tuple[str, ...] = palette.CLASSES
    ramp: tuple[str, ...] = palette.RAMP

    def of_class(self, k: int) -> str:
        """Return the colour of class `k`."""
        pair = (self.negative, self.positive)
        return pair[k] if k < 2 else self.classes[k % len(self.classes)]

    def of_classes(self, n: int) -> tuple[str, ...]:
        """Return the colours of `n` classes."""
        return tuple(self.of_class(k) for k in range(n))


@dataclass(frozen=True, eq=False)
class Scale:
    """How numbers become colours: stops between two levels."""

    levels: tuple[float, float]
    colours: tuple[str, ...]

    def rgba(self, values: Array) -> Array:
        """Return the colours of `values`."""
        return palette.coloured(values, self.levels, palette.lookup(self.colours))

    def tints(self, values: Array) -> list[str]:
        """Return a colour, ``#rrggbb``, for each of `values` (n,), of which there are `SHADES` in all.

        For points: every brush there is costs a symbol that is painted anew, and no eye tells more shades apart.
        """
        low, high = self.levels
        table = [palette.hex_of(colour) for colour in self.rgba(np.linspace(low, high, SHADES))]
        places = np.nan_to_num((values - low) / ((high - low) or 1.0)) * (SHADES - 1)
        return [table[place] for place in np.clip(places.round(), 0, SHADES - 1).astype(np.int64).tolist()]


def in_units(prepared: Prepared, values: Array, target: int) -> Array:
    """Return column `target` of targets or predictions (…, k) in the units of the data."""
    column = values[..., min(target, values.shape[-1] - 1)]
    scale, shift = (
        a.reshape(-1)[target] for a in (prepared.target_scaler.scale, prepared.target_scaler.shift)
    )
    shown: Array = column * scale + shift
    return shown


def target_scale(prepared: Prepared, target: int, colours: MapColours) -> Scale:
    """Return the fixed scale of a regression target: diverging about 0 where it changes sign."""
    values = in_units(prepared, prepared.train.targets, target)
    low, high = float(values.min()), float(values.max())
    if low < 0 < high and min(-low, high) > 0.1 * max(-low, high):
        most = max(-low, high)
        return Scale((-most, most), (colours.negative, colours.neutral, colours.positive))
    if high <= low:
        low, high = low - 0.5, high + 0.5
    return Scale((low, high), colours.ramp)


def is_binary(values: Array) -> bool:
    """Return whether answers are of one or two units, so that one number says which class it is."""
    return int(values.shape[-1]) <= 2


def class_scale(reading: ClassReading, units: int, colours: MapColours) -> Scale:
    """Return the colours of `ClassReading.towards` for one or two units: undecided where the class changes."""
    middle = reading.middle(units)
    half = max(1.0 - middle, middle - reading.off)
    return Scale((middle - half, middle + half), (colours.negative, colours.neutral, colours.positive))


def map_rgba(
    map_: BoundaryMap, prepared: Prepared, colours: MapColours, target: int = 0, discrete: bool = False
) -> Array:
    """Return the picture of a map, shape (rows, columns, 4), uint8.

    With `discrete` there are no shades: of classes the one that wins, of a regression which half of the scale.
    """
    values, reading = map_.values, map_.reading
    if prepared.task == "regression":
        scale = target_scale(prepared, target, colours)
        numbers = in_units(prepared, values, target)
        return scale.rgba(_halved(numbers, scale, sum(scale.levels) / 2) if discrete else numbers)
    units = values.shape[-1]
    if is_binary(values):
        scale, towards = class_scale(reading, units, colours), reading.towards(values)
        return scale.rgba(_halved(towards, scale, reading.middle(units)) if discrete else towards)
    shares = np.ones(values.shape[:-1]) if discrete else _certainty(values, reading)
    return palette.confidence(values.argmax(-1), shares, colours.of_classes(units), colours.neutral)


def _halved(values: Array, scale: Scale, middle: float) -> Array:
    """Return the ends of a scale in place of what lies on either side of `middle`; NaN stays."""
    halves: Array = np.where(values > middle, scale.levels[1], scale.levels[0])
    return np.where(np.isnan(values), np.nan, halves)


def _certainty(values: Array, reading: ClassReading) -> Array:
    """Return how sure many units are of the greatest of them, (rows, columns), from 0 to 1 and beyond."""
    ordered = np.sort(values, axis=-1)
    if reading.probabilities:
        chance = 1 / values.shape[-1]
        sure: Array = (ordered[..., -1] - chance) / (1 - chance)
        return sure
    lead: Array = (ordered[..., -1] - ordered[..., -2]) / (1 - reading.off)
    return lead


def map_contours(
    map_: BoundaryMap, prepared: Prepared, x: tuple[float, float], y: tuple[float, float]
) -> Array:
    """Return the borders between classes, shape (n, 2, 2); none for a regression."""
    values, reading = map_.values, map_.reading
    if prepared.task == "regression":
        return np.zeros((0, 2, 2))
    if is_binary(values):
        return contour(reading.towards(values), reading.middle(values.shape[-1]), x, y)
    ordered = np.sort(values, axis=-1)
    best, second = ordered[..., -1], ordered[..., -2]
    pieces = []
    for k in np.unique(values.argmax(-1)):
        rest = np.where(values[..., k] >= best, second, best)
        pieces.append(contour(values[..., k] - rest, 0.0, x, y))
    return np.concatenate(pieces) if len(pieces) > 1 else np.zeros((0, 2, 2))


def answer_names(reading: ClassReading, prepared: Prepared, units: int) -> tuple[str, ...]:
    """Return what each of `units` numbers is called: a probability only where it is one."""
    text = tr("P({name})") if reading.probabilities else tr("Score of {name}")
    return tuple(text.format(name=name) for name in prepared.target_names[-units:])


def height_name(reading: ClassReading) -> str:
    """Return what an axis of such answers is called."""
    return tr("Probability") if reading.probabilities else tr("Score")


def map_title(prepared: Prepared) -> str:
    """Return what a map shows: a border between classes, or predictions."""
    return tr("Decision boundary") if prepared.classes else tr("Predictions")


def share_text(share: float) -> str:
    """Return a probability in percent, with as many digits as its distance from 0 and 1 needs.

    What is not quite sure never reads 100 %.
    """
    away = min(share, 1 - share)
    digits = -math.floor(math.log10(100 * away)) if away > 0 else 0
    return f"{100 * share:.{min(max(digits, 0), 12)}f} %"


def answer_text(values: Array, reading: ClassReading, prepared: Prepared, target: int = 0) -> str:
    """Return what the network says to one example, `values` (outputs,), as rich text for a readout."""
    names = prepared.target_names
    if prepared.task == "regression":
        return f"{escape(names[target])} <b>{short(float(in_units(prepared, values, target)))}</b>"
    k = int(reading.classes(values))
    number = float(values[-1 if len(values) == 1 else k])
    if not reading.probabilities:
        return tr("{name}, score {score}").format(
            name=f"<b>{escape(names[k])}</b>", score=f"<b>{short(number)}</b>"
        )
    if len(values) == 1 and k == 0:
        number = 1 - number
    return f"{escape(names[k])} <b>{share_text(number)}</b>"


def shown_ranges(map_: BoundaryMap, plane: Plane) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ranges of a map in the units its axes show."""
    a, b = plane.axes
    u, v = map_.grid.u_range, map_.grid.v_range
    return (a.shown(u[0]), a.shown(u[1])), (b.shown(v[0]), b.shown(v[1]))


def cell_extent(
    x: tuple[float, float], y: tuple[float, float], shape: tuple[int, ...]
) -> tuple[float, float, float, float]:
    """Return the outer edges of a grid whose outermost cells have their centres at the ends of x and y."""
    dx, dy = (x[1] - x[0]) / (shape[1] - 1) / 2, (y[1] - y[0]) / (shape[0] - 1) / 2
    return x[0] - dx, x[1] + dx, y[0] - dy, y[1] + dy


@dataclass(frozen=True, eq=False)
class UnitLine:
    """The line of a single unit in shown units: two ends, and its normal vector as an arrow."""

    ends: Array
    start: tuple[float, float]
    tip: tuple[float, float]


def unit_line(map_: BoundaryMap, plane: Plane) -> UnitLine | None:
    """Return where ``w·(u, v) + b = 0`` crosses the map, with w drawn from the line's middle.

    None when the map is not of a single unit or w is zero. The arrow points to the positive side;
    it is as long as w in prepared inputs, held between a twelfth and a seventh of the map.
    """
    if map_.line is None:
        return None
    (wu, wv), b = map_.line
    w = np.array([wu, wv], np.float64)
    norm = float(np.hypot(*w))
    if not np.isfinite(norm) or norm == 0 or not np.isfinite(b):
        return None
    u, v = map_.grid.u_range, map_.grid.v_range
    size = float(np.hypot(u[1] - u[0], v[1] - v[0]))
    middle = np.array([sum(u) / 2, sum(v) / 2])
    foot = middle - w * (w @ middle + b) / norm**2
    along = np.array([-w[1], w[0]]) / norm
    length = min(max(norm, size / 12), size / 7)
    places = np.array([foot - along * 2 * size, foot + along * 2 * size, foot, foot + w / norm * length])
    shown = places * [a.scale for a in plane.axes] + [a.shift for a in plane.axes]
    return UnitLine(
        shown[:2], (float(shown[2, 0]), float(shown[2, 1])), (float(shown[3, 0]), float(shown[3, 1]))
    )


PARTS: tuple[tuple[str, Shape], ...] = (("train", "circle"), ("validation", "diamond"), ("test", "square"))


def part_name(key: str) -> str:
    """Return the name of a part of the data for people."""
    return {"train": tr("Training"), "validation": tr("Validation"), "test": tr("Test")}[key]


def parts(prepared: Prepared) -> Iterator[tuple[str, Shape, Examples]]:
    """Yield each part that has examples of its own, thinned to what a map can show."""
    for key, shape in PARTS:
        examples: Examples = getattr(prepared, key)
        if not len(examples) or (key == "validation" and examples is prepared.train):
            continue
        every = -(-len(examples) // MOST_POINTS)
        yield key, shape, examples.some(slice(None, None, every))
