"""What data are like, worked out beside the window before anybody is judged by it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from weakref import WeakSet

from PySide6.QtCore import QObject

from nnsim.data.prepared import Prepared
from nnsim.diagnosis.about_data import about
from nnsim.diagnosis.illness import illnesses
from nnsim.ui.sitting.beside import Beside, Job

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Work(Job):
    data: Prepared

    def work(self) -> None:
        try:
            # Or the first judgement would import them all in the window's thread.
            illnesses.get_ready()
            about(self.data).work_out()
        except Exception:
            log.exception("what the data are like could not be worked out")


class DataFacts:
    """Knows of which data everything is worked out; what is asked of these blocks nobody."""

    def __init__(self, parent: QObject) -> None:
        self._known: WeakSet[Prepared] = WeakSet()
        self._beside: Beside[_Work] = Beside("nnsim doctor", parent)
        self._beside.finished.connect(lambda work: self._known.add(work.data))

    def are_known(self, data: Prepared | None) -> bool:
        """Return whether the facts of `data` are there; else they are worked out, one after the other."""
        if data is None or data in self._known:
            return True
        if self._beside.job is None:
            self._beside.begin(_Work(data))
        return False

    def cancel(self) -> None:
        """Wait for nothing any more."""
        self._beside.drop()
