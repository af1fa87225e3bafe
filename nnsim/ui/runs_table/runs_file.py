"""The table of runs on the clipboard and in a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from nnsim.base.atomic import write_atomically
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.figures.figure_table import Table, table_to_csv
from nnsim.ui.look.icons import icon
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.save_dialog import ask_where


class RunsFile:
    """Copies and saves the table of runs.

    Parameters
    ----------
    table
        Gives it as it is now.
    widget
        Where questions are asked.
    """

    def __init__(self, session: Session, table: Callable[[], Table], widget: QWidget) -> None:
        self._session, self._table, self._widget = session, table, widget

    def add_to(self, menu: QMenu) -> None:
        """Add what can be done to a menu."""
        menu.addAction(icon("copy"), tr("Copy data"), self.copy)
        menu.addAction(tr("Save as {kind}…").format(kind="CSV"), self.ask_where)

    def copy(self) -> None:
        """Put the table on the clipboard as text."""
        QGuiApplication.clipboard().setText(table_to_csv(self._table()))

    def ask_where(self) -> None:
        """Ask for a file name without stopping the training, then save the table there."""
        ask_where(self._widget, tr("Save the table"), "runs", ".csv", self.save)

    def save(self, path: Path) -> None:
        """Write the table to `path`, and say how it went."""
        try:
            write_atomically(path, table_to_csv(self._table()).encode())
        except NnsimError as error:
            self._session.voice.complained.fire(str(error))
        else:
            self._session.voice.told.fire(tr("Saved {name}").format(name=path.name))
