"""Finds out which source reads a file: large ones beside the window, for some of their lines are looked through."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.data.files.opening import source_for
from nnsim.data.source import Source
from nnsim.ui.sitting.beside import Beside, Job

log = logging.getLogger(__name__)

_AT_ONCE = 100_000
"""Bytes of a file that is looked into in a blink."""

Then = Callable[[Source | None, str], object]


@dataclass(eq=False)
class _Look(Job):
    path: str
    waiting: Source
    then: Then
    source: Source | None = None
    problem: str = field(default="")

    def work(self) -> None:
        try:
            self.source = source_for(self.path, self.waiting)
        except NnsimError as error:
            self.problem = str(error)
        except Exception:
            log.exception("recognising %s failed", self.path)
            self.problem = tr("The data could not be loaded; the log says why.")


class Recogniser(QObject):
    """Looks into one file after the other; the newest one wins.

    Attributes
    ----------
    path
        The file that is looked into; empty while there is none.

    Events
    ------
    finished()
        In the window's thread, after whoever asked was told.
    progressed(share, doing)
        Now and then while it takes long; nobody knows the share.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.finished: Event[[]] = Event()
        self.progressed: Event[[float, str]] = Event()
        self._beside: Beside[_Look] = Beside("nnsim recognise", self)
        self._beside.finished.connect(self._tell)
        self._beside.waiting.connect(lambda job: self.progressed.fire(0.0, _doing(job.path)))

    @property
    def is_busy(self) -> bool:
        """Whether a file is looked into."""
        return self._beside.job is not None

    @property
    def path(self) -> str:
        return "" if self._beside.job is None else self._beside.job.path

    def look(self, path: str, waiting: Source, then: Then) -> None:
        """Find the source that reads `path`, and tell `then` of it, or why there is none.

        `waiting` is the source on show, which may have no file yet.
        """
        job = _Look(path, waiting, then)
        if _is_small(path):
            self._beside.drop()
            job.work()
            self._tell(job)
        else:
            self._beside.begin(job)

    def cancel(self) -> None:
        """Wait for no answer any more."""
        self._beside.drop()

    def _tell(self, job: _Look) -> None:
        job.then(job.source, job.problem)
        self.finished.fire()


def _is_small(path: str) -> bool:
    try:
        place = Path(path)
        return not place.is_file() or place.stat().st_size <= _AT_ONCE
    except (OSError, ValueError):
        return True


def _doing(path: str) -> str:
    return tr("Looking into {file}").format(file=Path(path).name)
