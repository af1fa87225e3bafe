"""A slider for a number within limits, with the number beside it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnsim.base.settings import Integer, Real
from nnsim.base.text import tr
from nnsim.ui.widgets import numbers
from nnsim.ui.widgets.joined_field import JoinedField
from nnsim.ui.widgets.number_field import NumberField
from nnsim.ui.widgets.numbers import Notches
from nnsim.ui.widgets.slider import Slider


class SliderField(JoinedField):
    """Says every number the handle passes; what is typed beside it may lie beyond the slider's ends.

    The number is the value: a handle that stands at an end, or between two notches, changes nothing.
    """

    valueEdited = Signal(object)
    """A user set a valid value."""
    draftChanged = Signal()
    """What stands in the number changed; ask `problem`."""

    def __init__(
        self, kind: Integer | Real, value: float, notches: Notches, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self._notches = notches
        self.slider = Slider()
        self.slider.setRange(0, notches.count)
        self.slider.setPageStep(max(1, notches.count // 10))
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider.setAccessibleName(tr(kind.label))
        self.number = NumberField(kind, value)
        # The slider has what is left: longer numbers are few, and can be read by going through them.
        self.number.setFixedWidth(self.number.fontMetrics().horizontalAdvance("000000") + 42)
        self.target, self.stops = self.number, (self.slider, self.number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        self.setFocusProxy(self.slider)
        self.slider.valueChanged.connect(self._on_slider)
        self.number.valueEdited.connect(self._on_number)
        self.number.draftChanged.connect(self.draftChanged)
        self._show_place(value)

    def value(self) -> int | float:
        """Return the last valid value set or edited."""
        return self.number.value()

    def set_value(self, value: float) -> None:
        """Show `value` without telling anybody."""
        self.number.set_value(value)
        self._show_place(value)

    def show_various(self) -> None:
        """Show that the value differs among those the field stands for."""
        self.number.show_various()

    def problem(self) -> str | None:
        """Return why what stands in the number cannot be, or None."""
        return self.number.problem()

    def _on_slider(self, place: int) -> None:
        value = self._notches.value(place)
        self.number.set_value(value)
        self._say(value)
        self.valueEdited.emit(value)

    def _on_number(self, value: object) -> None:
        self._show_place(self.number.value())
        self.valueEdited.emit(value)

    def _show_place(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._notches.place(value))
        self._say(value)

    def _say(self, value: float) -> None:
        """Let a screen reader say the number: of itself a slider says how many notches it stands from its end."""
        self.slider.setAccessibleDescription(numbers.labelled(value, self.kind))
        QAccessible.updateAccessibility(QAccessibleEvent(self.slider, QAccessible.Event.DescriptionChanged))
