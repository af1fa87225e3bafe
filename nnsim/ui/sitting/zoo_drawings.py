"""The cells of all animals, worked out beside the window: each comes from its project, whose data take a moment."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from nnsim.base.event import Event
from nnsim.figures.figure import Plot
from nnsim.ui.sitting.beside import Beside, Job
from nnsim.zoo.animal import animals
from nnsim.zoo.drawing.own_cells import own_cells

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Drawing(Job):
    """Draws one animal after the other."""

    found: dict[str, Plot] = field(default_factory=dict)
    cancelled: bool = False

    def work(self) -> None:
        for kind in animals:
            if self.cancelled:
                return
            try:
                self.found[kind.key] = own_cells(kind())
            except Exception:
                log.exception("%s cannot be drawn", kind.key)


class ZooDrawings:
    """What is there of the drawings; begun when somebody first looks.

    Events
    ------
    changed()
        There are more of them.
    """

    def __init__(self, parent: QObject) -> None:
        self.changed: Event[[]] = Event()
        self._beside: Beside[_Drawing] = Beside("nnsim cells", parent)
        self._beside.waiting.connect(self._look)
        self._beside.finished.connect(self._look)
        self._job: _Drawing | None = None
        self._told = 0

    def of(self, key: str) -> Plot | None:
        """Return the drawing of an animal; None while it is being made."""
        if self._job is None:
            self._job = _Drawing()
            self._beside.begin(self._job)
        return self._job.found.get(key)

    def cancel(self) -> None:
        """Let the work end after the drawing it is at."""
        if self._job is not None:
            self._job.cancelled = True
            self._beside.drop()

    def _look(self, job: _Drawing) -> None:
        if len(job.found) != self._told:
            self._told = len(job.found)
            self.changed.fire()
