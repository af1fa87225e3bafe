"""The right column: the source and its settings, split, scaling, and what was done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from nnsim.base.settings import settings_of
from nnsim.base.text import tr
from nnsim.data.notes import Switch
from nnsim.data.prepare import DataSettings, Prepared
from nnsim.data.source import Source
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile
from nnsim.ui.datapage.columns import ArrayNames, TableColumns
from nnsim.ui.datapage.done import DoneList, PartsBar
from nnsim.ui.datapage.files import path_of, path_setting
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.look import fonts
from nnsim.ui.widgets.labels import ElidedLabel, SectionHeading
from nnsim.ui.widgets.style import button, label, line

_PICKERS: dict[type[Source], type[TableColumns] | type[ArrayNames]] = {
    CsvFile: TableColumns,
    NpzFile: ArrayNames,
}
"""Sources whose file says what can be chosen; the form shows the other settings."""
_SPLIT = ("validation_share", "test_share", "seed", "stratify")
FIELD = 160
"""Pixels of a field, whatever the size of type."""
_SCALING = ("scaling", "scale_targets")


class SettingsColumn(QScrollArea):
    """Everything that can be set about the data, in order of reading."""

    source_edited = Signal(object, str)
    """Another source, and the setting that was edited."""
    settings_edited = Signal(object, str)
    """Other settings of split or scaling, and the one that was edited."""
    file_wanted = Signal()
    glanced = Signal(object)
    """The first lines of a table's file: a `Glance`, or None where there are none to show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings: DataSettings | None = None
        self._form: PropertyForm | None = None
        self._picker: TableColumns | ArrayNames | None = None
        self.setAccessibleName(tr("Settings of the data"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(16, 14, 16, 16)
        self._column.setSpacing(8)
        self._make_source()
        self._split = self._section(tr("Split"), _SPLIT)
        self.parts = PartsBar()
        self._column.addWidget(self.parts)
        self._column.addSpacing(4)
        self._scaling = self._section(tr("Scaling"), _SCALING)
        self._column.addWidget(line())
        self.done = DoneList()
        self.done.turned.connect(self._turn)
        self._column.addWidget(self.done)
        self._column.addStretch(1)
        self.setWidget(body)

    def show_settings(self, settings: DataSettings) -> None:
        """Show `settings`; leaves alone what the user is typing where it did not change."""
        before, self._settings = self._settings, settings
        source = settings.source
        if before is None or type(before.source) is not type(source):
            self._build_source(source)
        assert self._form is not None
        self._form.set_part(source, subject=(source.key, path_of(source)))
        if self._picker is not None:
            # Built above for just this kind of source.
            self._picker.set_source(source)  # type: ignore[arg-type]
        self._show_file(source)
        for form in (self._split, self._scaling):
            form.set_part(settings)
        self._refuse_drops()

    def show_examples(self, prepared: Prepared | None) -> None:
        """Tell what was done to the examples in use."""
        self.done.show_examples(prepared)
        if isinstance(self._picker, TableColumns) and prepared is not None:
            self._picker.set_left_out(prepared.dataset.left_out)
        self.parts.setVisible(prepared is not None and not prepared.dataset.whole)
        if prepared is not None:
            rows = prepared.rows
            self.parts.set_counts(len(rows.train), len(rows.validation), len(rows.test))
            self._enable(prepared)

    def _enable(self, prepared: Prepared) -> None:
        """Grey out what plays no part for these examples."""
        dataset = prepared.dataset
        plays = dict.fromkeys(_SPLIT, not dataset.whole)
        plays["test_share"] &= dataset.test_rows == 0
        plays["stratify"] &= dataset.task == "classes"
        plays["scale_targets"] = dataset.task == "regression"
        for form in (self._split, self._scaling):
            for words in form.findChildren(QLabel):
                field = words.buddy()
                name = next((n for n in plays if form.has(n) and form.editor(n) is field), None)
                if name is not None:
                    words.setEnabled(plays[name])
                    field.setEnabled(plays[name])

    def form(self, name: str) -> PropertyForm:
        """Return the form ``source``, ``split`` or ``scaling``."""
        found = {"source": self._form, "split": self._split, "scaling": self._scaling}[name]
        assert found is not None
        return found

    @property
    def picker(self) -> TableColumns | ArrayNames | None:
        """The choice of columns or arrays, for sources that have one."""
        return self._picker

    def _make_source(self) -> None:
        self._title, self._summary = QLabel(), label("", "muted")
        self._title.setFont(fonts.sized(fonts.ui_font(), fonts.TITLE, QFont.Weight.DemiBold))
        self._summary.setWordWrap(True)
        self._summary.setFont(fonts.ui_font(12))
        self._formula = label("")
        self._formula.setWordWrap(True)
        self._formula.setFont(fonts.ui_font(12))
        self._origin = label("", "muted")
        self._origin.setWordWrap(True)
        self._origin.setFont(fonts.ui_font(fonts.SMALL))
        self._file = ElidedLabel()
        self.open = button(tr("Open another file…"), self.file_wanted.emit, icon_name="open")
        self._source_body = QWidget()
        self._source_column = QVBoxLayout(self._source_body)
        self._source_column.setContentsMargins(0, 4, 0, 4)
        self._source_column.setSpacing(10)
        for widget in (self._title, self._summary, self._formula, self._origin, self._file, self.open):
            self._column.addWidget(widget)
        self._column.addWidget(self._source_body)
        self._column.addWidget(line())

    def _section(self, title: str, names: tuple[str, ...]) -> PropertyForm:
        self._column.addWidget(SectionHeading(title))
        others = {"source", *_SPLIT, *_SCALING} - set(names)
        form = PropertyForm(without=others, field_width=FIELD)
        form.set_part(DataSettings())
        form.edited.connect(lambda part, name, mine=names: self._on_settings(part, name))
        self._column.addWidget(form)
        return form

    def _build_source(self, source: Source) -> None:
        while (item := self._source_column.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        kind = _PICKERS.get(type(source))
        self._picker = kind() if kind is not None else None
        self.glanced.emit(None)
        if isinstance(self._picker, TableColumns):
            self._picker.seen.connect(self.glanced)
        file = path_setting(source)
        without = self._picker.without if self._picker is not None else (file[0],) if file else ()
        self._form = PropertyForm(without=without, field_width=FIELD)
        self._form.edited.connect(self.source_edited)
        if self._picker is not None:
            self._picker.edited.connect(self.source_edited)
            self._source_column.addWidget(self._picker)
        self._source_column.addWidget(self._form)
        self._title.setText(tr(source.title))
        self._summary.setText(tr(source.summary))
        for words, text in ((self._formula, source.formula), (self._origin, source.source)):
            words.setText(text)
            words.setVisible(bool(text))

    def _show_file(self, source: Source) -> None:
        path = path_of(source)
        is_file = path_setting(source) is not None
        self._file.setVisible(bool(path))
        self.open.setVisible(is_file)
        self.open.setText(tr("Open another file…") if path else tr("Open a file…"))
        self._source_body.setVisible(not is_file or bool(path))
        if path:
            self._file.setText(Path(path).name)
            self._file.setToolTip(path)
            self._file.setAccessibleName(path)

    def _on_settings(self, part: Any, name: str) -> None:
        assert self._settings is not None
        self.settings_edited.emit(part, name)

    def _turn(self, switch: Switch) -> None:
        """Read the data in the other way, where these are the data on show."""
        assert self._settings is not None
        source = self._settings.source
        changes = dict(switch.changes)
        if set(changes) <= {name for name, _ in settings_of(source)}:
            self.source_edited.emit(replace(source, **changes), " ".join(changes))

    def _refuse_drops(self) -> None:
        """Leave dropped files to the page, also above a field."""
        for field in self.findChildren(QLineEdit):
            field.setAcceptDrops(False)
