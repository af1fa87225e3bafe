"""The forecast of the gradients of the drawing, worked out anew beside the window after every edit, while it is wanted."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.project import Project
from nnsim.training.forecast import Forecast, forecast
from nnsim.training.setup import Setup
from nnsim.ui.sitting.beside import Beside, Job
from nnsim.ui.sitting.sitting import Sitting

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Work(Job):
    setup: Setup
    found: Forecast | None = None

    def work(self) -> None:
        try:
            self.found = forecast(self.setup)
        except Exception:
            log.exception("the forecast failed")
            self.found = Forecast(why_not=tr("The gradients could not be forecast; the log says why."))


class Forecasting:
    """Keeps a forecast of what is drawn, as long as it is switched on.

    Attributes
    ----------
    forecast
        Of the drawing as it is, or was a moment ago; None while it is off, or nothing can run.

    Events
    ------
    changed()
        It was switched on or off, or there is another forecast.
    """

    def __init__(self, sitting: Sitting, parent: QObject) -> None:
        self.changed: Event[[]] = Event()
        self.forecast: Forecast | None = None
        self._sitting = sitting
        self._is_on = False
        self._beside: Beside[_Work] = Beside("nnsim forecast", parent)
        self._beside.finished.connect(self._take)
        # One edit tells of the drawing and of what it means, one after the other.
        self._soon = QTimer(parent)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._begin)
        sitting.workspace.resolved_changed.connect(self._on_change)
        sitting.workspace.project_changed.connect(self._on_project)

    @property
    def is_on(self) -> bool:
        """Whether a forecast is wanted."""
        return self._is_on

    def switch(self, on: bool) -> None:
        """Want a forecast, or none any more."""
        if on == self._is_on:
            return
        self._is_on = on
        if on:
            self._begin()
        else:
            self._soon.stop()
            self._beside.drop()
            self.forecast = None
        self.changed.fire()

    def _on_project(self, old: Project, new: Project) -> None:
        if old.training != new.training:
            self._on_change()

    def _on_change(self) -> None:
        if self._is_on:
            self._soon.start()

    def _begin(self) -> None:
        workspace = self._sitting.workspace
        prepared, resolved = workspace.prepared, workspace.resolved
        if prepared is None or not resolved.can_run:
            self._beside.drop()
            self.forecast = None
            self.changed.fire()
            return
        self._beside.begin(_Work(Setup(resolved, workspace.project.training, prepared)))

    def _take(self, work: _Work) -> None:
        self.forecast = work.found
        self.changed.fire()
