"""The middle of the Data place: the data in use, or which file is read that is to take their place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.data.files.opening import path_of
from nnsim.data.source import Source
from nnsim.ui.datapage.loading import LoadingRow
from nnsim.ui.datapage.selection import DataSelection
from nnsim.ui.look import fonts
from nnsim.ui.sitting.session import Session
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.widgets.style import label


class DataOrReading(QStackedWidget):
    """Shows `data`; while another file is read for long, what it is and what goes on meanwhile instead.

    What is in use would be taken for what is in the file.
    """

    def __init__(
        self, data: QWidget, session: Session, selection: DataSelection, loading: LoadingRow
    ) -> None:
        super().__init__()
        self._data, self._session, self._selection, self._loading = data, session, selection, loading
        self.reading = ReadingPage()
        self.addWidget(data)
        self.addWidget(self.reading)
        loading.turned.connect(self._look)
        selection.changed.connect(self._look)

    def _look(self) -> None:
        path = being_read(self._selection, self._session.workspace)
        if path and not self._loading.isHidden():
            in_use = self._session.workspace.prepared
            self.reading.show_file(Path(path).name, "" if in_use is None else in_use.title)
            self.setCurrentWidget(self.reading)
        elif path or not self._session.loader.is_busy:
            # What was read is handed over in a moment: the data before would flash up.
            self.setCurrentWidget(self._data)


class ReadingPage(QWidget):
    """Says which file is read, and what goes on meanwhile; how far it is stands above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.meanwhile = label(""), label("", "muted")
        self.title.setFont(fonts.sized(fonts.ui_font(), fonts.TITLE, QFont.Weight.DemiBold))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(6)
        column.addStretch(1)
        for words in (self.title, self.meanwhile):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(words)
        column.addStretch(2)

    def show_file(self, name: str, in_use: str) -> None:
        """Say that `name` is read while the data called `in_use` (empty: none) stay."""
        self.title.setText(tr("Reading {file}").format(file=name))
        self.meanwhile.setText(
            tr("{data} stays in use until it is read.").format(data=in_use) if in_use else ""
        )
        self.setAccessibleName(self.title.text())


def being_read(selection: DataSelection, workspace: Workspace) -> str:
    """Return the file that is read in the place of data of another source or file; empty while there is none."""
    if selection.recogniser.is_busy:
        return selection.recogniser.path
    mine, in_use = selection.shown.source, workspace.project.data.source
    is_read = selection.trial.is_busy or selection.keeper.is_busy
    return path_of(mine) if is_read and _identity(mine) != _identity(in_use) else ""


def _identity(source: Source) -> tuple[str, str]:
    """Return what makes it the same data to a user, whatever else is set."""
    return source.key, path_of(source)
