"""Where keys go: which undo Ctrl+Z means, and who has the focus when its owner leaves the stage.

Undo and redo belong to what is being typed as long as there is typing to take back; else to the
project, whatever has the focus. A widget with the focus that hides, is disabled or lets go of it
leaves the focus to the page in sight, whose keys are the ones people press without looking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from nnsim.ui.canvas.keys import CANVAS_KEYS

if TYPE_CHECKING:
    from nnsim.ui.window.main_window import MainWindow

Typing = QLineEdit | QPlainTextEdit

_OF_CONTROLS = frozenset(
    (
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
    )
)
"""Keys that press a control or move among controls; the canvas gets them only when it has the focus."""


class FocusKeeper(QObject):
    """Watches the focus of one window and of the windows above it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._watched: QWidget | None = None
        self._fallen_to: QWidget | None = None
        """Where Qt put the focus when its owner hid: the next in the order of Tab, whatever that is."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app = app
        app.focusChanged.connect(self._on_focus)

    def release(self) -> None:
        """Watch no more: the window closes."""
        self._app.focusChanged.disconnect(self._on_focus)
        self._watch(None)

    def send_to_canvas(self, event: QKeyEvent) -> bool:
        """Give a key that nobody wanted to the canvas when it is in sight and knows it; return whether."""
        canvas = self._window.canvas
        known = CANVAS_KEYS.find(event.keyCombination()) and Qt.Key(event.key()) not in _OF_CONTROLS
        if self._window.place != "network" or not known or canvas.hasFocus():
            return False
        canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QApplication.sendEvent(canvas.focusProxy() or canvas, event)
        return True

    # ---- who has the focus ---------------------------------------------------------------------

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, QPlainTextEdit) and self._is_ours(old):
            # What was typed stands in the project; its own way back would pass by what came after it.
            old.document().clearUndoRedoStacks()
        self._watch(new if new is not None and self._is_ours(new) else None)
        gone = old is not None and old.window() is self._window and not (old.isVisible() and old.isEnabled())
        if new is None or not new.window().isVisible() or (gone and new.window() is self._window):
            self._fallen_to = new
            QTimer.singleShot(0, self, self._come_home)

    def _come_home(self) -> None:
        """Put the focus on the page in sight, unless somebody took it meanwhile on purpose."""
        window = self._window
        fallen_to, self._fallen_to = self._fallen_to, None
        if not window.isActiveWindow() or QApplication.activePopupWidget() is not None:
            return
        page = window.pages.currentWidget()
        if page is not None and QApplication.focusWidget() in (None, fallen_to):
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_ours(self, widget: QWidget) -> bool:
        """Return whether `widget` stands in our window, or in one that belongs to it."""
        parent: QObject | None = widget
        while parent is not None and parent is not self._window:
            parent = parent.parent()
        return parent is not None

    def _watch(self, widget: QWidget | None) -> None:
        # Only what has the focus is listened to: a filter on the whole application would run at every event.
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._forget)
        self._watched = widget
        if widget is not None:
            widget.installEventFilter(self)
            widget.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._watched = None

    # ---- undo ----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or watched is not self._watched:
            return False
        assert isinstance(event, QKeyEvent)
        key = QKeySequence(event.keyCombination())
        for name in ("undo", "redo"):
            action = self._window.actions_by_key[name]
            if key in action.shortcuts() and QApplication.activeModalWidget() is None:
                # Claimed as an override, so that it comes back as a key, in whichever window this is.
                event.accept()
                if kind == QEvent.Type.KeyPress:
                    self._go_back(name, action)
                return True
        return False

    def _go_back(self, name: str, action: QAction) -> None:
        typing = line_of(self._watched)
        if typing is None or typing.isReadOnly() or not _has_way(typing, name):
            action.trigger()
        elif name == "undo":
            typing.undo()
        else:
            typing.redo()


def line_of(widget: QWidget | None) -> Typing | None:
    """Return what is typed into when `widget` has the focus, or None."""
    if isinstance(widget, QAbstractSpinBox | QComboBox):
        return widget.lineEdit()
    return widget if isinstance(widget, QLineEdit | QPlainTextEdit) else None


def _has_way(typing: Typing, name: str) -> bool:
    """Return whether there is typing to take back or to bring back."""
    if isinstance(typing, QPlainTextEdit):
        history = typing.document()
        return history.isUndoAvailable() if name == "undo" else history.isRedoAvailable()
    return typing.isUndoAvailable() if name == "undo" else typing.isRedoAvailable()
