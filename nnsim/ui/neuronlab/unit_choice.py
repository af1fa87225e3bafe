"""Which unit of a layer is looked at, where a layer was brought into the lab."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.lab.neuron_board import NeuronBoard
from nnsim.ui.widgets.choice_field import ChoiceField
from nnsim.ui.widgets.style import label


class UnitChoice(QWidget):
    """Offers the units of a layer; out of sight where there is only one, or none.

    Signals
    -------
    chosen(NeuronBoard)
        Another unit is to be shown.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._units: tuple[NeuronBoard, ...] = ()
        self.choice = ChoiceField([])
        self.choice.setAccessibleName(tr("Unit"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(tr("Unit"), "muted"))
        row.addWidget(self.choice)
        self.choice.valueEdited.connect(lambda _key: self.chosen.emit(self.current()))
        self.hide()

    def __contains__(self, board: object) -> bool:
        return board in self._units

    def offer(self, units: tuple[NeuronBoard, ...]) -> None:
        """Offer other units, of which the first is chosen."""
        self._units = units
        self.choice.clear()
        for place in range(len(units)):
            self.choice.addItem(f"{place + 1}", str(place))
        self.choice.set_value("0")
        self.setVisible(len(units) > 1)

    def current(self) -> NeuronBoard:
        """Return the unit that is chosen."""
        return self._units[int(self.choice.value())]
