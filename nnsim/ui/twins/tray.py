"""The twins that are asked for, one below the other: as many as can keep step."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.event import Event
from nnsim.base.text import ntr, tr
from nnsim.document.comparable import Comparable
from nnsim.document.comparing import MOST_TWINS
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.ui.twins.wanted import WantedCure, WantedSetting, WantedTwin
from nnsim.ui.widgets.style import label


class Tray(QWidget):
    """Holds what was chosen.

    Events
    ------
    changed()
        Something was chosen, taken away or set to another value.

    Attributes
    ----------
    wanted
        The rows, in the order in which they were chosen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.changed: Event[[]] = Event()
        self.wanted: list[WantedTwin] = []
        self._hint = label("", "muted")
        self._hint.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._hint)
        self._column.addStretch(1)
        self.changed.connect(self._say)
        self._say()

    @property
    def is_full(self) -> bool:
        """Whether no other can be chosen."""
        return len(self.wanted) == MOST_TWINS

    @property
    def is_ready(self) -> bool:
        """Whether something was chosen, and nothing of it is wrong."""
        return bool(self.wanted) and not any(twin.is_wrong for twin in self.wanted)

    def add(self, what: Repair | Comparable, drawn: Project) -> None:
        """Ask for a twin with a cure, or with the next value of a setting that is not there yet."""
        if isinstance(what, Comparable):
            there = [t.value for t in self.wanted if isinstance(t, WantedSetting) and t.what == what]
            value = next((value for value in what.others() if value not in there), what.value)
            if not self.is_full:
                self._add(WantedSetting(what, value, self))
        elif not self.is_full and not any(isinstance(t, WantedCure) and t.cure == what for t in self.wanted):
            self._add(WantedCure(what, drawn, self))

    def projects(self, drawn: Project) -> list[tuple[str, Project]]:
        """Return name and project of all; raises NnsimError where one cannot be made of the project that is drawn."""
        return [twin.project(drawn) for twin in self.wanted]

    def _add(self, twin: WantedTwin) -> None:
        self.wanted.append(twin)
        self._column.insertWidget(self._column.indexOf(self._hint), twin)
        twin.changed.connect(self.changed.fire)
        twin.away.connect(lambda: self._drop(twin))
        self.changed.fire()

    def _drop(self, twin: WantedTwin) -> None:
        self.wanted.remove(twin)
        twin.hide()
        twin.deleteLater()
        self.changed.fire()

    def _say(self) -> None:
        left = MOST_TWINS - len(self.wanted)
        text = tr("Click in the list what a twin is to have otherwise; {most} twins at most.").format(
            most=MOST_TWINS
        )
        if self.wanted:
            text = ntr("{n} more can be added.", "{n} more can be added.", left).format(n=left)
        self._hint.setText(text)
        self._hint.setVisible(left > 0)
