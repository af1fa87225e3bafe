"""Loading data beside the window: a thread that prepares examples, with progress and Cancel."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.data.prepare import DataSettings, Prepared, prepare

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Job:
    settings: DataSettings
    cancelled: bool = False
    share: float = 0.0
    doing: str = ""
    prepared: Prepared | None = None
    problem: str = ""
    done: bool = False
    begun: bool = False

    def work(self) -> None:
        try:
            self.prepared = prepare(self.settings, self._progress)
        except Cancelled:
            self.problem = tr("Loading was cancelled. Choose the data again, or other data.")
        except NnsimError as error:
            self.problem = str(error)
        except MemoryError:
            self.problem = tr("The data does not fit into memory. Choose fewer rows or columns.")
        except Exception:
            log.exception("loading data failed")
            self.problem = tr("The data could not be loaded; the log says why.")
        self.done = True

    def _progress(self, share: float, doing: str) -> None:
        if self.cancelled:
            raise Cancelled
        self.share, self.doing = share, doing


class DataLoader(QObject):
    """Prepares examples in the background; the newest request wins.

    Events
    ------
    finished(settings, prepared or None, problem)
        In the window's thread, once for the newest request.
    progressed(share, doing)
        Now and then while a load takes long.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.finished: Event[[DataSettings, Prepared | None, str]] = Event()
        self.progressed: Event[[float, str]] = Event()
        self._job: _Job | None = None
        self._known: tuple[DataSettings, Prepared] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(15)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether examples are being prepared."""
        return self._job is not None

    def load(self, settings: DataSettings) -> None:
        """Begin to prepare the examples of `settings`, in the place of any earlier request."""
        self.cancel(quietly=True)
        self._job = _Job(settings)
        known, self._known = self._known, None
        if known is not None and known[0] == settings:
            self._job.prepared, self._job.done = known[1], True
        self._timer.start()

    def remember(self, settings: DataSettings, prepared: Prepared) -> None:
        """Take the examples of `settings` from somebody who tried them; the next load need not.

        Only the very next `load` may use them: later, the file may have changed.
        """
        self._known = (settings, prepared)

    def cancel(self, quietly: bool = False) -> None:
        """Ask the load under way to end; `quietly` when nobody waits for its answer."""
        if self._job is not None:
            self._job.cancelled = True
            if quietly:
                self._job = None
                self._timer.stop()

    def _look(self) -> None:
        job = self._job
        if job is None:
            self._timer.stop()
        elif not job.begun and not job.done:
            # Not before the window has shown what is to come: it would be slow beside a busy thread.
            job.begun = True
            threading.Thread(target=job.work, name="nnsim data", daemon=True).start()
        elif job.done:
            self._job = None
            self._timer.stop()
            self.finished.fire(job.settings, job.prepared, job.problem)
        else:
            self.progressed.fire(job.share, job.doing)
