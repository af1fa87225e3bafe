"""Which source reads a file, and opening one by dialog or by dropping it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatch
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

from nnsim.base.errors import NnsimError
from nnsim.base.settings import FilePath, settings_of
from nnsim.base.text import tr
from nnsim.data.file_source import FileSource
from nnsim.data.source import Source, sources
from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.holding import parent_of


def path_setting(source: Source | type[Source]) -> tuple[str, FilePath] | None:
    """Return name and kind of the setting that holds the file of a source; None for other sources."""
    return next(((n, s) for n, s in settings_of(source) if isinstance(s, FilePath)), None)


def path_of(source: Source) -> str:
    """Return the file of a source, empty when there is none."""
    found = path_setting(source)
    return str(getattr(source, found[0])) if found is not None else ""


def place_of(source: Source) -> str:
    """Return where the file of a source is, from wherever one looks; empty when there is none."""
    return source.linked if isinstance(source, FileSource) else path_of(source)


def source_for(path: str) -> Source:
    """Return the source that reads files called like `path`; raises NnsimError when none does."""
    for cls in sources:
        found = path_setting(cls)
        if found is not None and _fits(path, _patterns(found[1])):
            return replace(cls(), **{found[0]: path})
    raise NnsimError(
        tr("{file} cannot be opened as data. Choose a file of one of these kinds: {kinds}.").format(
            file=Path(path).name, kinds=", ".join(p.removeprefix("*") for p in all_patterns())
        )
    )


def is_data_file(path: Path) -> bool:
    """Return whether some source reads files called like `path`."""
    return _fits(path, all_patterns())


def all_patterns() -> Iterator[str]:
    """Yield the patterns of all files that can be opened, such as ``*.csv``."""
    for cls in sources:
        found = path_setting(cls)
        if found is not None:
            yield from _patterns(found[1])


def _fits(path: str | Path, patterns: Iterable[str]) -> bool:
    name = Path(path).name.lower()
    return any(fnmatch(name, pattern) for pattern in patterns)


def _patterns(kind: FilePath) -> list[str]:
    return [p for _, patterns in kind.filters for p in patterns.split() if p != "*"]


def open_dialog(parent: QWidget, on_file: Callable[[str], object], start: str = "") -> QFileDialog:
    """Open a dialog that leaves the window alive; `on_file` is called with the path chosen."""
    folder = str(Path(start).parent) if start else ""
    dialog = QFileDialog(parent, tr("Open a file"), folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    named = f"{tr('Data files')} ({' '.join(all_patterns())})"
    dialog.setNameFilters([named, f"{tr('All files')} (*)"])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(on_file)
    dialog.open()
    return dialog


def dropped_file(data: QMimeData) -> str:
    """Return the one local file that is dragged, empty when it is something else."""
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
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, tr("Drop the file to use it as data"))
