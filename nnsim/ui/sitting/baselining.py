"""What simple methods make of the data, worked out beside the window."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.data.looking.baseline import Baseline, baselines
from nnsim.data.prepared import Prepared
from nnsim.ui.sitting.beside import Beside, Job

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Work(Job):
    prepared: Prepared
    cancelled: bool = False
    found: list[Baseline] = field(default_factory=list)
    problem: str = ""

    def work(self) -> None:
        try:
            for one in baselines(self.prepared, self._progress):
                self.found.append(one)
        except Cancelled:
            self.problem = ""
        except NnsimError as error:
            self.problem = str(error)
        except Exception:
            log.exception("the baselines failed")
            self.problem = tr("The baselines could not be worked out; the log says why.")

    def _progress(self, share: float, doing: str) -> None:
        if self.cancelled:
            raise Cancelled


class Baselining:
    """Keeps the baselines of the data that were asked for last.

    Attributes
    ----------
    found
        Those that are there already, the quickest first.
    problem
        Why there are no more; empty where nothing is wrong.

    Events
    ------
    changed()
        There are more, or it is known why there are none.
    """

    def __init__(self, parent: QObject) -> None:
        self.changed: Event[[]] = Event()
        self.found: tuple[Baseline, ...] = ()
        self.problem = ""
        self._of: Prepared | None = None
        self._beside: Beside[_Work] = Beside("nnsim baselines", parent)
        self._beside.waiting.connect(self._take)
        self._beside.finished.connect(self._take)

    def want(self, prepared: Prepared | None) -> None:
        """Work out the baselines of `prepared`, unless they are there or under way; None: of nothing."""
        if prepared is self._of:
            return
        if self._beside.job is not None:
            self._beside.job.cancelled = True
        self._of, self.found, self.problem = prepared, (), ""
        if prepared is None:
            self._beside.drop()
        else:
            self._beside.begin(_Work(prepared))

    def _take(self, work: _Work) -> None:
        found = tuple(work.found)
        if (found, work.problem) != (self.found, self.problem):
            self.found, self.problem = found, work.problem
            self.changed.fire()
