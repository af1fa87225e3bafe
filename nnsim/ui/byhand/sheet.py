"""Where units, connections and their numbers stand on the paper; in its own units, nothing is painted here."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from nnsim.lab.byhand.address import UnitAt
from nnsim.lab.byhand.wiring import Column, Link
from nnsim.lab.byhand.worksheet import Weight, Worksheet

RADIUS = 48.0
ACROSS, WIDEST, BROAD = 310.0, 1100.0, 1.3
"""Between the centres of neighbouring columns: at least, at most, and so that all is about so many times as broad as high."""
LEAST_PITCH, MOST_PITCH, TALL = 134.0, 300.0, 620.0
"""Between the centres of units of a column; short columns spread over about `TALL`."""
PILL = QRectF(-45.0, -21.0, 90.0, 42.0)
"""The largest that stands on a connection, around its place."""
BELOW = RADIUS + 18.0
"""From the centre of a unit to that of its bias."""
MOST_PILLS = 140
"""Connections that all have their numbers on them; of more only those of what is chosen do."""
_SHARES = (0.5, 0.34, 0.66, 0.42, 0.58, 0.27, 0.73, 0.22, 0.78)
"""Parts of the way at which a number may stand, the best first."""
_CROSSING = (0.34, 0.66, 0.27, 0.73, 0.42, 0.58, 0.22, 0.78, 0.5)


@dataclass(frozen=True, eq=False)
class Wire:
    """One connection: its link, its curve, and where its number stands."""

    link: Link
    path: QPainterPath
    label: QPointF


@dataclass(frozen=True, eq=False)
class Paper:
    """Everything of a worksheet in its place.

    Attributes
    ----------
    columns
        In running order.
    places
        Centre of every unit.
    wires
        Connections between units.
    biases
        Weights that are added without an input, with the unit and where the number stands.
    ribbons
        Pairs of columns where the second is of a layer that is no weighted sum of the first.
    area
        Around all of it.
    """

    columns: tuple[Column, ...]
    places: Mapping[UnitAt, QPointF]
    wires: tuple[Wire, ...]
    biases: tuple[tuple[Weight, UnitAt, QPointF], ...]
    ribbons: tuple[tuple[Column, Column], ...]
    area: QRectF

    @property
    def all_labelled(self) -> bool:
        """Whether every connection has its number on it."""
        return len(self.wires) <= MOST_PILLS

    def column_rect(self, column: Column) -> QRectF:
        """Return the rectangle around the units of a column."""
        found = QRectF()
        for at in column.places():
            found |= circle(self.places[at])
        return found

    def unit_at(self, point: QPointF) -> UnitAt | None:
        """Return the unit a point lies in."""
        for at, place in self.places.items():
            away = point - place
            if away.x() ** 2 + away.y() ** 2 <= RADIUS**2:
                return at
        return None


def circle(centre: QPointF) -> QRectF:
    """Return the square around a unit."""
    return QRectF(centre.x() - RADIUS, centre.y() - RADIUS, 2 * RADIUS, 2 * RADIUS)


def laid_out(sheet: Worksheet) -> Paper:
    """Return the paper of a worksheet."""
    columns = sheet.columns
    places = _places(columns)
    wires = tuple(_labelled(columns, places))
    biases = tuple(
        (weight, use.target, places[use.target] + QPointF(0, BELOW))
        for weight in sheet.weights
        for use in weight.uses
        if use.source is None
    )
    ribbons = tuple(
        (sheet.wiring.by_id[id_], column) for column in columns if column.is_opaque for id_ in column.sources
    )
    area = QRectF()
    for place in places.values():
        area |= circle(place)
    for wire in wires:
        area |= wire.path.controlPointRect()
    # Room for the names above, biases and the arc below, targets and errors beside.
    # From afar all of these are drawn larger.
    area.adjust(-24, -76, 172 + 0.05 * area.width(), 124)
    return Paper(columns, places, wires, biases, ribbons, area)


def _places(columns: Sequence[Column]) -> dict[UnitAt, QPointF]:
    places: dict[UnitAt, QPointF] = {}
    ordered = sorted(columns, key=lambda c: c.depth)
    by_depth = {depth: list(group) for depth, group in itertools.groupby(ordered, key=lambda c: c.depth)}
    tallest = max(sum(c.units for c in stacked) for stacked in by_depth.values())
    across = min(max(ACROSS, BROAD * tallest * LEAST_PITCH / max(len(by_depth) - 1, 1)), WIDEST)
    for depth, stacked in by_depth.items():
        count = sum(column.units for column in stacked)
        pitch = max(LEAST_PITCH, min(MOST_PITCH, TALL / count))
        # Columns of equal depth stand below each other, with room for a name between.
        gap = 70.0
        height = pitch * (count - 1) + gap * (len(stacked) - 1)
        y = -height / 2
        for column in stacked:
            for at in column.places():
                places[at] = QPointF(depth * across, y)
                y += pitch
            y += gap
    return places


def _labelled(columns: Sequence[Column], places: Mapping[UnitAt, QPointF]) -> Iterator[Wire]:
    links = [k for column in columns for own in column.links for k in own if k.source is not None]
    few = len(links) <= MOST_PILLS
    taken = [circle(place) for place in places.values()]
    taken += [PILL.translated(place + QPointF(0, BELOW)) for place in places.values()] if few else []
    # Straight connections first: their middle is the best place there is.
    for link in sorted(links, key=lambda k: _steepness(k, places)):
        path = curve(link, places)
        label = path.pointAtPercent(0.5)
        if few:
            label = _free(path, taken, crossing=_steepness(link, places) > 1)
            taken.append(PILL.translated(label))
        yield Wire(link, path, label)


def _steepness(link: Link, places: Mapping[UnitAt, QPointF]) -> float:
    assert link.source is not None
    return abs(places[link.source].y() - places[link.target].y())


def _free(path: QPainterPath, taken: Sequence[QRectF], crossing: bool) -> QPointF:
    """Return a place on a curve where a number covers nothing, or as little as can be."""
    best, least = path.pointAtPercent(0.5), float("inf")
    for share in _CROSSING if crossing else _SHARES:
        point = path.pointAtPercent(share)
        own = PILL.translated(point)
        covered = sum(_area(own & other) for other in taken if own.intersects(other))
        if covered < least:
            best, least = point, covered
        if not covered:
            break
    return best


def _area(rect: QRectF) -> float:
    return rect.width() * rect.height()


def curve(link: Link, places: Mapping[UnitAt, QPointF]) -> QPainterPath:
    """Return the way of a connection: straight to the next column, around those between."""
    assert link.source is not None
    start, end = places[link.source] + QPointF(RADIUS, 0), places[link.target] - QPointF(RADIUS, 0)
    path = QPainterPath(start)
    between = [p.y() for p in places.values() if start.x() < p.x() < end.x()]
    if not between:
        path.lineTo(end)
        return path
    top = min(between) - 2.7 * RADIUS
    top = min(top, start.y() - RADIUS, end.y() - RADIUS)
    side = 0.42 * ACROSS
    middle = QPointF((start.x() + end.x()) / 2, top)
    path.cubicTo(start + QPointF(side, 0), QPointF(start.x() + side / 2, top), middle)
    path.cubicTo(QPointF(end.x() - side / 2, top), end - QPointF(side, 0), end)
    return path
