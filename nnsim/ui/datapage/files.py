"""Opening a file or a folder by dialog or by dropping it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFileDialog, QWidget

from nnsim.base.text import tr
from nnsim.data.files.opening import all_patterns
from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.file_dialog import file_dialog
from nnsim.ui.widgets.holding import parent_of


def open_dialog(parent: QWidget, on_file: Callable[[str], object], start: str = "") -> QFileDialog:
    """Open a dialog that leaves the window alive; `on_file` is called with the path chosen."""
    folder = str(Path(start).parent) if start else ""
    dialog = file_dialog(parent, tr("Open a file"), folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    named = f"{tr('Data files')} ({' '.join(dict.fromkeys(all_patterns()))})"
    dialog.setNameFilters([named, f"{tr('All files')} (*)"])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(on_file)
    dialog.open()
    return dialog


def open_folder_dialog(parent: QWidget, on_folder: Callable[[str], object], start: str = "") -> QFileDialog:
    """Open a dialog that leaves the window alive; `on_folder` is called with the path of the folder chosen."""
    dialog = file_dialog(parent, tr("Open a folder"), str(Path(start).parent) if start else "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, False)  # what lies in a folder tells which it is
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(on_folder)
    dialog.open()
    return dialog


def dropped_file(data: QMimeData) -> str:
    """Return the one local file or folder that is dragged, empty when it is something else."""
    urls = data.urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""


class DropOverlay(QWidget):
    """Lies over the page while a file is dragged across it, and takes the drop."""

    def __init__(self, page: QWidget, on_file: Callable[[str], object]) -> None:
        super().__init__(page)
        self._on_file = on_file
        self.setAcceptDrops(True)
        self.hide()

    def begin(self) -> None:
        """Cover the page."""
        self.setGeometry(parent_of(self).rect())
        self.show()
        self.raise_()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.hide()
        path = dropped_file(event.mimeData())
        if path:
            event.acceptProposedAction()
            self._on_file(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.colour("background", 0.85))
        pen = QPen(look.colour("accent"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 12, 12)
        mark = QRectF(0, 0, 40, 40)
        mark.moveCenter(QRectF(self.rect()).center())
        icons.paint(painter, "download", mark.translated(0, -28), look.accent)
        painter.setFont(fonts.sized(fonts.ui_font(), fonts.TITLE, QFont.Weight.DemiBold))
        painter.setPen(look.colour("text"))
        words = QRectF(0, mark.bottom() - 12, self.width(), 28)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, tr("Drop the file or folder to use it as data"))
