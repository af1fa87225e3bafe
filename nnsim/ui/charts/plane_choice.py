"""The small controls that choose the plane a map lies in, and the output it shows."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.figures.plane import Plane, axis_names, input_plane, principal_plane
from nnsim.ui.widgets.combo import Combo
from nnsim.ui.widgets.holding import let_be_seen
from nnsim.ui.widgets.style import label

PRINCIPAL = -1


class PlaneChoice(QObject):
    """Two inputs or the principal axes, where there are more than two inputs to choose from.

    Signals
    -------
    chosen()
        A person chose another plane.
    """

    chosen = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._caption = label("", "muted")
        self.across, self.up, self.output = Combo(), Combo(), Combo()
        names = (tr("Input along x"), tr("Input along y"), tr("Output shown"))
        for combo, name in zip((self.across, self.up, self.output), names, strict=True):
            combo.setProperty("variant", "flat")
            combo.setAccessibleName(name)
            combo.setToolTip(name)
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(9)
        self.across.activated.connect(self._on_across)
        self.up.activated.connect(self._on_up)
        self._times = label("×", "muted")
        self.widgets: tuple[QWidget, ...] = (self.output, self._caption, self.across, self._times, self.up)
        """In the order in which they stand side by side."""

    def offer_nothing(self) -> None:
        """Hide everything: there are no data."""
        for widget in self.widgets:
            widget.setVisible(False)

    def offer(self, prepared: Prepared) -> None:
        """Offer the inputs as axes where there are more than two of them."""
        names = axis_names(prepared)
        for combo in (self.across, self.up, self.output):
            combo.clear()
        self.across.addItem(tr("principal axes"), PRINCIPAL)
        for j, name in enumerate(names):
            self.across.addItem(name, j)
            self.up.addItem(name, j)
        outputs = prepared.target_names if prepared.task == "regression" else ()
        self.output.addItems(list(outputs))
        let_be_seen(self.output, len(outputs) > 1)
        choose = len(names) > 2
        let_be_seen(self.across, choose)
        let_be_seen(self._caption, not choose)
        self._caption.setText(" × ".join(names) if 1 <= len(names) <= 2 else tr("principal axes"))
        for widget in (self.up, self._times):
            widget.setVisible(False)

    def plane(self, prepared: Prepared) -> Plane:
        """Return the plane that is chosen."""
        first = self.across.currentData()
        if first == PRINCIPAL:
            return principal_plane(prepared)
        return input_plane(prepared, first, self.up.currentData())

    def _on_across(self, _index: int) -> None:
        first = self.across.currentData()
        principal = first == PRINCIPAL
        let_be_seen(self.up, not principal)
        let_be_seen(self._times, not principal)
        if not principal and self.up.currentData() == first:
            self.up.setCurrentIndex(1 if first == 0 else 0)
        self.chosen.emit()

    def _on_up(self, _index: int) -> None:
        if self.up.currentData() == self.across.currentData():
            # The same input twice spans no plane: the other one makes room.
            self.across.setCurrentIndex(1 + (1 if self.up.currentData() == 0 else 0))
        self.chosen.emit()
