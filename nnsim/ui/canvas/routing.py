"""The ways of edges: plain where nothing stands between the ports, else between the cards, never behind them.

Where cards stand, an edge runs level through a gap between them; it rises and falls where none stands. Which
gaps it takes is the shortest way by dynamic programming. Only places count, so that a drawing somebody made by
hand is routed as well, and no place is kept in the document.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from nnsim.ui.canvas.geometry import CARD_WIDTH, card_height, card_rect, edge_path, skip_path

CLEAR = 3.0
"""Least distance of an edge from a card it passes."""
_EASY = 16.0
"""Distance it keeps where there is room."""
_SPREAD = 0.02
"""Part of its length by which a skip connection keeps further away, so that nested ones run side by side."""
_STEEP = 12.0
"""Least width in which an edge rises or falls."""
_TIMES = np.linspace(0, 1, 49)
_BERNSTEIN = np.stack(
    [(1 - _TIMES) ** 3, 3 * (1 - _TIMES) ** 2 * _TIMES, 3 * (1 - _TIMES) * _TIMES**2, _TIMES**3], axis=1
)
"""Shares of the four points of a cubic curve at times from its start to its end."""
MOST_PASSED = 64
"""An edge that passes more cards is the plain one: its way would take too long to find, and nobody follows it."""

Place = tuple[float, float, str]
"""Centre of a node, and the node's name."""
Gap = tuple[float, float]
"""Heights from which and to which nothing stands."""


@dataclass(frozen=True)
class Wall:
    """Cards that stand above one another, at least in part, with the gaps between them."""

    left: float
    right: float
    gaps: tuple[Gap, ...]


class Ground:
    """Where the cards of a drawing stand, from left to right.

    All count as if they were as high as a card can be, so that no edge moves when a training begins.
    """

    def __init__(self) -> None:
        self._sorted: list[Place] = []
        self._places: dict[str, Place] = {}
        self._cards: dict[str, QRectF] = {}

    def put(self, id_: str, x: float, y: float) -> None:
        """Let a card stand around the centre (x, y)."""
        self.take(id_)
        place = self._places[id_] = (x, y, id_)
        self._cards[id_] = full_card(x, y)
        insort(self._sorted, place)

    def take(self, id_: str) -> None:
        """Let a card stand nowhere."""
        place = self._places.pop(id_, None)
        if place is not None:
            del self._sorted[bisect_left(self._sorted, place)], self._cards[id_]

    def between(self, left: float, right: float, ends: Iterable[str] = ()) -> list[QRectF]:
        """Return the cards, but for those of `ends`, that stand between two x."""
        first = bisect_right(self._sorted, (left - CARD_WIDTH / 2, float("inf"), ""))
        last = bisect_left(self._sorted, (right + CARD_WIDTH / 2, -float("inf"), ""))
        passed = set(ends)
        return [self._cards[id_] for _, _, id_ in self._sorted[first:last] if id_ not in passed]


def full_card(x: float, y: float) -> QRectF:
    """Return the highest card there is around a centre."""
    return card_rect(card_height(2, True)).translated(x, y)


def lead(start: QPointF, end: QPointF, cards: Sequence[QRectF], skip: bool = False) -> QPainterPath:
    """Return the curve of an edge that passes `cards`; where there is no way between them, it is the plain one."""
    plain = skip_path(start, end) if skip else edge_path(start, end)
    if end.x() <= start.x() or len(cards) > MOST_PASSED or not _hits(plain, cards):
        return plain
    walls = _walls(start.x(), end.x(), cards)
    edges = [start.x(), *(x for wall in walls for x in (wall.left, wall.right)), end.x()]
    if any(b - a < _STEEP for a, b in zip(edges[::2], edges[1::2], strict=True)):
        return plain
    away = _EASY + (_SPREAD * (end.x() - start.x()) if skip else 0.0)
    return _through(start, end, walls, _heights(start.y(), end.y(), walls, away))


def reach(path: QPainterPath, start: QPointF, end: QPointF) -> QRectF:
    """Return where a card that comes or goes may change the way of an edge that is led along `path`.

    That is as far beyond the ports as the edge goes on one side: a shorter way on the other goes no further.
    """
    area = path.boundingRect()
    top, bottom = min(start.y(), end.y()), max(start.y(), end.y())
    far = max(top - area.top(), area.bottom() - bottom, 0.0) + _EASY
    return QRectF(area.left(), top - far, area.width(), bottom - top + 2 * far)


