"""Between the blocks of a drawing and the neurons in them: zooming in opens a layer, zooming out closes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtWidgets import QWidget

from nnsim.base.event import Event
from nnsim.ui.canvas.inside import Inside
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.neurons.sheet import Spot
from nnsim.ui.neurons.view import NeuronsView


class Opening(Inside):
    """What a canvas opens into: the neurons of the run, which lie over it while they are shown.

    Parameters
    ----------
    above
        Children of the canvas that stay in sight; what they cover at its foot is left free.
    beside
        One that stays in sight at its left edge, and what it covers there is left free.

    Events
    ------
    turned(is_open)
        The neurons are shown, or the layers again.
    """

    def __init__(
        self,
        canvas: CanvasView,
        neurons: NeuronsView,
        above: Sequence[QWidget] = (),
        beside: QWidget | None = None,
    ) -> None:
        self.turned: Event[[bool]] = Event()
        self._canvas, self._neurons, self._above, self._beside = canvas, neurons, tuple(above), beside
        neurons.setParent(canvas)
        neurons.hide()
        self._follower = _Follower(self, canvas, self._over)
        neurons.closing_wanted.connect(self.close)
        neurons.layers_wanted.connect(self._show_layers)
        neurons.mouse.picked.connect(self._select)
        neurons.navigator.left.connect(self._leave_at)
        canvas.deeds.navigator.inside = self

    @property
    def is_open(self) -> bool:
        """Whether the neurons are shown."""
        return self._neurons.isVisible()

    def open_all(self) -> None:
        """Show all neurons."""
        self._open()
        self._neurons.open(self._neurons.navigator.fit_all)

    def open_at(self, at: QPointF, zoom: float) -> bool:
        """Open the layer nearest to `at` (view coordinates) at `zoom`; return whether there is one."""
        point = self._canvas.deeds.camera.scene_point(at)
        cards = self._canvas.canvas.nodes
        order = [stage.id for stage in self._canvas.workspace.resolved.stages if stage.id in cards]
        if not order:
            return False
        near = min(order, key=lambda id_: (cards[id_].pos() - point).manhattanLength())
        middle = at + (cards[near].pos() - point) * zoom
        self._open()
        self._neurons.open(lambda: self._neurons.navigator.open_at(near, middle, zoom, at))
        return True

    def zoom_by(self, factor: float, at: QPointF) -> None:
        """Zoom the neurons about `at`."""
        self._neurons.navigator.zoom_by(factor, at)

    def close(self) -> None:
        """Show the blocks again."""
        neurons = self._neurons
        if neurons.isHidden():
            return
        had_focus = neurons.hasFocus() or neurons.isAncestorOf(neurons.window().focusWidget() or neurons)
        self._canvas.setFocusProxy(None)  # type: ignore[arg-type]
        neurons.close_view()
        self.turned.fire(False)
        if had_focus:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self) -> None:
        """Lie over the whole canvas, and leave free what others cover at its foot and at its left."""
        self._neurons.setGeometry(self._canvas.rect())
        tops = [widget.y() for widget in self._above if not widget.isHidden()]
        beside = self._beside
        left = beside.geometry().right() + 1 if beside is not None and not beside.isHidden() else 0
        self._neurons.keep_free(self._canvas.height() - min([self._canvas.height(), *tops]), left)

    @property
    def _over(self) -> tuple[QWidget, ...]:
        """What lies over the neurons."""
        return self._above if self._beside is None else (*self._above, self._beside)

    def _open(self) -> None:
        self.turned.fire(True)
        self.follow()
        self._neurons.raise_()
        for widget in self._over:
            widget.raise_()
        self._canvas.setFocusProxy(self._neurons)

    def _show_layers(self) -> None:
        self.close()
        self._canvas.deeds.navigator.fit()

    def _select(self, spot: Spot) -> None:
        """Select the layer of a neuron."""
        self._canvas.deeds.selection.select({self._neurons.navigator.sheet.stages[spot.column].stage})

    def _leave_at(self, at: QPointF) -> None:
        """Show the blocks, that of the column below `at` where the column was."""
        sheet, cards = self._neurons.navigator.sheet, self._canvas.canvas.nodes
        point = self._neurons.navigator.camera.to_sheet(at)
        self.close()
        if not sheet.stages:
            return
        card = cards.get(sheet.stages[sheet.column_near(point)].stage)
        camera = self._canvas.deeds.camera
        camera.zoom_to(1.0)
        if card is not None:
            way = camera.view_point(card.pos()) - at
            camera.pan(-way.x(), -way.y())


class _Follower(QObject):
    """Tells an opening when its canvas, or what lies above it, moves."""

    _MOVES = frozenset((QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide))

    def __init__(self, opening: Opening, canvas: QWidget, above: Sequence[QWidget]) -> None:
        super().__init__(canvas)
        self._opening = opening
        for watched in (canvas, *above):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self._MOVES and self._opening.is_open:
            self._opening.follow()
        return False
