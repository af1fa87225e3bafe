"""A data file on its way into the project, or out of it again: copied and compared beside the window."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.identity import Identity
from nnsim.ui.sitting.beside import Beside, Job

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Keep(Job):
    source: FileSource
    read: Identity | None
    cancelled: bool = False
    share: float = 0.0
    doing: str = ""
    found: FileSource | None = None
    problem: str = ""

    def work(self) -> None:
        try:
            known = self.source.identity(self._progress)
            linked = replace(self.source.released(), known=known)
            self.found = linked.kept(self._progress) if self.source.keep else linked
        except Cancelled:
            self.problem = tr("Copying was cancelled. The project does not keep the file.")
        except NnsimError as error:
            self.problem = str(error)
        except Exception:
            log.exception("keeping a file failed")
            self.problem = tr("The file could not be copied; the log says why.")

    def _progress(self, share: float, doing: str) -> None:
        if self.cancelled:
            raise Cancelled
        self.share, self.doing = share, doing


class FileKeeper(QObject):
    """Takes the copy of a file that a project is to keep, or finds the file that it is to keep no longer.

    Events
    ------
    finished(source or None, same, problem)
        In the window's thread: the source with its copy, or on the file itself, and whether that is still what
        was read.
    progressed(share, doing)
        Now and then while it takes long.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.finished: Event[[FileSource | None, bool, str]] = Event()
        self.progressed: Event[[float, str]] = Event()
        self._beside: Beside[_Keep] = Beside("nnsim keep", self)
        self._beside.finished.connect(self._on_done)
        self._beside.waiting.connect(lambda job: self.progressed.fire(job.share, job.doing))

    @property
    def is_busy(self) -> bool:
        """Whether a file is on its way."""
        return self._beside.job is not None

    def begin(self, source: FileSource, read: Identity | None) -> None:
        """Do what `source.keep` says; `read` is what its file was when it was read."""
        self.cancel()
        self._beside.begin(_Keep(source, read))

    def cancel(self) -> None:
        """Let go of the file that is on its way."""
        if self._beside.job is not None:
            self._beside.job.cancelled = True
            self._beside.drop()

    def _on_done(self, job: _Keep) -> None:
        same = job.found is not None and job.read is not None and job.found.known == job.read
        self.finished.fire(job.found, same, job.problem)
