"""Back and forth in the walk of a learning rule: one example, one mistake, or on by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.widgets.style import button, label

_BEAT = 140
"""Milliseconds from example to example."""


class WalkBar(QWidget):
    """Says where to go; whoever has the walk goes there.

    Signals
    -------
    wanted(int)
        That step is to be looked at.
    mistake_wanted()
        On to the next mistake.
    restart_wanted()
        From the beginning, at weights of 0.
    """

    wanted = Signal(int)
    mistake_wanted = Signal()
    restart_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._step = 0
        self._clock = QTimer(self)
        self._clock.setInterval(_BEAT)
        self._clock.timeout.connect(lambda: self.wanted.emit(self._step + 1))
        self.restart = button(tr("Reset"), self.restart_wanted.emit, icon_name="reset")
        self.back = button(tr("Back"), lambda: self.wanted.emit(self._step - 1), icon_name="chevron-left")
        self.forth = button(tr("Step"), lambda: self.wanted.emit(self._step + 1), icon_name="step")
        self.mistake = button(tr("Next mistake"), self.mistake_wanted.emit)
        self.play = button(tr("Play"), self._toggle, variant="primary", icon_name="play")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("History"))
        self.place: QLabel = label("", "muted")
        self.place.setFont(fonts.tabular(fonts.ui_font()))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(8)
        for made in (self.restart, self.back, self.forth, self.mistake, self.play):
            row.addWidget(made)
        row.addWidget(self.slider, 1)
        row.addWidget(self.place)
        self.restart.setToolTip(tr("Begin anew, with weights of 0"))
        self.back.setToolTip(tr("One example back"))
        self.forth.setToolTip(tr("Show one example"))
        self.mistake.setToolTip(tr("Show examples until one is corrected"))
        self.slider.valueChanged.connect(self._slide)

    def show_place(self, step: int, furthest: int, *, over: bool) -> None:
        """Show where one stands, and how far one has been; `over`: nothing comes after."""
        self._step = step
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(furthest, 1))
        self.slider.setValue(step)
        self.slider.blockSignals(False)
        self.slider.setEnabled(furthest > 0)
        self.place.setText(tr("example {step} / {furthest}").format(step=step, furthest=furthest))
        self.back.setEnabled(step > 0)
        onward = (self.forth, self.mistake, self.play)
        if over and any(made.hasFocus() for made in onward):
            # Else the focus would wander off the page with the button that is pressed no more.
            self.restart.setFocus(Qt.FocusReason.OtherFocusReason)
        for made in onward:
            made.setEnabled(not over)
        if over:
            self.stop()

    def stop(self) -> None:
        """Stay where one is."""
        if self._clock.isActive():
            self._clock.stop()
            self.play.setText(tr("Play"))

    def hideEvent(self, event: QHideEvent) -> None:
        # Nobody looks: where no line tells the points apart it would go on for ever.
        self.stop()
        super().hideEvent(event)

    def _toggle(self) -> None:
        if self._clock.isActive():
            self.stop()
        else:
            self._clock.start()
            self.play.setText(tr("Pause"))

    def _slide(self, step: int) -> None:
        self.stop()
        self.wanted.emit(step)
