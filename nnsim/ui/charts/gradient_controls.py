"""The controls in the title bar of the gradients: which quantity, norm or mean square, lines or map."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnsim.base.text import tr
from nnsim.training.quantities import QUANTITIES, Quantity
from nnsim.ui.widgets.combo import Combo
from nnsim.ui.widgets.style import toggle


class GradientControls(QObject):
    """Small controls.

    Signals
    -------
    measured()
        Another quantity is to be shown.
    mapped(bool)
        Layer × time is to be shown, or bars and lines.
    """

    measured = Signal()
    mapped = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.choice = Combo()
        self.choice.setProperty("variant", "flat")
        self.choice.setAccessibleName(tr("Quantity"))
        self.choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for i, quantity in enumerate(QUANTITIES):
            self.choice.addItem(quantity.symbol)
            self.choice.setItemData(i, tr(quantity.title), Qt.ItemDataRole.ToolTipRole)
        self.rms_button = toggle(tr("RMS"), tr("Root mean square in place of the norm"))
        self.heat_button = toggle(tr("map"), tr("Show layer × time as a heat map"))
        self.choice.currentIndexChanged.connect(self._on_quantity)
        self.rms_button.toggled.connect(self._on_quantity)
        self.heat_button.toggled.connect(self.mapped)
        self._tell_quantity()

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """All of them, from left to right."""
        return self.choice, self.rms_button, self.heat_button

    @property
    def quantity(self) -> Quantity:
        """What is shown of every layer."""
        return QUANTITIES[self.choice.currentIndex()]

    @property
    def is_rms(self) -> bool:
        """Whether root mean squares are shown in place of norms."""
        return self.rms_button.isChecked() and self.quantity.has_rms

    @property
    def is_heat(self) -> bool:
        """Whether layer × time is shown."""
        return self.heat_button.isChecked()

    @property
    def symbol(self) -> str:
        """What is written beside the numbers."""
        return self.quantity.shown_symbol(self.is_rms)

    def _on_quantity(self) -> None:
        self._tell_quantity()
        self.measured.emit()

    def _tell_quantity(self) -> None:
        self.choice.setToolTip(tr(self.quantity.title))
        self.rms_button.setEnabled(self.quantity.has_rms)
