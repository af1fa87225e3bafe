"""The source on show: what it is, its file, its columns, and its settings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnsim.base.sizes import in_megabytes
from nnsim.base.text import tr
from nnsim.data.files.file_source import FileSource, FolderSource
from nnsim.data.files.opening import path_of, path_setting
from nnsim.data.format import formats
from nnsim.data.source import Source
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile
from nnsim.data.tables.glance import Glance
from nnsim.ui.datapage.columns import ArrayNames, TableColumns
from nnsim.ui.datapage.file_parts import FileParts
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.look import fonts
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.widgets.style import button, label

FIELD = 160
"""Pixels of a field on the page, whatever the size of type."""


class SourceSection(QWidget):
    """One source after another; what is typed and not yet taken stays while it is the same one."""

    edited = Signal(object, str)
    """Another source, and the setting that was edited."""
    file_wanted = Signal()
    glanced = Signal(object)
    """The first lines of a table's file: a `Glance`, or None where there are none to show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: type[Source] | None = None
        self._format = "text"
        """What the file of the table on show is read as."""
        self.form = PropertyForm(field_width=FIELD)
        self.picker: TableColumns | ArrayNames | None = None
        """The choice of columns or arrays, for sources that have one."""
        self.parts: FileParts | None = None
        """The choice of a part of the file, for tables."""
        self._title = QLabel()
        self._title.setFont(fonts.sized(fonts.ui_font(), fonts.TITLE, QFont.Weight.DemiBold))
        self._summary = _words("muted", 12)
        self._formula = _words("", 12)
        self._origin = _words("muted", fonts.SMALL)
        self._file = ElidedLabel()
        self._source: Source | None = None
        self._length: int | None = None
        self.kept = _words("muted", 12)
        """How long the file is, and whether the project keeps it."""
        self.open = button(tr("Open another file…"), self.file_wanted.emit, icon_name="open")
        self._settings = QWidget()
        self._below = QVBoxLayout(self._settings)
        self._below.setContentsMargins(0, 4, 0, 4)
        self._below.setSpacing(10)
        self._below.addWidget(self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (
            self._title,
            self._summary,
            self._formula,
            self._origin,
            self._file,
            self.kept,
            self.open,
        ):
            column.addWidget(widget)
        column.addWidget(self._settings)

    def show_source(self, source: Source) -> None:
        """Show `source`, and its columns as soon as its file was looked at."""
        if type(source) is not self._shown:
            self._shown = type(source)
            self._build(source)
        self.form.set_part(source, subject=(source.key, path_of(source)))
        match self.picker, source:
            case (TableColumns() as picker, CsvFile() as file):
                picker.set_source(file)
            case (ArrayNames() as picker, NpzFile() as file):
                picker.set_source(file)
        self._show_file(source)

    def show_length(self, length: int | None) -> None:
        """Say how many bytes the file of the source on show has; None: that is not known."""
        self._length = length
        self._say_kept()
        match self.picker, self._source:
            case (ArrayNames() as picker, NpzFile() as file) if picker.waits and file.is_at_hand:
                picker.set_source(file)

    def _say_kept(self) -> None:
        source, length = self._source, self._length
        self.kept.setVisible(isinstance(source, FileSource) and length is not None and bool(source.path))
        if isinstance(source, FileSource) and length is not None:
            text = tr("{size}, kept in the project") if source.keep else tr("{size}, beside the project")
            self.kept.setText(text.format(size=in_megabytes(length)))

    def _build(self, source: Source) -> None:
        let_all_go(self._below)
        self.picker, self.parts, self._format = _picker_for(source), None, "text"
        self.glanced.emit(None)
        if isinstance(self.picker, TableColumns):
            self.parts = FileParts()
            self.parts.edited.connect(self.edited)
            self._below.addWidget(self.parts)
            self.picker.seen.connect(self.glanced)
            self.picker.seen.connect(self._on_seen)
        if self.picker is not None:
            self.picker.edited.connect(self.edited)
            self._below.addWidget(self.picker)
        self.form = self._form_for(source)
        self._below.addWidget(self.form)
        self._title.setText(tr(source.title))
        self._summary.setText(tr(source.summary))
        for words, text in ((self._formula, source.formula), (self._origin, source.source)):
            words.setText(text)
            words.setVisible(bool(text))

    def _form_for(self, source: Source) -> PropertyForm:
        """Return the form of what is chosen nowhere else, and plays a part for such a file."""
        file = path_setting(source)
        without = set(self.picker.without if self.picker is not None else (file[0],) if file else ())
        if isinstance(source, CsvFile):
            without |= {*FileParts.names, *formats["text"].settings - formats[self._format].settings}
        form = PropertyForm(without=without, field_width=FIELD)
        form.edited.connect(self.edited)
        return form

    def _on_seen(self, glance: Glance | None) -> None:
        """Show the parts of the file, and the settings that files of its kind have."""
        picker, parts = self.picker, self.parts
        if not isinstance(picker, TableColumns) or parts is None:
            return
        parts.show_glance(picker.source, glance)
        if glance is not None and glance.layout.format != self._format:
            self._format = glance.layout.format
            before, self.form = self.form, self._form_for(picker.source)
            self.form.set_part(picker.source, subject=(picker.source.key, picker.source.path))
            self._below.replaceWidget(before, self.form)
            before.hide()
            before.deleteLater()

    def _show_file(self, source: Source) -> None:
        self._source = source
        self._say_kept()
        path = path_of(source)
        is_file = path_setting(source) is not None
        self._file.setVisible(bool(path))
        self.open.setVisible(is_file)
        if isinstance(source, FolderSource):
            self.open.setText(tr("Open another folder…") if path else tr("Open a folder…"))
        else:
            self.open.setText(tr("Open another file…") if path else tr("Open a file…"))
        self._settings.setVisible(not is_file or bool(path))
        if path:
            self._file.setText(Path(path).name)
            self._file.setToolTip(path)
            self._file.setAccessibleName(path)


def _picker_for(source: Source) -> TableColumns | ArrayNames | None:
    """Return what chooses among that which a file says it has; the form shows the other settings."""
    if isinstance(source, CsvFile):
        return TableColumns()
    return ArrayNames() if isinstance(source, NpzFile) else None


def _words(tone: str, size: int) -> QLabel:
    made = label("", tone)
    made.setWordWrap(True)
    made.setFont(fonts.ui_font(size))
    return made
