"""The bar of the history in the foot: its handle leads to every moment of the run that is kept."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.sitting.looking_back import LookingBack
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.beat import TEXTS_MS, Beat
from nnsim.ui.widgets.sparing_bar import SparingBar
from nnsim.ui.widgets.style import button, label, wrapped
from nnsim.ui.window.history_popover import HistoryPopover, megabytes

LEAST, SHARE = 96, 0.22
"""Pixels of the slider at least, and its share of the foot: its width depends on nothing that changes meanwhile."""
PAGE = 10
"""Moments that Page Up and Page Down go."""
Steps = TypeVar("Steps", float, np.ndarray)

_HANDLE, _GROOVE, _MARK = 7.0, 6.0, 3.0
"""Radius of the handle, heights of the groove and of a mark below it."""


class HistoryBar(SparingBar):
    """Slider, step, and what can be done there; what has no room in a narrow window is hidden.

    Parameters
    ----------
    position
        The words that say where the run stands, to be put behind the slider.
    """

    memory_chosen = Signal(int)
    """A user lets the histories fill so many bytes."""

    def __init__(self, session: Session, position: QLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._past: LookingBack = session.past
        self.setAccessibleName(tr("History"))
        self._title = label(tr("History"))
        self.slider = MomentSlider(self._past)
        self.fork = button(tr("Fork from here"), self._past.fork, variant="pill")
        self.fork.setToolTip(tr("Go on from here as another run; this one is kept (Ctrl+Shift+F)"))
        self.back = button(tr("Back to now"), self._past.come_back, variant="pill")
        self.back.setToolTip(tr("To where training has come to (Alt+End)"))
        policy = self.back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(policy)
        self.memory = button("", self.ask, variant="flat")
        self.memory.setFont(fonts.tabular(fonts.ui_font()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self.slider)
        for widget in (position, self.fork, self.back, self.memory):
            row.addWidget(widget)
        self._beat = Beat(TEXTS_MS, self._show_all, self)
        self._leave = [self._past.changed.connect(self.show_past)]
        self.show_past()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        for leave in self._leave:
            leave()

    def ask(self) -> None:
        """Ask for a step to go to, and for the memory the history may fill."""
        popover = HistoryPopover(self._past, self._session.trainer.budget, self)
        popover.memory_chosen.connect(self.memory_chosen)
        size = popover.sizeHint()
        edge = self.memory if self.memory.isVisible() else self.fork
        corner = edge.mapToGlobal(QPoint(edge.width() - size.width(), -size.height() - 4))
        popover.move(max(corner.x(), self.mapToGlobal(QPoint(0, 0)).x()), corner.y())
        popover.show()
        popover.step.setFocus()

    def show_past(self) -> None:
        """Show where the run stands, and what is kept of it; as often as it can be read while it trains on."""
        self._beat.ask(at_once=not self._session.feed.playing or self._past.step is not None)

    def _show_all(self) -> None:
        looks_back = self._past.step is not None
        if looks_back == self.back.isHidden():
            self.back.setVisible(looks_back)
        self.fork.setEnabled(self._session.network.can_run and self._session.feed.state is not None)
        self.slider.show_past()
        budget = self._session.trainer.budget
        used, most = megabytes(budget.nbytes), megabytes(budget.most)
        note = self._past.kept.note if self._past.kept is not None else ""
        text = tr("{used} of {most} MB").format(used=used, most=most) + (" (!)" if note else "")
        if text != self.memory.text():
            self.memory.setText(text)
            # With a size that is fixed another text does not have the window laid out anew.
            self.memory.setFixedSize(self.memory.sizeHint().expandedTo(self.memory.minimumSize()))
            self.memory.setAccessibleName(tr("Memory of the history: {text}").format(text=text))
        tip = wrapped(note or tr("Memory that the history fills. Opens its settings (Ctrl+G)"))
        if tip != self.memory.toolTip():
            self.memory.setToolTip(tip)

    # ---- room ----------------------------------------------------------------------------------

    def fit(self, width: int) -> None:
        """Take the share that is due of a foot of this width."""
        self.slider.setFixedWidth(max(LEAST, round(SHARE * width / fonts.scale())))

    def sizeHint(self) -> QSize:
        """Return the room for everything, also for what is hidden now."""
        hidden = sum(self.room(widget) for widget in self.spared() if widget.isHidden())
        layout = self.layout()
        assert layout is not None
        return QSize(layout.sizeHint().width() + hidden, super().sizeHint().height())

    def spared(self) -> tuple[QWidget, ...]:
        """Return what can be done without, the least needed first; commands and keys do the same."""
        return self._title, self.memory, self.fork


class MomentSlider(QSlider):
    """A handle over all steps of the run, that stops at moments that are kept and at the present.

    Arrows go to the next moment, Page Up and Page Down ten of them, Home to the first, End to the present.
    """

    def __init__(self, past: LookingBack, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._past = past
        self._shown: tuple[object, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(LEAST)
        self.setAccessibleName(tr("History"))
        self.setToolTip(
            wrapped(tr("Drag back to see everything as it was. Alt+, and Alt+. go from moment to moment."))
        )

    def show_past(self) -> None:
        """Show which steps there are, and at which one the run stands."""
        stops, past = self._past.stops, self._past
        step = past.latest if past.step is None else past.step
        shown = stops, step
        if shown == self._shown:
            return
        self._shown = shown
        self.blockSignals(True)
        self.setRange(stops[0], max(stops[-1], stops[0]))
        self.setValue(step)
        self.blockSignals(False)
        self.setEnabled(len(stops) > 1)
        self._tell(step, past.latest, past.step is not None)
        self.update()

    def _tell(self, step: int, latest: int, looks_back: bool) -> None:
        text = tr("Step {n}").format(n=f"{step:,}")
        if looks_back:
            text = tr("Step {n} of {latest}, looking back").format(n=f"{step:,}", latest=f"{latest:,}")
        if text != self.accessibleDescription() and self.isVisible():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    # ---- mouse and keys --------------------------------------------------------------------------

    def _place(self, step: Steps) -> Steps:
        """Return where a step is, or several are, in pixels from the left."""
        share = (step - self.minimum()) / max(1, self.maximum() - self.minimum())
        return _HANDLE + share * (self.width() - 2 * _HANDLE)

    def _go_near(self, x: float) -> None:
        """Go to the stop nearest to so many pixels from the left."""
        share = (x - _HANDLE) / max(1.0, self.width() - 2 * _HANDLE)
        wanted = self.minimum() + share * (self.maximum() - self.minimum())
        stops = self._past.stops
        step = min(stops, key=lambda stop: abs(stop - wanted))
        here = self._past.latest if self._past.step is None else self._past.step
        if step != here:
            self._past.go_to(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_near(event.position().x())
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_near(event.position().x())
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.update()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        if self.hasFocus() and turn:
            self._past.move(1 if turn > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_PageDown: -PAGE,
            Qt.Key.Key_PageUp: PAGE,
        }
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in ways:
            self._past.move(ways[key])
        elif key == Qt.Key.Key_Home:
            self._past.go_to(self._past.stops[0])
        elif key == Qt.Key.Key_End:
            self._past.come_back()
        else:
            super().keyPressEvent(event)

    # ---- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, right = self.height() / 2, self.width() - _HANDLE
        at = self._place(self.value()) if self.isEnabled() else right
        groove = QRectF(_HANDLE, middle - _GROOVE / 2, right - _HANDLE, _GROOVE)
        painter.setBrush(look.colour("raised"))
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        self._paint_marks(painter, groove.bottom() + 1)
        if not self.isEnabled():
            return
        groove.setRight(at)
        painter.setBrush(look.colour("accent"))
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        active = self.hasFocus() or self.underMouse() or self.isSliderDown()
        handle = QRectF(at - _HANDLE, middle - _HANDLE, 2 * _HANDLE, 2 * _HANDLE)
        painter.drawEllipse(handle)
        painter.setBrush(look.colour("text" if active else "panel"))
        painter.drawEllipse(handle.adjusted(3, 3, -3, -3))
        if self.hasFocus():
            painter.setPen(look.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_marks(self, painter: QPainter, top: float) -> None:
        """Draw a fine mark at every moment, one a pixel at most."""
        painter.setBrush(theme().colour("muted"))
        steps = np.array(self._past.stops[:-1], float)
        places = np.unique(np.round(self._place(steps)))
        painter.drawRects([QRectF(x - 0.5, top, 1.0, _MARK) for x in places.tolist()])
