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
from nnsim.base.paths import is_file, is_folder
from nnsim.base.settings import FilePath, settings_of
from nnsim.base.text import tr
from nnsim.data.file_source import FileSource, FolderSource
from nnsim.data.foreign import refuse_foreign
from nnsim.data.source import Source, sources
from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.holding import parent_of

_LOOKED_AT = 50
"""Files of a folder that are asked whether they name the rest of it."""


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


def source_for(path: str, waiting: Source | None = None) -> Source:
    """Return the source that reads a folder, or files called like `path`; raises NnsimError when none does.

    `waiting` is a source that was chosen and has no file yet: it comes first where it reads such files.
    """
    if is_folder(Path(path)):
        return _source_of_folder(path)
    fitting = [cls for cls in file_sources() if _fits(path, patterns_of(cls))]
    if isinstance(waiting, FileSource) and not waiting.path and type(waiting) in fitting:
        return replace(waiting, path=path)
    for cls in (*(cls for cls in fitting if cls.recognises(path)), *fitting):
        return cls(path=path)
    refuse_foreign(Path(path).name)
    raise NnsimError(
        tr("{file} cannot be opened as data. Choose a file of one of these kinds: {kinds}.").format(
            file=Path(path).name,
            kinds=", ".join(dict.fromkeys(p.removeprefix("*") for p in all_patterns())),
        )
    )


def file_sources() -> Iterator[type[FileSource]]:
    """Yield the sources that read something of the user's, in their order."""
    yield from (cls for cls in sources if issubclass(cls, FileSource))


def _source_of_folder(path: str) -> Source:
    """Return the source that reads a folder: one that knows what lies there, or a table in it that names the rest."""
    folders = [cls for cls in file_sources() if issubclass(cls, FolderSource)]
    for cls in folders:
        if cls.recognises(path):
            return cls(path=path)
    for table in _first_files(path):
        for kind in file_sources():
            if _fits(table, patterns_of(kind)) and kind.recognises(str(table)):
                return kind(path=str(table))
    return folders[0](path=path)


def _first_files(folder: str) -> list[Path]:
    try:
        return [file for file in sorted(Path(folder).iterdir())[:_LOOKED_AT] if is_file(file)]
    except OSError:
        return []


def is_data_file(path: Path) -> bool:
    """Return whether some source reads files called like `path`, or it is a folder."""
    return is_folder(path) or _fits(path, all_patterns())


def all_patterns() -> Iterator[str]:
    """Yield the patterns of all files that can be opened, such as ``*.csv``."""
    for cls in file_sources():
        yield from patterns_of(cls)


def patterns_of(cls: type[Source]) -> list[str]:
    """Return the patterns of the files a source reads, but for the one that all files fit."""
    found = path_setting(cls)
    return [] if found is None else [p for _, some in found[1].filters for p in some.split() if p != "*"]


def _fits(path: str | Path, patterns: Iterable[str]) -> bool:
    name = Path(path).name.lower()
    return any(fnmatch(name, pattern) for pattern in patterns)


def open_dialog(parent: QWidget, on_file: Callable[[str], object], start: str = "") -> QFileDialog:
    """Open a dialog that leaves the window alive; `on_file` is called with the path chosen."""
    folder = str(Path(start).parent) if start else ""
    dialog = QFileDialog(parent, tr("Open a file"), folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    named = f"{tr('Data files')} ({' '.join(dict.fromkeys(all_patterns()))})"
    dialog.setNameFilters([named, f"{tr('All files')} (*)"])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(on_file)
    dialog.open()
    return dialog


def open_folder_dialog(parent: QWidget, on_folder: Callable[[str], object], start: str = "") -> QFileDialog:
    """Open a dialog that leaves the window alive; `on_folder` is called with the path of the folder chosen."""
    dialog = QFileDialog(parent, tr("Open a folder"), str(Path(start).parent) if start else "")
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
