"""Getting about among neurons: what is seen of them, where one stands, and what is said of that."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSizeF

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.layout import COLUMN
from nnsim.training.pictures.neuron_maps import NeuronMaps
from nnsim.ui.neurons import words
from nnsim.ui.neurons.camera import HEADER, WIDE, WIDEST, Camera
from nnsim.ui.neurons.pointer import Pointer, nearest
from nnsim.ui.neurons.sheet import Line, Sheet, Spot

_REACH = 6.0
"""Pixels from a curve at which the mouse is on it."""
_LEAVES_AT = 0.7
"""Part of the zoom that shows everything below which one leaves."""
STEP = 1.25
"""How much larger everything becomes by one press of a key."""


class Navigator:
    """Leads a person about a sheet; needs no widget.

    Attributes
    ----------
    sheet
        The neurons in their places; empty until there is a picture of them.
    blank
        Whether no neurons are shown: words stand in their place.
    shows_all
        Whether everything was to be seen, and nobody has moved since: then it stays in sight.

    Events
    ------
    moved()
        Another part is seen, or the neurons stand elsewhere.
    pointed()
        Something else is pointed at.
    said(str)
        Where one stands, in words.
    refused(str)
        Why something cannot be done here.
    left(QPointF)
        Somebody zoomed out beyond everything, about this place of the window.
    """

    def __init__(self) -> None:
        self.camera, self.pointer = Camera(), Pointer()
        self.sheet = Sheet()
        self.blank, self.shows_all = True, False
        self.moved: Event[[]] = Event()
        self.pointed: Event[[]] = Event()
        self.said: Event[[str]] = Event()
        self.refused: Event[[str]] = Event()
        self.left: Event[[QPointF]] = Event()

    # ---- what is seen ----------------------------------------------------------------------------

    def take(self, maps: NeuronMaps) -> None:
        """Show another picture of the neurons, in the same places where they are the same neurons."""
        before, self.sheet = self.sheet.area(), Sheet(maps, self.sheet.spacing)
        self.pointer.keep_on(self.sheet)
        if self.shows_all and self.sheet.area() != before:
            self.fit_all()

    def fit_all(self) -> None:
        """Show all neurons, or the middle of columns too tall for it."""
        self._spread(WIDEST)
        self.camera.fit(self.sheet.area())
        self.shows_all = True
        self.moved.fire()

    def open_at(self, stage: str, middle: QPointF, zoom: float, at: QPointF) -> None:
        """Come to a stage from its block: its neurons appear where the block was, at `zoom` or as large as fits.

        Parameters
        ----------
        middle
            Of the block, in the window.
        at
            Where the mouse is; the keyboard goes to the neuron nearest to it.
        """
        self._spread(WIDE)
        column = self.sheet.column_of(stage) or 0
        zoom = min(zoom, self.camera.height_zoom(self.sheet.area()))
        self.camera.put(QPointF(self.sheet.x_of(column), 0), middle, zoom)
        self.camera.pull_in(self.sheet.area())
        self.shows_all = False
        if self.sheet.stages:
            self._stand_on(nearest(self.sheet, self.camera.to_sheet(at)))
        self.moved.fire()

    def _spread(self, widest: float) -> None:
        """Put the columns as far apart as the window has room for."""
        sheet = self.sheet
        gaps = max(len(sheet.stages) - 1, 1)
        self.sheet = Sheet(sheet.maps, COLUMN)
        spacing = self.camera.spacing(self.sheet.area(), self.sheet.last_x, gaps, widest)
        self.sheet = Sheet(sheet.maps, spacing)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom about `at` (None: the middle); out beyond everything, one leaves."""
        at = self.camera.room.center() if at is None else at
        zoom = self.camera.zoom * factor
        if factor < 1 and zoom < _LEAVES_AT * min(self.camera.fit_zoom(self.sheet.area()), 1.0):
            self.left.fire(at)
            return
        self.camera.zoom_about(zoom, at)
        self._has_moved()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the paper by so many pixels."""
        self.camera.shift += QPointF(dx, dy)
        self._has_moved()

    def resize(self, size: QSizeF) -> None:
        """Look through a window of another size."""
        self.camera.resize(size)
        self._keep_all()

    def keep_free(self, foot: float, left: float = 0.0) -> None:
        """Leave so many pixels at the foot, and at the left, to others."""
        if (foot, left) != (self.camera.foot, self.camera.left):
            self.camera.foot, self.camera.left = foot, left
            self._keep_all()

    def _keep_all(self) -> None:
        if self.shows_all:
            self.fit_all()
        else:
            self.moved.fire()

    def _has_moved(self) -> None:
        self.shows_all = False
        self.moved.fire()

    # ---- what is pointed at ----------------------------------------------------------------------

    def under(self, at: QPointF) -> Spot | Line | None:
        """Return the neuron or weight at a place of the window."""
        if self.blank or at.y() < HEADER:
            return None
        point = self.camera.to_sheet(at)
        return self.sheet.spot_at(point) or self.sheet.line_at(point, _REACH / self.camera.zoom)

    def hover(self, found: Spot | Line | None) -> None:
        """Point with the mouse at what was found under it."""
        if self.pointer.hover_over(found):
            self.pointed.fire()

    def step(self, dx: int, dy: int) -> None:
        """Go to the neuron so many columns and rows away."""
        if self.sheet.stages:
            self.go_to(self.pointer.beside(self.sheet, dx, dy))

    def go_to(self, spot: Spot) -> None:
        """Put the keyboard on a neuron, and bring it into sight."""
        if not self.sheet.has(spot):
            return
        self._stand_on(spot)
        way = self.camera.way_to(self.sheet.tile(spot))
        if not way.isNull():
            self.pan_by(way.x(), way.y())

    def _stand_on(self, spot: Spot) -> None:
        self.pointer.stand_on(spot)
        self.said.fire(words.neuron(self.sheet.stages[spot.column], spot.row))
        self.pointed.fire()

    def choose_weight(self, step: int) -> None:
        """Choose the next of the weights that lead into the neuron; of an input, say that there is none."""
        line = self.pointer.choose(self.sheet, step)
        if line is None:
            self.say_no_weight()
        else:
            self.said.fire(words.weight(self.sheet, line, self.sheet.weight(line)))
        self.pointed.fire()

    def say_no_weight(self) -> None:
        """Say that nothing leads into the neuron one stands on."""
        self.refused.fire(tr("No weight leads into this neuron."))

    def let_go(self) -> bool:
        """Choose no weight; return whether one was chosen."""
        had, self.pointer.chosen = self.pointer.chosen is not None, None
        self.pointed.fire()
        return had
