"""What is said beside the network where that cannot be trained on the data that were chosen, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.widgets.style import button, label


class Misfit(QWidget):
    """One row, hidden where the network fits."""

    network_wanted = Signal()
    """A user wants another network, made for the data."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label(tr("The network does not fit these data."), "warning")
        self.suggest = button(tr("Suggest a network"), self.network_wanted.emit, variant="pill")
        self.suggest.setToolTip(
            tr("Draws other layers and sets the training, in one step that can be undone")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.words)
        row.addWidget(self.suggest)
        row.addStretch(1)
        self.hide()
