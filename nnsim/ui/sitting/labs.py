"""What the labs of a sitting do beside the window, and keep: it outlives a window that is built in another language."""

from __future__ import annotations

from PySide6.QtCore import QObject

from nnsim.ui.sitting.forecasting import Forecasting
from nnsim.ui.sitting.found_jobs import FoundJobs
from nnsim.ui.sitting.healing import Healing
from nnsim.ui.sitting.mending import Mending
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.twins import Twins
from nnsim.ui.sitting.ward import Ward
from nnsim.ui.sitting.zoo_drawings import ZooDrawings
from nnsim.ui.sitting.zoo_visit import ZooVisit


class Labs:
    """The forecast of the gradients, experiments and animals with what came of them, the doctor."""

    def __init__(self, sitting: Sitting, mending: Mending, twins: Twins, parent: QObject) -> None:
        self.forecasting = Forecasting(sitting, parent)
        self.experimenting = FoundJobs("nnsim experiment", parent)
        self.zoo = ZooVisit(parent)
        self.zoo_drawings = ZooDrawings(parent)
        self.ward = Ward(sitting, parent)
        self.healing = Healing(sitting, self.ward, mending, twins, parent)

    def cancel(self) -> None:
        """Let what is at work end."""
        self.experimenting.cancel()
        self.zoo.cancel()
        self.zoo_drawings.cancel()
        self.ward.facts.cancel()
        self.healing.cancel()
