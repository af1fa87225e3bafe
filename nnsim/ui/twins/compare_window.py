"""Compare with…: what one to three twins of the open project are to have otherwise."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.comparable import Comparable, comparables
from nnsim.document.repair import Repair
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import manager, theme
from nnsim.ui.sitting.session import Session
from nnsim.ui.twins.suggestions import suggestions
from nnsim.ui.twins.tray import Tray
from nnsim.ui.widgets.headed_list import HeadedList
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.search_keys import SearchKeys
from nnsim.ui.widgets.style import button, label
from nnsim.ui.widgets.text_field import SearchField

_WHAT = Qt.ItemDataRole.UserRole
"""Role of the cure or setting of a row."""
_SIZE = QSize(680, 460)
_FRAME = 40
"""Pixels of a small screen that title bar and borders take."""


class CompareWindow(QDialog):
    """A list of what can be otherwise beside what was chosen of it; training goes on meanwhile."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Compare with…"))
        room = self.screen().availableGeometry().size() - QSize(_FRAME, _FRAME)
        self.resize(QSize(fonts.grown(_SIZE.width()), fonts.grown(_SIZE.height())).boundedTo(room))
        self.search = SearchField(tr("Search what can be otherwise"), key="")
        self.list = _Found()
        self.tray = Tray()
        self.problem = label("", "bad")
        self.problem.setWordWrap(True)
        self.compare = button(tr("Compare"), self._compare, variant="primary")
        self.compare.setToolTip(tr("All begin at the first weights of their seeds and train side by side"))
        self._lay_out()
        self.search.textChanged.connect(lambda _text: self._fill())
        self.search.returnPressed.connect(self._choose_current)
        SearchKeys(self.search, self.list.step)
        self.list.itemClicked.connect(self._choose)
        self.list.entered_by_key.connect(self._choose_current)
        self.tray.changed.connect(self._enable)
        leave = (
            session.workspace.project_changed.connect(lambda *_: self._fill()),
            manager().changed.connect(self._fill),
        )
        self.destroyed.connect(lambda *_: [let_go() for let_go in leave])
        self._fill()
        self._enable()
        self.search.setFocus()

    def _fill(self) -> None:
        """Show what can be otherwise in the project as it is now, as far as it is searched for."""
        words = self.search.text().casefold().split()
        project = self._session.workspace.project
        self.list.clear()
        found = suggestions(self._session.labs.ward.case, self._session.labs.ward.opinion)
        cures = [cure for cure in found if _is_meant(words, cure.label)]
        self.list.add_group(tr("Cures to try"), [(cure.label, cure) for cure in cures])
        groups: dict[str, list[tuple[str, object]]] = {}
        for what in comparables(project):
            # What layers share is not meant by the name of one of them.
            addresses = what.addresses if len(what.addresses) == 1 else ()
            if _is_meant(words, what.group, what.title, what.setting.label, *addresses):
                groups.setdefault(what.group, []).append((tr(what.setting.label), what))
        for group, rows in groups.items():
            self.list.add_group(group, rows)
        if not self.list.count():
            self.list.add_heading(tr("Nothing found for “{words}”.").format(words=self.search.text().strip()))
        self.list.setCurrentRow(-1)
        if words:
            self.list.step(1)

    def _choose_current(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._choose(item)

    def _choose(self, item: QListWidgetItem) -> None:
        what: Repair | Comparable | None = item.data(_WHAT)
        if what is not None:
            self.tray.add(what, self._session.workspace.project)

    def _enable(self) -> None:
        self.problem.setText("")
        self.problem.hide()
        self.compare.setEnabled(self.tray.is_ready)
        self.list.setEnabled(not self.tray.is_full)

    def _compare(self) -> None:
        """Begin, or say why not."""
        try:
            projects = self.tray.projects(self._session.workspace.project)
        except NnsimError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.accept()
        self._session.twins.compare(projects, play=True)

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.tray)
        right.addWidget(SectionHeading(tr("Beside the network on the canvas")))
        right.addWidget(area, 1)
        right.addWidget(self.problem)
        keys = QHBoxLayout()
        keys.addStretch(1)
        cancel = button(tr("Cancel"), self.reject)
        for key in (cancel, self.compare):
            # Enter in the search or in a field is not meant for them.
            key.setAutoDefault(False)
            keys.addWidget(key)
        right.addLayout(keys)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addLayout(left, 4)
        row.addLayout(right, 5)


class _Found(HeadedList):
    """What was found; Enter chooses.

    Events
    ------
    entered_by_key()
        Enter was pressed on an entry.
    """

    def __init__(self) -> None:
        super().__init__()
        self.entered_by_key: Event[[]] = Event()
        self.setAccessibleName(tr("What can be otherwise"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def add_group(self, heading: str, rows: list[tuple[str, object]]) -> None:
        """Put entries under a heading below what is there; nothing where there are none."""
        if rows:
            self.add_heading(heading)
            found = self.item(self.count() - 1)
            found.setFont(fonts.sized(fonts.spaced(fonts.ui_font()), fonts.SMALL))
            found.setForeground(theme().colour("muted"))
        for text, what in rows:
            item = QListWidgetItem(text)
            item.setData(_WHAT, what)
            self.addItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_by_key.fire()
            event.accept()
        else:
            super().keyPressEvent(event)


def _is_meant(words: list[str], *names: str) -> bool:
    """Return whether all words that are searched for stand in the names of something."""
    text = " ".join(names).casefold()
    return all(word in text for word in words)


def open_compare(session: Session, window: QWidget) -> CompareWindow:
    """Show the window over `window`, or raise the one that is there; return it."""
    found = window.findChild(CompareWindow)
    there = found if isinstance(found, CompareWindow) else CompareWindow(session, window)
    there.show()
    there.raise_()
    return there
