"""How fast the network trains, and how fast it should: a slider from one step a second to as fast as it goes."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.document.pace import EPOCHS, PACES_IN_A_DECADE, STEPS, Pace
from nnsim.ui.look import fonts
from nnsim.ui.widgets.labelled_combo import LabelledCombo
from nnsim.ui.widgets.slider import Slider
from nnsim.ui.widgets.style import wrapped
from nnsim.ui.window.numpy_sign import computed_in_numpy

WIDTH = 112
"""Pixels of the slider at least."""


class SpeedControl(QWidget):
    """A slider below what it says, and the unit beside it. Home is the slowest, End as fast as it goes."""

    pace_chosen = Signal(object)
    """A user moved the slider to another `Pace`."""
    unit_chosen = Signal(str)
    """A user wants the speed in steps or in epochs a second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pace = Pace()
        self._measured = 0.0
        self._why_numpy = ""
        self._caption = QLabel()
        self._caption.setFont(fonts.tabular(fonts.sized(fonts.ui_font(), fonts.SMALL)))
        self.slider = Slider()
        self.slider.setAccessibleName(tr("Speed"))
        self.slider.setPageStep(PACES_IN_A_DECADE)
        self.unit = LabelledCombo(tr("Unit"), [(STEPS, tr("st/s")), (EPOCHS, tr("ep/s"))])
        self.unit.setToolTip(tr("Whether the speed is in steps or in epochs a second"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self.set_pace(Pace())
        self.slider.valueChanged.connect(lambda place: self.pace_chosen.emit(self._pace.offered[place]))
        self.unit.valueChosen.connect(lambda unit: self.unit_chosen.emit(str(unit)))

    def _lay_out(self) -> None:
        metrics = QFontMetrics(self._caption.font())
        texts = (
            _words(Pace(), 0.0),
            _words(Pace(), 888_888.0),
            _words(Pace(10_000.0), 0.0),
            _words(Pace(10_000.0), 8_888.0),
        )
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        self.slider.setFixedWidth(max(fonts.grown(WIDTH), widest + 2))
        # With a size that is fixed another text does not have the window laid out anew.
        self._caption.setFixedSize(self.slider.width(), metrics.height())
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._caption)
        column.addWidget(self.slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addLayout(column)
        row.addWidget(self.unit)
        self.setFocusProxy(self.slider)

    def text(self) -> str:
        """Return what stands above the slider."""
        return self._caption.text()

    def set_pace(self, pace: Pace) -> None:
        """Show the pace that is asked for, without telling anybody."""
        if pace.unit != self._pace.unit:
            self._measured = 0.0
        self._pace = pace
        self.slider.blockSignals(True)
        self.slider.setRange(0, len(pace.offered) - 1)
        self.slider.setValue(pace.place)
        self.slider.blockSignals(False)
        self.unit.set_value(pace.unit)
        self._describe()
        self._show()

    def set_measured(self, steps_per_second: float, steps_per_epoch: int) -> None:
        """Show how fast the network trains; 0 while it does not."""
        by_epochs = self._pace.unit == EPOCHS
        self._measured = steps_per_second / steps_per_epoch if by_epochs else steps_per_second
        self._show()

    def set_why_numpy(self, why: str) -> None:
        """Say in words why the steps are taken in NumPy; `why` is a sentence, empty where there is none."""
        if why != self._why_numpy:
            self._why_numpy = why
            self._describe()

    def _describe(self) -> None:
        """Say in tooltips and aloud what it stands for, and what keeps it from being faster."""
        speed, why = _long_words(self._pace), computed_in_numpy(self._why_numpy)
        self.slider.setAccessibleDescription(f"{speed}. {why}" if why else speed)
        QAccessible.updateAccessibility(QAccessibleEvent(self.slider, QAccessible.Event.DescriptionChanged))
        tip = tr(
            "{speed}. From one step a second to as fast as it goes (Ctrl+PgDown, Ctrl+PgUp); no number changes"
        ).format(speed=speed)
        self.slider.setToolTip(wrapped(f"{tip}\n{why}") if why else tip)
        self._caption.setToolTip(wrapped(why))

    def _show(self) -> None:
        self._caption.setText(_words(self._pace, self._measured))


def _words(pace: Pace, measured: float) -> str:
    """Return how fast it trains and should, in as few words as there are."""
    unit = tr("{n} ep/s") if pace.unit == EPOCHS else tr("{n} st/s")
    if measured and pace.is_unlimited:
        return unit.format(n=_figure(measured))
    if measured:
        return tr("{speed} of {pace}").format(
            speed=_figure(measured), pace=unit.format(n=_figure(pace.value))
        )
    if pace.is_unlimited:
        return tr("as fast as it goes")
    return tr("at most {speed}").format(speed=unit.format(n=_figure(pace.value)))


def _long_words(pace: Pace) -> str:
    """Return a pace in words that can be read aloud."""
    if pace.is_unlimited:
        return tr("As fast as it goes")
    text = tr("At most {n} epochs a second") if pace.unit == EPOCHS else tr("At most {n} steps a second")
    return text.format(n=_figure(pace.value))


def _figure(value: float) -> str:
    """Return a speed with two digits that count, or as a whole number."""
    if value >= 10:
        return f"{value:,.0f}"
    digits = max(0, 1 - math.floor(math.log10(value))) if value > 0 else 0
    return f"{round(value, digits):g}"
