"""Asks before a save would overwrite what this session has not seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from nnsim.base.text import tr
from nnsim.document.file_state import FileState

Act = Callable[[], object]


def shown_time(when: datetime | None) -> str:
    """Return a time as people compare times: to the second, for two saves may be close."""
    return when.strftime("%Y-%m-%d %H:%M:%S") if when is not None else tr("unknown time")


def ask_before_overwriting(
    parent: QWidget, file: FileState, overwrite: Act, save_elsewhere: Act, reload: Act
) -> None:
    """Ask what to do about a file that holds something else than this session read or wrote."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("The file holds something else"))
    name, time = file.path.name, shown_time(file.saved_at())
    if file.recovered:
        box.setText(tr("Replace {name} with the work that was brought back?").format(name=name))
        box.setInformativeText(
            tr("The file is as it was saved at {time}. Overwriting it cannot be undone.").format(time=time)
        )
    else:
        box.setText(tr("{name} was changed on the disk since it was opened here.").format(name=name))
        box.setInformativeText(
            tr(
                "It was last written at {time}, by another window or program. Overwriting loses what is in "
                "it; opening it again loses what was changed here."
            ).format(time=time)
        )
    elsewhere = box.addButton(tr("Save as…"), QMessageBox.ButtonRole.ActionRole)
    over = box.addButton(tr("Overwrite"), QMessageBox.ButtonRole.DestructiveRole)
    again = box.addButton(tr("Open the file again"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(elsewhere)
    box.setEscapeButton(cancel)
    acts = {over: overwrite, elsewhere: save_elsewhere, again: reload}

    def finished(_result: int) -> None:
        clicked = box.clickedButton()
        if clicked in acts:
            acts[clicked]()

    box.finished.connect(finished)
    box.open()
