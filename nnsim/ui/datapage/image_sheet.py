"""The sheet of all pictures, scrolled, and one of them large where it was clicked."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.text import tr
from nnsim.data.dataset import Dataset
from nnsim.data.prepared import Prepared
from nnsim.ui.datapage.close_up import CloseUp
from nnsim.ui.datapage.image_grid import ImageGrid, image_of
from nnsim.ui.datapage.pictures import FOOT, ExamplesGrid


class _Key(ExamplesGrid):
    """What the outlines beside the classes mean."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(FOOT)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, FOOT)

    def _pick(self, dataset: Dataset) -> list[int]:
        parts = {int(part): row for row, part in enumerate(self._parts.tolist())}
        return list(parts.values())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._dataset is not None:
            self.paint_key(QPainter(self), 2.0)


class ImageSheet(QStackedWidget):
    """All pictures of a data set; what is not in sight is not made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid, self.close_up, self._key = ImageGrid(), CloseUp(), _Key()
        self._prepared: Prepared | None = None
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.grid)
        self.area.setFocusProxy(self.grid)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.area, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._key, 1)
        column.addLayout(foot)
        self.addWidget(sheet)
        self.addWidget(self.close_up)
        self.grid.chosen.connect(self.enlarge)
        self.grid.moved_to.connect(self._keep_in_sight)
        self.close_up.left.connect(self.put_back)
        self.close_up.stepped.connect(self._step)
        self.mixed = QCheckBox(tr("Mixed"))
        self.mixed.setChecked(True)
        self.mixed.setToolTip(tr("In an order of chance, the same every time; else in the order of the data"))
        self.mixed.toggled.connect(self._mix)
        foot.addWidget(self.mixed)

    def show_examples(self, prepared: Prepared) -> None:
        """Show the pictures of `prepared`, from the first; the same ones stay where they were scrolled to."""
        before, self._prepared = self._prepared, prepared
        is_same = before is not None and before.dataset is prepared.dataset
        row = self.grid.current
        self.grid.show_examples(prepared)
        self._key.show_examples(prepared)
        if is_same:
            self.grid.current = row
            if self.currentWidget() is self.close_up:
                self.enlarge(row)
        else:
            self.area.verticalScrollBar().setValue(0)
            self.setCurrentIndex(0)

    def enlarge(self, row: int) -> None:
        """Show one picture large."""
        assert self._prepared is not None
        dataset = self._prepared.dataset
        if not 0 <= row < len(dataset):
            return
        self.grid.current = row
        image = image_of(dataset, row, self.grid.brightness)
        before, after = (self.grid.order.beside(row, by) is None for by in (-1, 1))
        self.close_up.show_picture(image, self.grid.words_of(row), before, after)
        self.setCurrentWidget(self.close_up)
        self.close_up.setFocus()

    def put_back(self) -> None:
        """Show all pictures again, the one that was large in sight."""
        self.setCurrentIndex(0)
        self.grid.setFocus()
        self._keep_in_sight(self.grid.place_of(self.grid.current))

    def _step(self, by: int) -> None:
        row = self.grid.order.beside(self.grid.current, by)
        if row is not None:
            self.enlarge(row)

    def _mix(self, is_mixed: bool) -> None:
        """Show the pictures in another order, from the first."""
        self.grid.is_mixed = is_mixed
        if self._prepared is not None:
            self.grid.show_examples(self._prepared)
        self.area.verticalScrollBar().setValue(0)

    def _keep_in_sight(self, place: QRect) -> None:
        middle = place.center()
        self.area.ensureVisible(middle.x(), middle.y(), place.width() // 2, place.height() // 2 + 4)
