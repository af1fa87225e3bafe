"""Shows a fault of the program itself once, with what a report needs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from nnsim.base.text import tr

_shown: set[str] = set()


def show_fault(parent: QWidget, trace: str) -> None:
    """Show a traceback with a copy button; the same one is shown only once."""
    if trace in _shown:
        return
    _shown.add(trace)
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("A fault in nnsim"))
    box.setText(tr("Something went wrong inside nnsim. Your work is still here; save it to be safe."))
    box.setDetailedText(trace)
    copy = box.addButton(tr("Copy the details"), QMessageBox.ButtonRole.ActionRole)
    copy.clicked.connect(lambda _checked=False: QGuiApplication.clipboard().setText(trace))
    box.addButton(QMessageBox.StandardButton.Close)
    box.setModal(False)
    box.show()
