"""Looks at the first lines of a file beside the window, for it may be a wide one."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass

from PySide6.QtCore import QObject

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.glance import Glance, glance
from nnsim.ui.sitting.beside import Beside, Job

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Look(Job):
    source: CsvFile
    seen: Glance | None = None

    def work(self) -> None:
        try:
            self.seen = glance(self.source.layout())
        except NnsimError:
            # Reading the whole file says the same, and its sentence is shown.
            self.seen = None
        except Exception:
            log.exception("looking at a file failed")


class Glancer(QObject):
    """Looks at one file after another; the newest request wins.

    Events
    ------
    seen(source, glance or None)
        In the window's thread; None while the file cannot be read.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seen: Event[[CsvFile, Glance | None]] = Event()
        self._known: tuple[CsvFile, tuple[int, ...]] | None = None
        self._beside: Beside[_Look] = Beside("nnsim glance", self)
        self._beside.finished.connect(lambda look: self.seen.fire(look.source, look.seen))

    @property
    def is_busy(self) -> bool:
        """Whether a file is being looked at."""
        return self._beside.job is not None

    def look(self, source: CsvFile) -> bool:
        """Look at the file of `source`, unless just that was seen before; return whether it does."""
        known = (source, _stamp(source.place))
        if known == self._known:
            return False
        self._known = known
        self._beside.begin(_Look(source))
        return True


def _stamp(path: str) -> tuple[int, ...]:
    """Return what changes when the file does; empty while there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return ()
    return found.st_mtime_ns, found.st_size
