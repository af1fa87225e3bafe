"""What there is to see in the Gradient lab: the open network, and every experiment."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QListWidgetItem

from nnsim.base.text import tr
from nnsim.lab.experiment import experiments
from nnsim.ui.gradientlab.lab_entry import BELOW, KEY, STATE, VERDICT, LabEntry
from nnsim.ui.widgets.headed_list import HeadedList
from nnsim.ui.widgets.style import wrapped

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
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setItemDelegate(LabEntry(self))
        self._add(NETWORK, tr("The open network"), tr("live, with its gradient budget"))
        self.add_heading(tr("Experiments"))
        for kind in experiments:
            self._add(kind.key, tr(kind.title), kind.source, tr(kind.summary))
        self.setCurrentRow(0)
        self.currentItemChanged.connect(self._on_current)

    def choose(self, key: str) -> None:
        """Make the entry of `key` the current one."""
        self.setCurrentItem(self._entry(key))

    def show_verdict(self, key: str, words: str, state: str = "muted") -> None:
        """Write below an experiment how it went, in the colour of a state."""
        item = self._entry(key)
        item.setData(VERDICT, words)
        item.setData(STATE, state)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (item.text(), words))))

    def _entry(self, key: str) -> QListWidgetItem:
        return next(item for row in range(self.count()) if (item := self.item(row)).data(KEY) == key)

    def _add(self, key: str, title: str, below: str, more: str = "") -> None:
        item = QListWidgetItem(title)
        item.setData(KEY, key)
        item.setData(BELOW, below)
        item.setToolTip(wrapped("\n".join(filter(None, (title, more)))))
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, more or below)
        self.addItem(item)

    def _on_current(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and item.data(KEY) is not None:
            self.chosen.emit(item.data(KEY))
