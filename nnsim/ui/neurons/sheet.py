"""Where neurons and weights stand: a column for every stage, a tile for every unit, a curve for a weight.

Nothing is painted here; units are those of the canvas (pixels at 100 %).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from nnsim.document.layout import COLUMN
from nnsim.training.pictures.neuron_maps import NeuronMaps, StageNeurons, Wires

TILE = 46.0
PITCH = 58.0
"""Least distance of two neurons in a column, centre to centre."""
_AIRY = 2.0
"""How many times further apart the neurons of a short column beside tall ones stand."""
MOST_LINES = 1600
"""Curves drawn in all; beyond it each pair of layers shows its strongest weights."""
LEAST_LINES = 48
"""Curves every pair of layers may show, however many pairs there are."""
NOTHING = NeuronMaps((), ())
_PIECES = 16
"""Straight pieces that stand for a curve when the mouse looks for one."""


@dataclass(frozen=True)
class Spot:
    """One neuron: the number of its column and its place in it."""

    column: int
    row: int


@dataclass(frozen=True, eq=False)
class Lines:
    """Curves between single neurons of two columns, the weakest first.

    Attributes
    ----------
    pairs
        (n, 2): rows in the source and in the target column.
    values
        (n,): the weights; all NaN where nothing is learned.
    shares
        (n,): sizes relative to the largest weight of the two layers.
    starts, ends
        (n, 2): where the curves begin and end.
    """

    wires: Wires
    source: int
    target: int
    pairs: np.ndarray
    values: np.ndarray
    shares: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    largest: float
    """Size of the largest weight, 0 where nothing is learned."""

    @property
    def learned(self) -> bool:
        """Whether these are weights."""
        return self.wires.weights is not None


@dataclass(frozen=True)
class Line:
    """One weight: the number of its `Lines` on the sheet, and its rows in their two columns.

    Not its place among the curves, which are sorted anew with every picture.
    """

    lines: int
    source: int
    target: int


class Sheet:
    """The neurons of one picture in their places, the columns `spacing` apart; without a picture it is empty."""

    def __init__(self, maps: NeuronMaps = NOTHING, spacing: float = COLUMN) -> None:
        self.maps = maps
        self.spacing = spacing
        self.stages: tuple[StageNeurons, ...] = maps.stages
        tallest = max((s.shown for s in maps.stages), default=1) * PITCH
        self._pitches = [min(max(0.5 * tallest / s.shown, PITCH), _AIRY * PITCH) for s in maps.stages]
        self._column = {s.stage: i for i, s in enumerate(maps.stages)}
        self.lines: list[Lines] = []
        self.ribbons: list[tuple[int, int]] = []
        """Columns that are joined as wholes."""
        self.arcs: list[tuple[int, int]] = []
        """Columns joined unit by unit past others: skip connections."""
        room = max(LEAST_LINES, MOST_LINES // max(len(maps.wires), 1))
        for wires in maps.wires:
            self._add(wires, room)

    def column_of(self, stage: str) -> int | None:
        """Return the column of a stage."""
        return self._column.get(stage)

    def column_near(self, point: QPointF) -> int:
        """Return the column nearest to `point` on a sheet that is not empty."""
        return min(max(round(point.x() / self.spacing), 0), len(self.stages) - 1)

    def x_of(self, column: int) -> float:
        """Return the middle of a column."""
        return column * self.spacing

    @property
    def last_x(self) -> float:
        """The middle of the last column."""
        return self.x_of(max(len(self.stages) - 1, 0))

    def y_of(self, column: int, row: float) -> float:
        """Return the middle of a neuron; columns are centred about 0."""
        return (row - (self.stages[column].shown - 1) / 2) * self._pitches[column]

    def tile(self, spot: Spot) -> QRectF:
        """Return the tile of a neuron."""
        x, y = self.x_of(spot.column), self.y_of(spot.column, spot.row)
        return QRectF(x - TILE / 2, y - TILE / 2, TILE, TILE)

    def column_rect(self, column: int) -> QRectF:
        """Return the rectangle around all tiles of a column."""
        height = (self.stages[column].shown - 1) * self._pitches[column] + PITCH
        return QRectF(self.x_of(column) - TILE / 2, -height / 2, TILE, height)

    def area(self) -> QRectF:
        """Return the rectangle around everything."""
        area = QRectF()
        for column in range(len(self.stages)):
            area |= self.column_rect(column)
        return area.adjusted(-30, -8, 30, 12)

    def rows_between(self, column: int, top: float, bottom: float) -> range:
        """Return the rows of a column whose tiles may show between two heights."""
        shown = self.stages[column].shown
        middle, pitch = (shown - 1) / 2, self._pitches[column]
        first = int(np.ceil((top - TILE / 2) / pitch + middle))
        last = int(np.floor((bottom + TILE / 2) / pitch + middle))
        return range(max(first, 0), min(last + 1, shown))

    def spot_at(self, point: QPointF) -> Spot | None:
        """Return the neuron at `point`."""
        column = round(point.x() / self.spacing)
        if not 0 <= column < len(self.stages) or abs(point.x() - self.x_of(column)) > TILE / 2:
            return None
        row = round(point.y() / self._pitches[column] + (self.stages[column].shown - 1) / 2)
        inside = abs(point.y() - self.y_of(column, row)) <= TILE / 2
        return Spot(column, row) if inside and 0 <= row < self.stages[column].shown else None

    def line_at(self, point: QPointF, reach: float) -> Line | None:
        """Return the weight whose curve is nearest to `point`, at most `reach` away; the strongest of equals."""
        best, found = reach, None
        for number, lines in enumerate(self.lines):
            left, right = self.x_of(lines.source), self.x_of(lines.target)
            if not lines.learned or not len(lines.pairs) or not left < point.x() < right:
                continue
            away = _distances(lines, point) - 0.5 * lines.shares
            at = int(away.argmin())
            if away[at] < best:
                source, target = lines.pairs[at]
                best, found = float(away[at]), Line(number, int(source), int(target))
        return found

    def has(self, thing: Spot | Line) -> bool:
        """Return whether there is such a neuron or weight."""
        if isinstance(thing, Spot):
            return thing.column < len(self.stages) and thing.row < self.stages[thing.column].shown
        if thing.lines >= len(self.lines):
            return False
        weights = self.lines[thing.lines].wires.weights
        return weights is not None and thing.source < weights.shape[0] and thing.target < weights.shape[1]

    def into(self, spot: Spot) -> list[Line]:
        """Return the weights that lead into a neuron, strongest first."""
        found = [
            (float(weight), Line(number, row, spot.row))
            for number, lines in enumerate(self.lines)
            if lines.target == spot.column and lines.wires.weights is not None
            for row, weight in enumerate(lines.wires.weights[:, spot.row])
        ]
        found.sort(key=lambda f: -abs(f[0]) if np.isfinite(f[0]) else 0.0)
        return [line for _, line in found]

    def ends(self, line: Line) -> tuple[Spot, Spot]:
        """Return the neurons that a weight joins: where it comes from, where it leads."""
        lines = self.lines[line.lines]
        return Spot(lines.source, line.source), Spot(lines.target, line.target)

    def weight(self, line: Line) -> float:
        """Return the weight of a curve."""
        weights = self.lines[line.lines].wires.weights
        return float(weights[line.source, line.target]) if weights is not None else float("nan")

    def curve(self, line: Line) -> tuple[QPointF, QPointF]:
        """Return start and end of the curve of a weight."""
        source, target = self.ends(line)
        return (
            QPointF(self.x_of(source.column) + TILE / 2, self.y_of(source.column, source.row)),
            QPointF(self.x_of(target.column) - TILE / 2, self.y_of(target.column, target.row)),
        )

    def share(self, line: Line) -> float:
        """Return the size of a weight relative to the largest of its two layers."""
        value, largest = self.weight(line), self.lines[line.lines].largest
        return min(abs(value) / largest, 1.0) if largest > 0 and math.isfinite(value) else 0.0

    def _add(self, wires: Wires, room: int) -> None:
        source, target = self._column[wires.source], self._column[wires.target]
        if wires.weights is None and wires.offset is None:
            self.ribbons.append((source, target))
            return
        if wires.weights is None and target - source > 1:
            self.arcs.append((source, target))
            return
        if wires.weights is not None:
            pairs, values, shares = _strongest(wires.weights, room)
        else:
            pairs = self._one_to_one(wires, source, target)
            values, shares = np.full(len(pairs), np.nan), np.full(len(pairs), 0.2)
        starts = self._places(source, pairs[:, 0], TILE / 2)
        ends = self._places(target, pairs[:, 1], -TILE / 2)
        largest = float(np.nanmax(np.abs(values), initial=0.0))
        self.lines.append(Lines(wires, source, target, pairs, values, shares, starts, ends, largest))

    def _places(self, column: int, rows: np.ndarray, aside: float) -> np.ndarray:
        """Return points beside the middles of neurons, shape (n, 2)."""
        middle = (self.stages[column].shown - 1) / 2
        xs = np.full(len(rows), self.x_of(column) + aside)
        return np.column_stack([xs, (rows - middle) * self._pitches[column]])

    def _one_to_one(self, wires: Wires, source: int, target: int) -> np.ndarray:
        offset = wires.offset or 0
        n = max(0, min(self.stages[source].shown, self.stages[target].shown - offset))
        rows = np.arange(n)
        return np.column_stack([rows, rows + offset])


def _strongest(weights: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rows and columns, values and shares of the strongest weights, the weakest of them first."""
    flat = np.nan_to_num(weights.reshape(-1).astype(np.float64))
    size = np.abs(flat)
    order = np.argsort(size, kind="stable")[-most:]
    largest = float(size[order[-1]]) if len(order) else 0.0
    pairs = np.column_stack(np.divmod(order, weights.shape[1]))
    return pairs, flat[order], size[order] / largest if largest > 0 else np.zeros(len(order))


def _distances(lines: Lines, point: QPointF) -> np.ndarray:
    """Return how far each curve is from `point`, shape (n,)."""
    # Every curve has the same course in x, so the piece beside the point is the same for all.
    t = np.linspace(0, 1, _PIECES + 1)
    x0, x1 = float(lines.starts[0, 0]), float(lines.ends[0, 0])
    x = x0 + (x1 - x0) * (1.5 * t * (1 - t) ** 2 + 1.5 * t**2 * (1 - t) + t**3)
    rise = 3 * t**2 * (1 - t) + t**3
    k = int(np.clip(np.searchsorted(x, point.x()) - 1, 0, _PIECES - 1))
    y0, dy = lines.starts[:, 1], lines.ends[:, 1] - lines.starts[:, 1]
    a, b = y0 + dy * rise[k], y0 + dy * rise[k + 1]
    width = x[k + 1] - x[k]
    height = a + (b - a) * (point.x() - x[k]) / width
    slope = (b - a) / width
    away: np.ndarray = np.abs(height - point.y()) / np.sqrt(1 + slope**2)
    return away
