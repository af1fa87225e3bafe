"""Up and Down in a search field go through what was found below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class SearchKeys(QObject):
    """Calls `step` with 1 for Down and -1 for Up while `search` has the focus, which keeps it."""

    def __init__(self, search: QWidget, step: Callable[[int], object]) -> None:
        super().__init__(search)
        self._step = step
        search.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            way = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if way is not None:
                self._step(way)
                return True
        return super().eventFilter(watched, event)
