"""Asks what to do when there is no room for a project with its history."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from nnsim.base.text import tr

Act = Callable[[], object]


def ask_to_leave_history_out(parent: QWidget, reason: str, leave_out: Act, save_elsewhere: Act) -> None:
    """Offer to save without moments and earlier runs; `reason` says why all of it cannot be saved."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("No room for the history"))
    box.setText(tr("Save without the history?"))
    box.setInformativeText(
        reason
        + " "
        + tr(
            "Drawing, weights and the curves of this run need far less. Moments and earlier runs stay here until"
            " the project is closed."
        )
    )
    without = box.addButton(tr("Save without history"), QMessageBox.ButtonRole.AcceptRole)
    elsewhere = box.addButton(tr("Save as…"), QMessageBox.ButtonRole.ActionRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(without)
    box.setEscapeButton(cancel)
    acts = {without: leave_out, elsewhere: save_elsewhere}

    def finished(_result: int) -> None:
        clicked = box.clickedButton()
        if clicked in acts:
            acts[clicked]()

    box.finished.connect(finished)
    box.open()
