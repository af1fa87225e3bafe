"""Small windows: the list of edits, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QUndoView, QVBoxLayout

import nnsim
from nnsim.base.text import tr
from nnsim.ui.desk import Desk
from nnsim.ui.look import fonts


def show_edits(desk: Desk) -> None:
    """Show the list of edits; a click goes back or forth to one."""
    dialog = QDialog(desk.window)
    dialog.setWindowTitle(tr("List of edits"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    view = QUndoView(desk.workspace.undo_stack)
    view.setEmptyLabel(tr("As opened"))
    view.setAccessibleName(tr("List of edits"))
    column = QVBoxLayout(dialog)
    column.addWidget(view)
    dialog.resize(fonts.grown(320), fonts.grown(420))
    dialog.show()


def show_about(desk: Desk) -> None:
    """Say name, version, purpose and licence."""
    box = QMessageBox(desk.window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("About nnsim"))
    box.setText(f"nnsim {nnsim.__version__}")
    box.setInformativeText(
        tr(
            "Build neural networks, train them live, and see why they learn or do not. Works offline and sends"
            " nothing anywhere. MIT licence."
        )
    )
    box.setModal(False)
    box.show()
