"""Dialogs that ask for a file, where the last one began."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from nnsim.base.errors import NnsimError
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.file_dialog import file_dialog


class FileDialogs:
    """Makes the dialogs of one window."""

    def __init__(self, parent: QWidget, preferences: Preferences) -> None:
        self._parent = parent
        self._preferences = preferences

    def make(self, title: str, filters: Sequence[str] = ()) -> QFileDialog:
        """Return a dialog that begins in the folder used last and goes when it is answered."""
        dialog = file_dialog(self._parent, title, str(self._preferences.folder()))
        if filters:
            dialog.setNameFilters(filters)
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(lambda name: self._preferences.set_folder(Path(name)))
        return dialog


def done_or_said(session: Session, act: Callable[[], object]) -> bool:
    """Call `act`; tell the user when it cannot be done. Return whether it was."""
    try:
        act()
    except NnsimError as error:
        session.voice.complained.fire(str(error))
        return False
    return True
