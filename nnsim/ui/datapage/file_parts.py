"""Which file of an archive, and which sheet of a workbook, is read."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nnsim.base.declared import settings_of
from nnsim.base.text import tr
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.glance import Glance
from nnsim.ui.look import fonts
from nnsim.ui.widgets.choice_field import ChoiceField

_FIELD = 160


class FileParts(QWidget):
    """A choice for each way in which a file has parts; nothing at all where it has one."""

    edited = Signal(object, str)
    """A user chose another part: the new source, and the name of the setting."""

    names = ("member", "sheet")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = CsvFile()
        self.fields = {name: ChoiceField([]) for name in self.names}
        self._labels: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        kinds = dict(settings_of(CsvFile))
        self._placeholders = {name: getattr(kinds[name], "placeholder", "") for name in self.names}
        for row, (name, field) in enumerate(self.fields.items()):
            words = tr(kinds[name].label)
            field.setFixedWidth(fonts.grown(_FIELD))
            field.setAccessibleName(words)
            self._labels[name] = QLabel(words)
            self._labels[name].setBuddy(field)
            grid.addWidget(self._labels[name], row, 0)
            grid.addWidget(field, row, 1)
            field.valueEdited.connect(lambda key, name=name: self._choose(name, key))
        self.hide()

    def show_glance(self, source: CsvFile, glance: Glance | None) -> None:
        """Show the parts of the file of `source`; while it cannot be read, the way back from the one chosen."""
        self._source = source
        layout = glance.layout if glance is not None else None
        there = {"member": layout.members, "sheet": layout.sheets} if layout is not None else {}
        shown = False
        for name, field in self.fields.items():
            own: str = getattr(source, name)
            options = list(there.get(name, ()))
            if own and own not in options:
                options.append(own)
            is_choice = len(options) > 1 or bool(own)
            field.clear()
            placeholder = self._placeholders[name]
            field.addItem(tr(placeholder), "")
            for option in options:
                field.addItem(option, option)
            field.set_value(own)
            field.setVisible(is_choice)
            self._labels[name].setVisible(is_choice)
            shown |= is_choice
        self.setVisible(shown)

    def _choose(self, name: str, key: str) -> None:
        # What is in another file, or on another sheet, has columns of its own.
        anew = replace(self._source, target="", inputs="", kinds="")
        anew = replace(anew, time_column="", group_column="", weight_column="")
        source = replace(anew, member=key, sheet="") if name == "member" else replace(anew, sheet=key)
        self.edited.emit(source, name)
