"""Entry of a line of text, of a shape, and of a file."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from nnsim.base.settings import FilePath, Shape, Text
from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.look.icons import icon
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.file_dialog import file_dialog
from nnsim.ui.widgets.joined_field import JoinedField
from nnsim.ui.widgets.style import icon_button, set_property


class TextField(QLineEdit):
    """A line edit for a `Text` setting: checked while typing, taken with Enter or on leaving."""

    valueEdited = Signal(object)
    draftChanged = Signal()

    def __init__(self, kind: Text | Shape, value: object = "", parent: QWidget | None = None):
        super().__init__(parent)
        self.kind = kind
        self._value = value
        self._various = False
        self._hint = tr(kind.placeholder) if isinstance(kind, Text) else ""
        self.textEdited.connect(self._on_typed)
        self.editingFinished.connect(self._commit)
        self.set_value(value)

    def value(self) -> object:
        """Return the last valid value set or edited."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show `value` without telling anybody."""
        self._value, self._various = value, False
        self.setPlaceholderText(self._hint)
        self.setText(self.shown(value))
        self.setModified(False)
        set_property(self, "wrong", self.problem() is not None)
        self.draftChanged.emit()

    def show_various(self) -> None:
        """Show that the value differs among those the field stands for; any text taken is then news."""
        self.set_value(self._value)
        self._various = True
        self.setPlaceholderText(tr("various"))
        self.clear()

    def problem(self) -> str | None:
        """Return why what stands in the field cannot be, or None."""
        return self.kind.why_not(self.text()) if self.isModified() else self.kind.check(self._value)

    def shown(self, value: object) -> str:
        """Return `value` as text to edit."""
        return str(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.set_value(self._value)
            return
        super().keyPressEvent(event)

    def _on_typed(self, _text: str) -> None:
        set_property(self, "wrong", self.problem() is not None)
        self.draftChanged.emit()

    def _commit(self) -> None:
        if not self.isModified() or self.problem() is not None:
            return
        value = self.kind.parse(self.text())
        changed = value != self._value or self._various
        self.set_value(value)
        if changed:
            self.valueEdited.emit(value)


class ShapeField(TextField):
    """Entry of a shape, which is shown empty where it is taken from the data."""

    def __init__(self, kind: Shape, value: tuple[int, ...] = (), parent: QWidget | None = None):
        super().__init__(kind, value, parent)
        self._hint = tr("from the data")
        self.setPlaceholderText(self._hint)

    def shown(self, value: object) -> str:
        return self.kind.show(value) if value else ""


class FileField(JoinedField):
    """Entry of a path: typed, chosen in a file dialog that does not block, or dropped."""

    valueEdited = Signal(object)
    draftChanged = Signal()

    def __init__(self, kind: FilePath, value: str = "", parent: QWidget | None = None):
        super().__init__(parent)
        self.kind = kind
        self.line = TextField(kind, value)
        self.browse = icon_button("open", tr("Choose a file"), self.open_dialog)
        self.target, self.stops = self.line, (self.line, self.browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.browse)
        self.setFocusProxy(self.line)
        self.setAcceptDrops(True)
        self.line.setAcceptDrops(False)
        self.line.valueEdited.connect(self.valueEdited)
        self.line.draftChanged.connect(self.draftChanged)

    def value(self) -> object:
        """Return the path as text."""
        return self.line.value()

    def set_value(self, value: object) -> None:
        """Show the path `value` without telling anybody."""
        self.line.set_value(value)

    def show_various(self) -> None:
        """Show that the path differs among those the field stands for."""
        self.line.show_various()

    def problem(self) -> str | None:
        """Return why the path cannot be, or None."""
        return self.line.problem()

    def open_dialog(self) -> QFileDialog:
        """Open a dialog that leaves the window alive; the file chosen becomes the value."""
        dialog = file_dialog(self, tr("Choose a file"), str(self.value()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{tr(name)} ({pattern})" for name, pattern in self.kind.filters])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.choose)
        dialog.open()
        return dialog

    def choose(self, path: str) -> None:
        """Take `path` as if the user had typed it."""
        if path != self.value():
            self.line.set_value(path)
            self.valueEdited.emit(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.choose(event.mimeData().urls()[0].toLocalFile())
        event.acceptProposedAction()


class FolderField(FileField):
    """Entry of the path of a folder."""

    def open_dialog(self) -> QFileDialog:
        """Open a dialog that leaves the window alive; the folder chosen becomes the value."""
        dialog = file_dialog(self, tr("Choose a folder"), str(self.value()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.choose)
        dialog.open()
        return dialog


class SearchField(QLineEdit):
    """A search line with a clear button; `key` (such as ``/``) jumps to it and is shown while empty."""

    def __init__(self, placeholder: str, key: str = "/", parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._key = key
        if key:
            jump = QShortcut(QKeySequence(key), self)
            jump.activated.connect(lambda: self.setFocus(Qt.FocusReason.ShortcutFocusReason))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._key and not self.text() and not self.hasFocus():
            painter = QPainter(self)
            painter.setPen(theme().colour("muted"))
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect().adjusted(0, 0, -12, 0), align, self._key)

    def sizeHint(self) -> QSize:
        return QSize(fonts.grown(180), fonts.grown(30))
