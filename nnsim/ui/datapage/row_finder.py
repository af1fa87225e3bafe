"""Looks for the rows a person asks for beside the window: a million of them are sorted in a blink, but not in a frame."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.data.row_choice import Order, RowQuery, RowTable, chosen_rows
from nnsim.ui.sitting.beside import Beside, Job

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Found(Job):
    """What is looked for, and what came of it.

    Attributes
    ----------
    order
        Rows in order; None where all are asked for, or they cannot be told.
    missing
        How many values each input lacks; None where that was known.
    problem
        Why rows cannot be told; empty otherwise.
    """

    table: RowTable
    query: RowQuery
    counts: bool
    order: Order | None = None
    missing: np.ndarray | None = None
    problem: str = ""

    def work(self) -> None:
        try:
            if not self.query.is_all:
                self.order = chosen_rows(self.table, self.query)
            if self.counts:
                self.missing = self.table.missing()
        except NnsimError as error:
            self.problem = str(error)
        except Exception:
            log.exception("looking for rows failed")
            self.problem = tr("The rows could not be looked through; the log says why.")


class RowFinder(QObject):
    """Answers the newest query.

    Events
    ------
    found(job)
        In the window's thread: a `Found`.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: Event[[Found]] = Event()
        self._beside: Beside[Found] = Beside("nnsim rows", self)
        self._beside.finished.connect(self.found.fire)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is waited for."""
        return self._beside.job is not None

    def look(self, table: RowTable, query: RowQuery, counts: bool) -> None:
        """Begin to look for rows, and count what is missing where `counts`; nobody waits for an earlier answer."""
        self._beside.begin(Found(table, query, counts))

    def drop(self) -> None:
        """Wait for nothing any more."""
        self._beside.drop()
