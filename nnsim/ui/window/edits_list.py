"""The list of edits, in a small window; a click goes back or forth to one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent, QUndoStack
from PySide6.QtWidgets import QDialog, QListView, QUndoView, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.desk import Desk
from nnsim.ui.look import fonts

SIZE = QSize(320, 420)


class EditsList(QUndoView):
    """All edits of a stack, one below the other; a long name takes several lines."""

    def __init__(self, stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(stack, parent)
        self.setEmptyLabel(tr("As opened"))
        self.setAccessibleName(tr("List of edits"))
        self.setWordWrap(True)
        # Rows are laid out before there is a style, which makes them higher, and anew at every size only so.
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.scrollTo(self.currentIndex())


class EditsDialog(QDialog):
    """A small window with the list."""

    def __init__(self, stack: QUndoStack, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("List of edits"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = EditsList(stack)
        column = QVBoxLayout(self)
        column.addWidget(self.list)
        wanted = QSize(fonts.grown(SIZE.width()), fonts.grown(SIZE.height()))
        self.resize(wanted.boundedTo(parent.size()))


def show_edits(desk: Desk) -> None:
    """Show the list of edits, at most once."""
    dialog = desk.window.findChild(EditsDialog) or EditsDialog(desk.workspace.undo_stack, desk.window)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
