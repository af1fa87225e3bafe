"""After a crash: offers back what the last session kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from nnsim.base.text import tr
from nnsim.document.recovery import Leftover, RecoveryStore

if TYPE_CHECKING:
    from nnsim.ui.main_window import MainWindow


def offer_recovery(window: MainWindow, store: RecoveryStore) -> None:
    """Offer the newest copy of a session that ended without saving; says nothing when there is none."""
    found = store.list()
    if not found:
        return
    newest = found[0]
    name = newest.original.name if newest.original is not None else tr("untitled")
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(tr("Unsaved work was found"))
    box.setText(tr("nnsim did not close properly. Bring back the unsaved work on {name}?").format(name=name))
    box.setInformativeText(
        tr("It was kept at {time}.").format(time=newest.written.strftime("%Y-%m-%d %H:%M"))
    )
    bring = box.addButton(tr("Bring back"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(tr("Decide later"), QMessageBox.ButtonRole.RejectRole)

    def finished(_result: int) -> None:
        if box.clickedButton() is bring:
            _bring_back(window, store, newest)
        elif box.clickedButton() is discard:
            store.discard(newest)

    box.finished.connect(finished)
    box.open()


def _bring_back(window: MainWindow, store: RecoveryStore, leftover: Leftover) -> None:
    if window.files.open_recovered(leftover.path, leftover.original):
        store.discard(leftover)
