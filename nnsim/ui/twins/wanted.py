"""What one twin is to have otherwise, as a row of the window that asks for it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.comparable import Comparable
from nnsim.document.comparing import difference_in_words
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.ui.inspector.setting_row import SettingRow
from nnsim.ui.look import fonts
from nnsim.ui.widgets.style import icon_button, label

_FIELD = 150
"""Width of the field, before letters grow."""


class WantedTwin(QFrame):
    """One twin that is asked for.

    Events
    ------
    changed()
        It is to be another one.
    away()
        A user does not want it after all.

    Attributes
    ----------
    is_wrong
        Whether what stands in its field cannot be.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.changed: Event[[]] = Event()
        self.away: Event[[]] = Event()
        self.setProperty("role", "card")
        self.setProperty("level", "raised")
        self.remove = icon_button("close", tr("Take away"), self.away.fire)
        self._content = QVBoxLayout()
        self._content.setSpacing(2)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.addLayout(self._content, 1)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def is_wrong(self) -> bool:
        return False

    def project(self, drawn: Project) -> tuple[str, Project]:
        """Return the name of its run and its project; raises NnsimError where it cannot be made of the one drawn."""
        raise NotImplementedError

    def _add_note(self, text: str) -> None:
        note = label(text, "muted")
        note.setFont(fonts.sized(fonts.ui_font(), fonts.SMALL))
        note.setWordWrap(True)
        self._content.addWidget(note)


class WantedCure(WantedTwin):
    """A twin with a cure."""

    def __init__(self, cure: Repair, drawn: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cure = cure
        self._content.addWidget(label(cure.label))
        self._add_note(difference_in_words(cure.change(drawn), drawn))
        self.setAccessibleName(cure.label)

    def project(self, drawn: Project) -> tuple[str, Project]:
        return self.cure.label, self.cure.change(drawn)


class WantedSetting(WantedTwin):
    """A twin with another value of one setting, or of one that layers share."""

    def __init__(self, what: Comparable, value: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what, self.value = what, value
        self.field = SettingRow(what.setting, value)
        self.field.label.setText(what.title)
        self.field.edited.connect(self._take)
        self.field.editor.draftChanged.connect(self.changed.fire)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(0, 1)
        self.field.add_to(grid, fonts.grown(_FIELD))
        self._content.addLayout(grid)
        self._add_note(tr("on the canvas: {value}").format(value=what.setting.show(what.value)))
        self.setAccessibleName(what.title)

    @property
    def is_wrong(self) -> bool:
        return bool(self.field.error.text())

    def project(self, drawn: Project) -> tuple[str, Project]:
        return "", self.what.applied(drawn, self.value)

    def _take(self, value: object) -> None:
        self.value = value
        self.changed.fire()
