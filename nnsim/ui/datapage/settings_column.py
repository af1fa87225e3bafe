"""The right column: the source and its settings, split, scaling, and what was done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from nnsim.base.declared import settings_of
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.files.opening import path_of
from nnsim.data.notes import Switch
from nnsim.data.prepared import Prepared
from nnsim.data.source import Source
from nnsim.ui.datapage.bars import PartsBar
from nnsim.ui.datapage.columns import ArrayNames, TableColumns
from nnsim.ui.datapage.done import DoneList
from nnsim.ui.datapage.examples import has_test_share
from nnsim.ui.datapage.source_section import FIELD, SourceSection
from nnsim.ui.datapage.split_hint import SplitHint
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.style import line

_STEPS = ("steps",)
_SPLITTER = ("splitter",)
_SPLIT = ("validation_share", "test_share", "seed", "stratify")
_SCALING = ("scaling", "scale_targets")
_IMPORTANCE = ("class_weights",)


class SettingsColumn(QScrollArea):
    """Everything that can be set about the data, in order of reading."""

    source_edited = Signal(object, str)
    """Another source, and the setting that was edited."""
    settings_edited = Signal(object, str)
    """Other steps, split or scaling, and the setting that was edited."""
    file_wanted = Signal()
    glanced = Signal(object)
    """The first lines of a table's file: a `Glance`, or None where there are none to show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings: DataSettings | None = None
        self._prepared: Prepared | None = None
        self._in_use: Source | None = None
        self._tells: bool | None = None
        """Whether it tells of the examples in use; None before it was made to."""
        self.setAccessibleName(tr("Settings of the data"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.source = SourceSection()
        self.source.edited.connect(self.source_edited)
        self.source.file_wanted.connect(self.file_wanted)
        self.source.glanced.connect(self.glanced)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(16, 14, 16, 16)
        self._column.setSpacing(8)
        self._column.addWidget(self.source)
        self._column.addWidget(line())
        self._steps = self._section(tr("Data steps"), _STEPS)
        _label_of(self._steps, "steps").hide()  # the heading says it
        self._column.addWidget(line())
        self._splitter = self._section(tr("Split"), _SPLITTER)
        self._split = self._section("", _SPLIT)
        self.parts = PartsBar()
        self._column.addWidget(self.parts)
        self.split_hint = SplitHint()
        self.split_hint.turned.connect(self._turn)
        self._column.addWidget(self.split_hint)
        self._column.addSpacing(4)
        self._scaling = self._section(tr("Scaling"), _SCALING)
        self._importance = self._section(tr("Importance"), _IMPORTANCE)
        self._column.addWidget(line())
        self.done = DoneList()
        self.done.turned.connect(self._turn)
        self._column.addWidget(self.done)
        self._column.addStretch(1)
        self.setWidget(body)

    def show_settings(self, settings: DataSettings) -> None:
        """Show `settings`; leaves alone what the user is typing where it did not change."""
        self._settings = settings
        self.source.show_source(settings.source)
        for form in self._forms:
            form.set_part(settings)
        self._refuse_drops()
        self._tell()

    def show_examples(self, prepared: Prepared | None, source: Source) -> None:
        """Tell what was done to the examples of `source`, as long as the settings on show are those of it."""
        self._prepared, self._in_use, self._tells = prepared, source, None
        self._tell()

    def form(self, name: str) -> PropertyForm:
        """Return the form ``source``, ``steps``, ``splitter``, ``split``, ``scaling`` or ``importance``."""
        names = ("steps", "splitter", "split", "scaling", "importance")
        return dict(zip(names, self._forms, strict=True)).get(name, self.source.form)

    @property
    def _forms(self) -> tuple[PropertyForm, ...]:
        return self._steps, self._splitter, self._split, self._scaling, self._importance

    @property
    def picker(self) -> TableColumns | ArrayNames | None:
        """The choice of columns or arrays, for sources that have one."""
        return self.source.picker

    def _tell(self) -> None:
        """Tell of the examples in use, or cease to, where that has changed."""
        if self._settings is None or self._in_use is None:
            return
        is_same = _identity(self._settings.source) == _identity(self._in_use)
        if self._tells != is_same:
            self._tells = is_same
            self._tell_of(self._prepared if is_same else None)

    def _tell_of(self, prepared: Prepared | None) -> None:
        self.done.show_examples(prepared)
        read_from = None if prepared is None else prepared.origin.read_from
        self.source.show_length(None if read_from is None else read_from.size)
        if isinstance(self.picker, TableColumns) and prepared is not None:
            self.picker.set_left_out(prepared.dataset.left_out)
        assert self._settings is not None
        self.split_hint.show_examples(prepared, self._settings.splitter)
        self.parts.setVisible(prepared is not None and not prepared.dataset.whole)
        if prepared is not None:
            rows = prepared.rows
            self.parts.set_counts(len(rows.train), len(rows.validation), len(rows.test))
            self._enable(prepared)

    def _enable(self, prepared: Prepared) -> None:
        """Grey out what plays no part for these examples."""
        assert self._settings is not None
        dataset, obeyed = prepared.dataset, self._settings.splitter.plays
        plays = {name: not dataset.whole and name in obeyed for name in _SPLIT}
        plays["splitter"] = not dataset.whole
        plays["test_share"] = has_test_share(self._settings, dataset)
        plays["validation_share"] &= not dataset.validation_rows
        plays["validation_share"] &= not dataset.validation_rows
        plays["stratify"] &= dataset.task == "classes"
        plays["scale_targets"] = dataset.task == "regression"
        plays["class_weights"] = dataset.task == "classes"
        for form in self._forms:
            for words in form.findChildren(QLabel):
                field = words.buddy()
                name = next((n for n in plays if form.has(n) and form.editor(n) is field), None)
                if name is not None:
                    words.setEnabled(plays[name])
                    field.setEnabled(plays[name])

    def _section(self, title: str, names: tuple[str, ...]) -> PropertyForm:
        if title:
            self._column.addWidget(SectionHeading(title))
        others = {name for name, _ in settings_of(DataSettings)} - set(names)
        form = PropertyForm(without=others, field_width=FIELD)
        form.set_part(DataSettings())
        form.edited.connect(self.settings_edited)
        self._column.addWidget(form)
        return form

    def _turn(self, switch: Switch) -> None:
        """Read the data in the other way, where these are the data on show."""
        assert self._settings is not None
        turned = switch.turned(self._settings)
        field = " ".join(name for name, _ in switch.changes)
        if turned.source != self._settings.source:
            self.source_edited.emit(turned.source, field)
        elif turned != self._settings:
            self.settings_edited.emit(turned, field)

    def _refuse_drops(self) -> None:
        """Leave dropped files to the page, also above a field."""
        for field in self.findChildren(QLineEdit):
            field.setAcceptDrops(False)


def _identity(source: Source) -> tuple[str, str]:
    """Return what makes it the same source whatever else is set."""
    return source.key, path_of(source)


def _label_of(form: PropertyForm, name: str) -> QLabel:
    """Return the words before a setting."""
    return next(words for words in form.findChildren(QLabel) if words.buddy() is form.editor(name))
