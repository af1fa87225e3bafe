"""Getting about on the canvas: zooming, fitting, and in and out of what lies inside the layers."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtWidgets import QWidget

from nnsim.base.event import Event
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.corners import Corners
from nnsim.ui.canvas.framing import Framing
from nnsim.ui.canvas.geometry import TEXT_FROM
from nnsim.ui.canvas.gesture import Gesture
from nnsim.ui.canvas.inside import Inside
from nnsim.ui.canvas.minimap import Minimap
from nnsim.ui.canvas.scene import GraphScene

OPENS_AT = 1.4
"""Zoom beyond which layers open into what lies inside."""
_STEP = 1.25
_GAP = 12
"""Pixels between what moves out from under something and that."""


class Navigator:
    """Changes what is seen of `scene`, never the drawing."""

    def __init__(
        self,
        camera: Camera,
        scene: GraphScene,
        minimap: Minimap,
        corners: Corners,
        gesture: Gesture,
        framing: Framing,
    ) -> None:
        self._camera, self._scene, self._corners = camera, scene, corners
        self._minimap, self._gesture, self.framing = minimap, gesture, framing
        self.inside = Inside()
        """What lies inside the layers; whoever has something to show there puts it here."""
        self.opened: Event[[]] = Event()
        """Fires when what lies inside is shown."""
        self._was_readable = camera.zoom >= TEXT_FROM
        camera.moved.connect(self._on_moved)

    def _on_moved(self) -> None:
        self._minimap.update()
        is_readable = self._camera.zoom >= TEXT_FROM
        if is_readable != self._was_readable:
            self._was_readable = is_readable
            self._scene.show_texts(is_readable)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom about `at` (view coordinates; None: the middle); far enough in, the layer there opens."""
        at = self._camera.middle if at is None else at
        wanted = self._camera.zoom * factor
        if self.inside.is_open:
            self.inside.zoom_by(factor, at)
        elif factor <= 1 or wanted <= OPENS_AT or not self.inside.open_at(at, wanted):
            self._camera.zoom_to(wanted, at)
        else:
            self.opened.fire()

    def zoom_in(self) -> None:
        """Show everything larger."""
        self.zoom_by(_STEP)

    def zoom_out(self) -> None:
        """Show everything smaller."""
        self.zoom_by(1 / _STEP)

    def zoom_reset(self) -> None:
        """Show everything at 100 %."""
        self.inside.close()
        self._camera.zoom_to(1.0)

    def toggle_inside(self) -> None:
        """Open all layers into what lies inside, or show the layers again."""
        if self.inside.is_open:
            self.inside.close()
        else:
            self._gesture.cancel()
            self.inside.open_all()
            self.opened.fire()

    def fit(self) -> None:
        """Show the whole drawing, at most at 100 %, and go on showing it until somebody moves the view."""
        self.inside.close()
        self.framing.fit()

    def cards_seen(self) -> list[QRect]:
        """Return where cards are seen, in view coordinates; none while what lies inside them is shown instead."""
        seen = QRect(QPoint(0, 0), self._camera.size)
        return [] if self.inside.is_open else [card for card in self._cards() if card.intersects(seen)]

    def _cards(self) -> list[QRect]:
        return [self._camera.view_rect(item.card()) for item in self._scene.nodes.values()]

    @property
    def head_room(self) -> tuple[int, int]:
        """The x from which and to which the head of the canvas is free, in view coordinates."""
        return self._corners.between

    def under_head(self, besides: QWidget) -> int:
        """Return the y from which nothing but `besides` stands at the head, in view coordinates."""
        return self._corners.under_head(besides)

    def room_at(self, top: int, bottom: int) -> tuple[int, int]:
        """Return the x from which and to which the canvas is free between two heights, in view coordinates."""
        return self._corners.between_at(top, bottom)

    def move_out(self, area: QRect) -> None:
        """Move the drawing up or down from under `area`, in view coordinates, as far as none of it leaves for that."""
        cards = self.cards_seen()
        covered = [card for card in cards if card.intersects(area)]
        if not covered or self._gesture.tool is not None:
            return
        height = self._camera.size.height()
        with self.framing.holding():
            if area.center().y() > height / 2:
                wanted = max(card.bottom() for card in covered) + _GAP - area.top()
                self._camera.pan(0, -max(min(wanted, min(card.top() for card in cards) - _GAP), 0))
            else:
                wanted = area.bottom() + _GAP - min(card.top() for card in covered)
                self._camera.pan(0, max(min(wanted, height - _GAP - max(card.bottom() for card in cards)), 0))

    def bring_out(self, area: QRectF) -> None:
        """Bring an area of the scene into sight, large enough to read and out from under what stands over it."""
        self.inside.close()
        if self._camera.zoom < TEXT_FROM:
            self._camera.zoom_to(1.0)
            self._camera.centre_on(area.center())
        self._camera.show(area, 24)
        self._camera.pan(*self._corners.way_out(self._camera.view_rect(area)))

    def toggle_minimap(self) -> None:
        """Show or hide the map."""
        self._minimap.setVisible(self._minimap.isHidden())
