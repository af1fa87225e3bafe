"""The command palette: every command by its name."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from nnsim.base.text import tr
from nnsim.ui.command import MENUS, commands
from nnsim.ui.desk import Desk
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

_KEY = Qt.ItemDataRole.UserRole
_PADDING = 16
"""Pixels around the list, and around the line with it."""


class CommandPalette(QDialog):
    """A list that narrows as one types; Enter runs what is chosen."""

    def __init__(self, desk: Desk, actions: Mapping[str, QAction]) -> None:
        super().__init__(desk.window, Qt.WindowType.Popup)
        self._desk, self._actions = desk, actions
        self.setAccessibleName(tr("Commands"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Type the name of a command"))
        self.line.setAccessibleName(tr("Name of a command"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Commands found"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self.list.itemActivated.connect(lambda _item: self._run())
        self.list.itemClicked.connect(lambda _item: self._run())

    def open(self) -> None:
        """Show the palette over its window, with all commands."""
        self.line.clear()
        self._filter("")
        frame = self._desk.window.frameGeometry()
        self.resize(min(fonts.grown(560), frame.width() - 80), self._height())
        self.move(frame.center().x() - self.width() // 2, frame.top() + 80)
        self.show()
        self.line.setFocus()

    def _filter(self, typed: str) -> None:
        menus = dict(MENUS)
        words = typed.casefold().split()
        self.list.clear()
        for command in commands:
            menu = menus[command.menu]
            title = tr("{menu}: {command}").format(menu=tr(menu), command=tr(command.title))
            # Found by its English name, too: that is what tutorials and other tools call it.
            names = f"{title} {menu} {command.title}".casefold()
            if all(word in names for word in words):
                keys = f"   {command.keys}" if command.keys else ""
                item = QListWidgetItem(self._actions[command.key].icon(), title + keys)
                item.setData(_KEY, command.key)
                enabled = command.enabled is None or command.enabled(self._desk)
                if not enabled:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
                self.list.addItem(item)
        if not self.list.count():
            item = QListWidgetItem(tr("Nothing found for “{words}”.").format(words=typed.strip()))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.resize(self.width(), self._height())

    def _height(self) -> int:
        """Return the height that holds what was found, as far as the window has room for it."""
        most = min(fonts.grown(420), self._desk.window.height() - 120)
        rows = self.list.sizeHintForRow(0) * self.list.count() + 2 * self.list.frameWidth() + _PADDING
        return min(most, self.line.sizeHint().height() + rows + _PADDING)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(theme().colour("muted"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.hide()
            self._actions[item.data(_KEY)].trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                self.list.event(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
        return super().eventFilter(watched, event)
