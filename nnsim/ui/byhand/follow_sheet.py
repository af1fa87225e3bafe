"""Where the units of a followed network stand: circles in short columns, cells in long ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from nnsim.lab.byhand.address import UnitAt
from nnsim.lab.byhand.wiring import Column

ACROSS, WIDEST, BROAD = 190.0, 460.0, 1.2
"""Room between columns: at least, at most, and so that all is about so many times as broad as high."""
PITCH, SIZE = 68.0, 60.0
"""Between circles, and across one."""
MOST_CIRCLES = 16
CELL = 17.0
"""Across a cell."""
SLENDER = 3.0
"""How many times as high as wide a column of cells is, about."""


@dataclass(frozen=True, eq=False)
class FollowSheet:
    """Every unit in its place.

    Attributes
    ----------
    columns
        In running order.
    areas
        By column, the rectangle around its units.
    across
        By column of cells, how many stand beside each other; 0 for circles.
    area
        Around all.
    """

    columns: tuple[Column, ...]
    areas: Mapping[str, QRectF]
    across: Mapping[str, int]
    area: QRectF

    def rect(self, at: UnitAt) -> QRectF:
        """Return the square of a unit."""
        area, across = self.areas[at.stage], self.across[at.stage]
        if not across:
            return QRectF(area.left(), area.top() + PITCH * at.number, SIZE, SIZE)
        row, place = divmod(at.number, across)
        return QRectF(area.left() + CELL * place, area.top() + CELL * row, CELL, CELL)

    def unit_at(self, point: QPointF) -> UnitAt | None:
        """Return the unit at a point."""
        for column in self.columns:
            area, across = self.areas[column.id], self.across[column.id]
            if not area.contains(point):
                continue
            away = point - area.topLeft()
            number = int(away.y() // PITCH)
            if across:
                number = int(away.y() // CELL) * across + min(int(away.x() // CELL), across - 1)
            at = UnitAt(column.id, number)
            if 0 <= number < column.units and self.rect(at).contains(point):
                return at
        return None


def follow_sheet(columns: tuple[Column, ...]) -> FollowSheet:
    """Return the places of all units."""
    across = {
        c.id: 0 if c.units <= MOST_CIRCLES else math.ceil(math.sqrt(c.units / SLENDER)) for c in columns
    }
    sizes = {}
    for column in columns:
        wide = across[column.id]
        if wide:
            sizes[column.id] = (CELL * min(wide, column.units), CELL * math.ceil(column.units / wide))
        else:
            sizes[column.id] = (SIZE, PITCH * (column.units - 1) + SIZE)
    depths = sorted({c.depth for c in columns})
    areas: dict[str, QRectF] = {}
    highest = max(height for _, height in sizes.values())
    across_all = min(max(ACROSS, BROAD * highest / max(len(depths) - 1, 1) - SIZE), WIDEST)
    x = 0.0
    for depth in depths:
        stacked = [c for c in columns if c.depth == depth]
        width = max(sizes[c.id][0] for c in stacked)
        y = -(sum(sizes[c.id][1] for c in stacked) + 60.0 * (len(stacked) - 1)) / 2
        for column in stacked:
            own, height = sizes[column.id]
            areas[column.id] = QRectF(x + (width - own) / 2, y, own, height)
            y += height + 60.0
        x += width + across_all
    whole = QRectF()
    for area in areas.values():
        whole |= area
    return FollowSheet(columns, areas, across, whole.adjusted(-50, -60, 90, 30))