def _hits(plain: QPainterPath, cards: Sequence[QRectF]) -> bool:
    """Return whether a plain curve that runs to the right comes too near to any of `cards`."""
    area = plain.controlPointRect().adjusted(0, -CLEAR, 0, CLEAR)
    near = [card for card in cards if card.intersects(area)]
    if not near:
        return False
    ends = [plain.elementAt(i) for i in range(4)]
    xs, ys = _BERNSTEIN @ [e.x for e in ends], _BERNSTEIN @ [e.y for e in ends]
    for card in near:
        first, last = np.searchsorted(xs, (card.left(), card.right()))
        heights = ys[max(first - 1, 0) : last + 1]
        if heights.min() < card.bottom() + CLEAR and heights.max() > card.top() - CLEAR:
            return True
    return False


def _walls(left: float, right: float, cards: Sequence[QRectF]) -> list[Wall]:
    """Return the walls from left to right; between two of them nothing stands."""
    groups: list[list[QRectF]] = []
    reach = -float("inf")
    for card in sorted(cards, key=lambda card: card.left()):
        if card.left() - reach < _STEEP:
            groups[-1].append(card)
        else:
            groups.append([card])
        reach = max(reach, card.right())
    return [
        Wall(
            max(left, min(card.left() for card in group) - CLEAR),
            min(right, max(card.right() for card in group) + CLEAR),
            _gaps(group),
        )
        for group in groups
    ]


def _gaps(cards: Sequence[QRectF]) -> tuple[Gap, ...]:
    """Return the heights where a line can pass all `cards`, from above to below."""
    gaps: list[Gap] = []
    free = -float("inf")
    for card in sorted(cards, key=lambda card: card.top()):
        if card.top() - free >= 2 * CLEAR:
            gaps.append((free, card.top()))
        free = max(free, card.bottom())
    return (*gaps, (free, float("inf")))


def _heights(first: float, last: float, walls: Sequence[Wall], away: float) -> list[float]:
    """Return at which height the shortest way passes each wall."""
    costs: dict[float, float] = {first: 0.0}
    back: list[dict[float, float]] = []
    for wall in walls:
        gaps = _near(wall.gaps, *sorted((first, last)))
        wanted = {_in_gap(gap, y, away) for gap in gaps for y in (*costs, first, last)}
        came = {y: _cheapest(costs, y) for y in wanted}
        costs = {y: costs[before] + abs(y - before) for y, before in came.items()}
        back.append(came)
    height = _cheapest(costs, last)
    heights = []
    for came in reversed(back):
        heights.append(height)
        height = came[height]
    return heights[::-1]


def _near(gaps: Sequence[Gap], top: float, bottom: float) -> Sequence[Gap]:
    """Return the gaps between two heights, and the next one above and below."""
    first = max((i for i, gap in enumerate(gaps) if gap[1] <= top), default=0)
    last = min((i for i, gap in enumerate(gaps) if gap[0] >= bottom), default=len(gaps) - 1)
    return gaps[first : last + 1]


def _cheapest(costs: Mapping[float, float], to: float) -> float:
    """Return the height from which `to` is reached on the shortest way."""
    return min(costs, key=lambda before: (costs[before] + abs(to - before), before))


def _in_gap(gap: Gap, y: float, away: float) -> float:
    """Return the height in a gap that is nearest to `y`, `away` from the cards or else in the middle."""
    top, bottom = gap
    if bottom - top <= 2 * away:
        return (top + bottom) / 2
    return min(max(y, top + away), bottom - away)


def _through(start: QPointF, end: QPointF, walls: Sequence[Wall], heights: Sequence[float]) -> QPainterPath:
    path = QPainterPath(start)
    for wall, height in zip(walls, heights, strict=True):
        _bend(path, QPointF(wall.left, height))
        path.lineTo(wall.right, height)
    _bend(path, end)
    return path


def _bend(path: QPainterPath, to: QPointF) -> None:
    """Go on to `to`, level at both ends."""
    at = path.currentPosition()
    half = (to.x() - at.x()) / 2
    path.cubicTo(at.x() + half, at.y(), to.x() - half, to.y(), to.x(), to.y())
