"""The neurons of the run on the screen: every one with the picture of what it computes, and its weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QKeyCombination, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.training.picture import Asked
from nnsim.training.pictures.neuron_maps import NeuronMaps
from nnsim.ui.canvas.inline_editor import InlineEditor
from nnsim.ui.neurons.camera import HEADER
from nnsim.ui.neurons.deeds import NeuronDeeds
from nnsim.ui.neurons.keys import NEURON_KEYS
from nnsim.ui.neurons.mouse import Mouse
from nnsim.ui.neurons.navigator import Navigator
from nnsim.ui.neurons.numbers import NumberEditor
from nnsim.ui.neurons.painter import Painter
from nnsim.ui.neurons.surround import Surround
from nnsim.ui.neurons.viewer import NeuronsViewer, PlaneOf
from nnsim.ui.sitting.session import Session

SETTLED_MS = 120
"""Time after which weights are drawn finely again."""
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class NeuronsView(QWidget):
    """A viewer of the live feed; while hidden it costs nothing.

    It holds what it is made of: a `NeuronsViewer` knows what the run shows, a `Navigator` what is seen of
    it, a `NumberEditor` sets numbers, a `Mouse` and `NEURON_KEYS` say what hands do, a `Painter` draws.

    Parameters
    ----------
    plane_of
        Gives the plane through the inputs that is looked at, or None for the usual one.

    Events
    ------
    closing_wanted()
        Somebody wants to leave.
    layers_wanted()
        Somebody wants to see all layers.
    """

    def __init__(
        self, session: Session, plane_of: PlaneOf = lambda: None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.closing_wanted: Event[[]] = Event()
        self.layers_wanted: Event[[]] = Event()
        self.viewer = NeuronsViewer(session, plane_of)
        self.navigator = Navigator()
        self.numbers = NumberEditor(InlineEditor(self), self.navigator, self.viewer, session)
        self.mouse = Mouse(self, self.navigator, self.numbers)
        self._deeds = NeuronDeeds(self.navigator, self.numbers, self.closing_wanted, self.layers_wanted)
        self._painter = Painter(self.navigator, session.workspace)
        self._surround = Surround(self, self._painter, self.closing_wanted.fire)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._redraw)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Neurons"))
        self._join()
        self._show_notice()

    def _join(self) -> None:
        navigator, viewer = self.navigator, self.viewer
        navigator.moved.connect(self._on_moved)
        navigator.pointed.connect(self.update)
        navigator.said.connect(self._announce)
        navigator.refused.connect(self._announce)
        navigator.refused.connect(self._session.voice.complained.fire)
        viewer.taken.connect(self._take)
        viewer.noticed.connect(self._show_notice)

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        self.viewer.release()

    # ---- going there, and away -------------------------------------------------------------------

    def open(self, then: Callable[[], object]) -> None:
        """Show the neurons; `then` says what of them, as soon as they are there."""
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.viewer.when_there(then)

    def close_view(self) -> None:
        """Show them no longer, nor anything that was typed."""
        self.numbers.close(take=False)
        self.hide()
        self.viewer.when_there(None)
        self.navigator.hover(None)

    def keep_free(self, pixels: float, left: float = 0.0) -> None:
        """Let others cover so many pixels at the lower edge, and at the left one."""
        self._surround.covered = pixels
        self._surround.beside = left
        self._lay_out()

    # ---- as a viewer of the feed -----------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        """Return that the neurons are wanted, as often as their cost allows."""
        return self.viewer.wants()

    def show_frame(self) -> None:
        """Take what is new in the feed."""
        self.viewer.look()
        feed = self._session.feed
        if self._painter.headers.take_gradients(feed.history, feed.past_step):
            self.update(0, 0, self.width(), int(HEADER))

    def clear(self) -> None:
        """Another run begins; what is shown stays until its first picture is there."""
        self.viewer.forget_run()
        self._painter.headers.forget_gradients()
        self.numbers.close(take=False)

    def _take(self, maps: NeuronMaps) -> None:
        if self._session.feed.past_step is not None:
            # One moment follows another while somebody drags: coarse at once, fine when it rests.
            self._settled.start()
        self.navigator.take(maps)
        self._painter.headers.name(self.navigator.sheet, self._session.workspace.resolved)
        self._lay_out()
        self._redraw()

    # ---- words -----------------------------------------------------------------------------------

    def _show_notice(self) -> None:
        self._surround.say(self.viewer.notice)
        self.navigator.blank = bool(self.viewer.notice)
        self._redraw()

    def _announce(self, text: str) -> None:
        """Tell screen readers `text`."""
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    # ---- painting --------------------------------------------------------------------------------

    def _redraw(self) -> None:
        """Draw everything anew; `update` alone draws only what is pointed at."""
        self._painter.forget()
        self.update()

    def _on_moved(self) -> None:
        self.numbers.follow()
        self._settled.start()
        self._redraw()

    def _lay_out(self) -> None:
        self.navigator.keep_free(self._surround.lay_out(self.viewer.note), self._surround.beside)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painter.draft = self._settled.isActive()
        painter = QPainter(self)
        part, bottom = QRectF(event.rect()), self._surround.bottom
        self._painter.paint(painter, self.devicePixelRatioF(), part, bottom, self.hasFocus())
        self.viewer.asking.drawing_time = self._painter.drawing_time

    # ---- events ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Nothing is left to the canvas below: its keys would change what cannot be seen.
        event.accept()
        keys = event.keyCombination()
        unshifted = QKeyCombination(keys.keyboardModifiers() & ~_SHIFT, keys.key())
        binding = NEURON_KEYS.find(keys) or NEURON_KEYS.find(unshifted)
        if binding is not None:
            binding.act(self._deeds)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigator.resize(QSizeF(self.size()))
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._painter.retheme()
            self.update()
        super().changeEvent(event)
