"""A list of entries under headings, which nobody can choose."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem


class HeadedList(QListWidget):
    """Entries, some of them under headings."""

    def add_heading(self, text: str) -> None:
        """Put a heading below what is there."""
        heading = QListWidgetItem(text)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(heading)

    def step(self, way: int) -> None:
        """Make the next (1) or the previous (−1) entry the current one, passing headings; at an end it stays."""
        row = self.currentRow() + way
        while 0 <= row < self.count():
            if self.item(row).flags() & Qt.ItemFlag.ItemIsSelectable:
                self.setCurrentRow(row)
                return
            row += way
