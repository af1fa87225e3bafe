"""The left of the Zoo: a search line, the families, and what the cells of the drawings mean."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.text import tr
from nnsim.engine.cell_kind import CellKind
from nnsim.figures.cells import key_plot
from nnsim.ui.look import fonts
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.style import label
from nnsim.ui.widgets.text_field import SearchField
from nnsim.ui.zoo.cell_picture import CellPicture
from nnsim.zoo.animal import Animal, animals
from nnsim.zoo.family import Family

_WIDTH = 150
_CELL = 18
_FAMILY = Qt.ItemDataRole.UserRole


class Families(QWidget):
    """Says which animals are to be seen.

    Signals
    -------
    changed()
        Others are; ask `keys`.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(fonts.grown(_WIDTH))
        self.search = SearchField(tr("Search structures"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Families"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._add(tr("All"), None)
        for family in Family:
            self._add(tr(family.title), family)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * self.list.count() + 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 12, 10, 12)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(SectionHeading(tr("Families")))
        column.addWidget(self.list)
        column.addWidget(SectionHeading(tr("Cells")))
        column.addWidget(_kinds(), 1)
        self.search.textChanged.connect(lambda _text: self.changed.emit())
        self.list.currentRowChanged.connect(lambda _row: self.changed.emit())

    def keys(self) -> list[str]:
        """Return the keys of the animals that are to be seen."""
        item = self.list.currentItem()
        family = item.data(_FAMILY) if item is not None else None
        words = self.search.text().casefold().split()
        return [k.key for k in animals if family in (None, k.family.name) and _has(k, words)]

    def _add(self, title: str, family: Family | None) -> None:
        count = sum(family in (None, kind.family) for kind in animals)
        item = QListWidgetItem(f"{title}  ·  {count}")
        item.setData(_FAMILY, None if family is None else family.name)
        item.setSizeHint(QSize(100, fonts.grown(28)))
        self.list.addItem(item)


def _has(animal: type[Animal], words: list[str]) -> bool:
    """Return whether an animal is meant by all of some words, in the language in use or in English."""
    own = (animal.title, animal.summary, animal.family.title)
    text = " ".join([animal.key, animal.source, *own, *map(tr, own)]).casefold()
    return all(word in text for word in words)


def _kinds() -> QScrollArea:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(2, 0, 2, 0)
    column.setSpacing(2)
    for kind in CellKind:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(_Cell(kind))
        row.addWidget(label(tr(kind.title), "muted"), 1)
        column.addLayout(row)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


class _Cell(QWidget):
    """One kind of cell as drawings show it."""

    def __init__(self, kind: CellKind) -> None:
        super().__init__()
        self._picture = CellPicture(key_plot(kind))
        self.setFixedSize(fonts.grown(_CELL), fonts.grown(_CELL))

    def paintEvent(self, event: QPaintEvent) -> None:
        self._picture.paint(QPainter(self), self.rect())
