"""What the layers of the open network do to a plane through its inputs; by depth, one after the other if wished."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.figures.figure import Figure
from nnsim.figures.filament_figure import MOST, filament_figure
from nnsim.training.grid import usual_grid
from nnsim.training.history import History
from nnsim.training.picture import Asked
from nnsim.training.pictures.filament import Filament
from nnsim.training.scene import Scene
from nnsim.training.snapshot import Snapshot
from nnsim.ui.figure_panel import FigurePanel
from nnsim.ui.look import fonts
from nnsim.ui.panel import register
from nnsim.ui.widgets.style import toggle

_LEAST, _EACH = 2, 88
"""Planes that are shown in any case, and the pixels of one: narrower, nobody could read what stands below it."""
RESOLUTION = 80
"""Places along each side of the plane."""
_EACH_MS = 600
"""Milliseconds that one layer is shown while it is animated."""


@register
class FilamentPanel(FigurePanel):
    """Places of a plane in the colour of where each layer brings them."""

    key = "filament"
    title = mark("What the layers do to a plane")
    short_title = mark("Filament")
    summary = mark(
        "Each place of the plane of the first two inputs has the colour of where a layer brings it. Where wide areas"
        " have one colour, deep layers tell them apart no more: the plane has become a thread."
    )
    order = 65
    lab_row = 3

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._depth: int | None = None
        self._layers, self._most = 0, MOST
        self.animated = toggle(tr("By depth"), tr("Show one layer after the other"))
        super().__init__(*args, **kwargs)
        self._header = (self.animated, *self._header)
        self._timer = QTimer(self)
        self._timer.setInterval(_EACH_MS)
        self._timer.timeout.connect(self._next)
        self.animated.toggled.connect(self._animate)

    @property
    def request(self) -> Filament | None:
        """What is asked for; None while there are no examples."""
        prepared = self.workspace.prepared
        if prepared is None or not len(prepared.train):
            return None
        return Filament(usual_grid(prepared, RESOLUTION))

    # ---- contract -------------------------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        request = self.request
        return () if request is None else (request,)

    def made_of(self, snapshot: Snapshot, caption: str) -> Figure | None:
        request = self.request
        if request is None:
            return None
        found = snapshot.answer(request)
        if found is None:
            why = snapshot.why_not(request)
            if why:
                raise NnsimError(why)
            return None
        self._layers = len(found.layers)
        return filament_figure(found, caption, self._depth, self._most)

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        found = Filament(usual_grid(scene.prepared, RESOLUTION)).take(scene)
        try:
            return None if found is None else filament_figure(found, caption)
        except NnsimError:
            return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        most = max(_LEAST, min(MOST, self.width() // fonts.grown(_EACH)))
        if most != self._most:
            self._most = most
            self.redraw()

    # ---- by depth -------------------------------------------------------------------------------

    def _animate(self, on: bool) -> None:
        self._depth = 0 if on else None
        if on:
            self._timer.start()
        else:
            self._timer.stop()
        self.redraw()

    def _next(self) -> None:
        if self._depth is not None and self._layers and self.isVisible():
            self._depth = (self._depth + 1) % self._layers
            self.redraw()
