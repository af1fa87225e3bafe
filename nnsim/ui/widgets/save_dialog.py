"""The question where a plot or a table is to be saved, while training goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from nnsim.ui.widgets.file_dialog import file_dialog


def ask_where(parent: QWidget, title: str, stem: str, ending: str, save: Callable[[Path], object]) -> None:
    """Ask for the name of a file with this `ending` (``.csv``), and `save` there; `stem` is offered."""
    dialog = file_dialog(parent.window(), title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending.lstrip("."))
    dialog.setNameFilter(f"*{ending}")
    dialog.selectFile(stem + ending)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setModal(False)
    dialog.fileSelected.connect(lambda name: save(Path(name)))
    dialog.show()
