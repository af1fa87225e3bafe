"""Editing of a node's main setting in its place on the canvas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import PartOf
from nnsim.base.setting import Setting
from nnsim.base.settings import Choice, Flag
from nnsim.base.text import tr
from nnsim.ui.widgets.style import wrapped

Taken = Callable[[Any], object]


def options(kind: Setting) -> list[tuple[str, Any]]:
    """Return label and value of everything a setting can be, when it is one of a few."""
    if isinstance(kind, Choice):
        return [(tr(label), key) for key, label in kind.options]
    if isinstance(kind, Flag):
        return [(tr("yes"), True), (tr("no"), False)]
    if isinstance(kind, PartOf) and kind.registry is not None:
        none = [(tr(kind.none_label), None)] if kind.none_label else []
        return none + [(tr(part.title), part()) for part in kind.registry]
    return []


def _content(field: QLineEdit | QComboBox) -> str | int:
    return field.currentIndex() if isinstance(field, QComboBox) else field.text()


class InlineEditor(QWidget):
    """One field over a card: Enter or leaving takes the value, Escape does not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field: QLineEdit | QComboBox | None = None
        self._over = parent
        self._opened_with: str | int = ""
        self._kind: Setting | None = None
        self._taken: Taken | None = None
        self._refused: Callable[[str], object] | None = None
        self.hide()

    def open(
        self, area: QRect, kind: Setting, value: Any, taken: Taken, refused: Callable[[str], object]
    ) -> None:
        """Edit `value` in `area`; `taken` gets the new value, `refused` why one cannot be."""
        self.close_editor(take=True)
        self._kind, self._taken, self._refused = kind, taken, refused
        choices = options(kind)
        self.field = self._combo(choices, value) if choices else QLineEdit(kind.show(value), self)
        self._opened_with = _content(self.field)
        self.field.setAccessibleName(tr(kind.label))
        self.field.setToolTip(wrapped(tr(kind.help) or tr(kind.label)))
        self.field.installEventFilter(self)
        self.setGeometry(area)
        self.field.setGeometry(self.rect())
        self.show()
        self.raise_()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        if isinstance(self.field, QLineEdit):
            self.field.selectAll()
        else:
            self.field.activated.connect(lambda _index: self.close_editor(take=True))

    def _combo(self, choices: list[tuple[str, Any]], value: Any) -> QComboBox:
        combo = QComboBox(self)
        for label, choice in choices:
            combo.addItem(label, choice)
        same = [
            i for i, (_, c) in enumerate(choices) if c == value or (type(c) is type(value) and c is not None)
        ]
        combo.setCurrentIndex(same[0] if same else -1)
        return combo

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.field:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.close_editor(take=True, refocus=True)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_editor(take=False, refocus=True)
                return True
        popup = isinstance(self.field, QComboBox) and self.field.view().isVisible()
        if event.type() == QEvent.Type.FocusOut and not popup:
            self.close_editor(take=True)
        return super().eventFilter(watched, event)

    def close_editor(self, take: bool, refocus: bool = False) -> None:
        """Put the field away, with or without taking what stands in it.

        What was not changed is not taken: it may be a number shown with fewer digits than it has.
        """
        field, kind, taken, refused = self.field, self._kind, self._taken, self._refused
        if field is None or kind is None or taken is None or refused is None:
            return
        self.field = None
        self.hide()
        field.removeEventFilter(self)
        field.deleteLater()
        if refocus:
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        if not take or _content(field) == self._opened_with:
            return
        try:
            value = field.currentData() if isinstance(field, QComboBox) else kind.parse(field.text())
        except NnsimError as error:
            refused(str(error))
            return
        taken(value)
