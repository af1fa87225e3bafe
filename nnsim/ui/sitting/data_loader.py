"""Loading data beside the window: a thread that prepares examples, with progress and Cancel."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.notes import said_of
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.figures.plane import look_ahead
from nnsim.ui.sitting.beside import Beside, Job

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Load(Job):
    settings: DataSettings
    cancelled: bool = False
    share: float = 0.0
    doing: str = ""
    prepared: Prepared | None = None
    problem: str = ""

    def work(self) -> None:
        try:
            self.prepared = prepare(self.settings, self._progress)
            look_ahead(self.prepared)
        except Cancelled:
            self.problem = tr("Loading was cancelled. Choose the data again, or other data.")
        except NnsimError as error:
            self.problem = said_of(error)
        except MemoryError:
            self.problem = tr("The data does not fit into memory. Choose fewer rows or columns.")
        except Exception:
            log.exception("loading data failed")
            self.problem = tr("The data could not be loaded; the log says why.")

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
        self._known: tuple[DataSettings, Prepared] | None = None
        self._beside: Beside[_Load] = Beside("nnsim data", self)
        self._beside.finished.connect(
            lambda load: self.finished.fire(load.settings, load.prepared, load.problem)
        )
        self._beside.waiting.connect(lambda load: self.progressed.fire(load.share, load.doing))

    @property
    def is_busy(self) -> bool:
        """Whether examples are being prepared."""
        return self._beside.job is not None

    def load(self, settings: DataSettings, rest: int = 0) -> None:
        """Begin to prepare the examples of `settings`, in the place of any earlier request.

        Parameters
        ----------
        rest
            Milliseconds that the window is to have to itself after the last load.
        """
        self.cancel(quietly=True)
        load = _Load(settings)
        known, self._known = self._known, None
        if known is not None and known[0] == settings:
            load.prepared, load.done = known[1], True
        self._beside.begin(load, rest)

    def remember(self, settings: DataSettings, prepared: Prepared) -> None:
        """Take the examples of `settings` from somebody who tried them; the next load need not.

        Only the very next `load` may use them: later, the file may have changed.
        """
        self._known = (settings, prepared)

    def knows(self, settings: DataSettings) -> bool:
        """Return whether somebody has tried just these settings, and handed their examples over."""
        return self._known is not None and self._known[0] == settings

    def cancel(self, quietly: bool = False) -> None:
        """Ask the load under way to end; `quietly` when nobody waits for its answer."""
        if self._beside.job is not None:
            self._beside.job.cancelled = True
            if quietly:
                self._beside.drop()
