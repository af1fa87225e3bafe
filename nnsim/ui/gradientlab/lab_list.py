"""What there is to see in the Gradient lab: the open network, and every experiment."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidgetItem

from nnsim.base.text import tr
from nnsim.lab.experiment import experiments
from nnsim.ui.widgets.headed_list import HeadedList
from nnsim.ui.widgets.style import wrapped

KEY = Qt.ItemDataRole.UserRole
NETWORK = ""
"""Key of the entry of the open network."""


class LabList(HeadedList):
    """One entry of it is current.

    Signals
    -------
    chosen(str)
        Another entry: the key of an experiment, or `NETWORK`.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Experiments"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self._add(NETWORK, tr("The open network"), tr("Live: gradients, budget, degeneration"))
        self.add_heading(tr("Experiments"))
        for kind in experiments:
            self._add(kind.key, tr(kind.title), kind.source, tr(kind.summary))
        self.setCurrentRow(0)
        self.currentItemChanged.connect(self._on_current)

    def choose(self, key: str) -> None:
        """Make the entry of `key` the current one."""
        for row in range(self.count()):
            if self.item(row).data(KEY) == key:
                self.setCurrentRow(row)

    def show_verdict(self, key: str, words: str) -> None:
        """Write behind an experiment how it went."""
        for row in range(self.count()):
            item = self.item(row)
            if item.data(KEY) == key:
                item.setText("\n".join((*item.text().split("\n")[:2], *filter(None, (words,)))))

    def _add(self, key: str, title: str, below: str, more: str = "") -> None:
        item = QListWidgetItem("\n".join(filter(None, (title, below))))
        item.setData(KEY, key)
        item.setToolTip(wrapped("\n".join(filter(None, (title, more)))))
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, more)
        self.addItem(item)

    def _on_current(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and item.data(KEY) is not None:
            self.chosen.emit(item.data(KEY))
