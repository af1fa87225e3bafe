"""The whole drawing, framed by what is free of the canvas, for as long as nobody looks elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product

from PySide6.QtCore import QPointF, QRect, QRectF

from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.corners import Corners
from nnsim.ui.canvas.gesture import Gesture
from nnsim.ui.canvas.pointer import Pointer
from nnsim.ui.canvas.scene import GraphScene

_MARGIN, _MARGIN_SHARE = 48.0, 0.05
"""Pixels around the drawing, and the part of a small canvas that they are at most."""
_GAP = 8.0
"""Pixels that a card keeps at least from what stands over the canvas."""
_BESIDE = 24.0
"""Pixels that the drawing keeps from what it was moved out from under."""
_MOST_CARDS = 300
"""A drawing of more is taken as a whole: there are cards nearly everywhere in it."""


class Framing:
    """Shows the whole drawing, and goes on doing so when the room for it changes.

    A canvas gets its size in several steps when a window opens, and another one whenever a dock comes or goes; a
    drawing that was framed once would come to lie beside the middle, or below what stands in the corners. Whoever
    moves or zooms the view has chosen another part, and keeps it until the drawing is framed again.

    Attributes
    ----------
    is_kept
        Whether the drawing is framed, and nobody has looked elsewhere since.
    """

    def __init__(
        self, camera: Camera, scene: GraphScene, corners: Corners, gesture: Gesture, pointer: Pointer
    ) -> None:
        self._camera, self._scene, self._corners = camera, scene, corners
        self._gesture, self._pointer = gesture, pointer
        self.is_kept = False
        self._holds = False
        camera.moved.connect(self._on_moved)
        corners.changed.connect(self._make_way)

    def _on_moved(self) -> None:
        if not self._holds:
            self.is_kept = False

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Let the view move without anybody looking elsewhere: the program moves it."""
        before, self._holds = self._holds, True
        try:
            yield
        finally:
            self._holds = before

    def fit(self) -> None:
        """Show the whole drawing, at most at 100 %, out from under what stands over the canvas."""
        with self.holding():
            self._frame()
        self.is_kept = True

    def follow(self) -> None:
        """Frame the drawing anew where it is framed: there is more room for it, or less."""
        if self.is_kept and not self._holds and self._gesture.tool is None:
            self.fit()

    def follow_drawing(self) -> None:
        """Frame the drawing anew where it is framed and has outgrown the frame.

        Not while the mouse is on it: what one is about to press stays where it is.
        """
        if self._pointer.viewport.underMouse() or self._scene.cards().isEmpty():
            return
        room = QRectF(self._pointer.viewport.rect())
        if not room.contains(QRectF(self._camera.view_rect(self._scene.cards()))):
            self.follow()

    def _make_way(self) -> None:
        """Frame the drawing anew where something came to stand over it."""
        cards = self._scene.cards()
        if self.is_kept and not cards.isEmpty():
            middle = QPointF(self._camera.view_rect(cards).center())
            if self._is_covered(cards, self._camera.zoom, middle, self._corners.taken):
                self.follow()

    # ---- where there is room -----------------------------------------------------------------

    def _frame(self) -> None:
        area = self._scene.cards()
        if area.isEmpty():
            self._camera.zoom_to(1.0)
            self._camera.centre_on(QPointF(0, 0))
            return
        zoom, middle = self._best(area)
        self._camera.zoom_to(zoom)
        self._camera.centre_on(area.center())
        way = middle - self._camera.middle
        self._camera.pan(way.x(), way.y())

    def _best(self, area: QRectF) -> tuple[float, QPointF]:
        """Return the zoom, and where the middle of the drawing goes: as large as it can be without being covered."""
        taken = self._corners.taken
        found = [(_zoom(area, room), room) for room in self._rooms(taken)]
        # The sort is stable: of rooms that serve equally well the one that leaves out least.
        found.sort(key=lambda pair: -round(pair[0], 3))
        for zoom, room in found:
            if not self._is_covered(area, zoom, room.center(), taken):
                return zoom, room.center()
        zoom, room = found[0]
        return zoom, room.center()

    def _rooms(self, taken: Sequence[QRect]) -> list[QRectF]:
        """Return the whole canvas, and what is left of it beside and below what stands over it."""
        whole = QRectF(self._pointer.viewport.rect())
        middle = whole.center()
        across, down = (min(_MARGIN, _MARGIN_SHARE * length) for length in (whole.width(), whole.height()))
        inner = whole.adjusted(across, down, -across, -down)
        upper = [place for place in taken if place.center().y() < middle.y()]
        lower = [place for place in taken if place.center().y() >= middle.y()]
        lefts = {place.right() + 1 for place in taken if place.center().x() < middle.x()}
        rights = {place.left() for place in taken if place.center().x() >= middle.x()}
        tops = {place.bottom() + 1 for place in upper}
        bottoms = {place.top() for place in lower}
        edges = (
            (inner.left(), *(x + _BESIDE for x in sorted(lefts))),
            (inner.right(), *(x - _BESIDE for x in sorted(rights, reverse=True))),
            (inner.top(), *(y + _BESIDE for y in sorted(tops))),
            (inner.bottom(), *(y - _BESIDE for y in sorted(bottoms, reverse=True))),
        )
        choices = product(*(tuple(enumerate(of_side)) for of_side in edges))
        ranked = sorted(choices, key=lambda choice: sum(rank for rank, _ in choice))
        rooms = [
            QRectF(QPointF(left, top), QPointF(right, bottom))
            for (_, left), (_, right), (_, top), (_, bottom) in ranked
            if right - left > 1 and bottom - top > 1
        ]
        return rooms or [QRectF(middle.x() - 0.5, middle.y() - 0.5, 1, 1)]

    def _is_covered(self, area: QRectF, zoom: float, middle: QPointF, taken: Sequence[QRect]) -> bool:
        """Return whether some card would lie below what stands over the canvas."""

        def seen(part: QRectF) -> QRectF:
            corner = middle + (part.topLeft() - area.center()) * zoom
            return QRectF(corner, part.size() * zoom)

        near = [QRectF(place).adjusted(-_GAP, -_GAP, _GAP, _GAP) for place in taken]
        near = [place for place in near if place.intersects(seen(area))]
        if not near or len(self._scene.nodes) > _MOST_CARDS:
            return bool(near)
        cards = [seen(item.card()) for item in self._scene.nodes.values()]
        return any(card.intersects(place) for card in cards for place in near)


def _zoom(area: QRectF, room: QRectF) -> float:
    return min(room.width() / max(area.width(), 1.0), room.height() / max(area.height(), 1.0), 1.0)
