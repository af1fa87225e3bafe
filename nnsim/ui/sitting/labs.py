"""What the labs of a sitting do beside the window, and keep: it outlives a window that is built in another language."""

from __future__ import annotations

from PySide6.QtCore import QObject

from nnsim.ui.sitting.experimenting import Experimenting
from nnsim.ui.sitting.forecasting import Forecasting
from nnsim.ui.sitting.sitting import Sitting


class Labs:
    """The forecast of the gradients, and the experiments with what came of them."""

    def __init__(self, sitting: Sitting, parent: QObject) -> None:
        self.forecasting = Forecasting(sitting, parent)
        self.experimenting = Experimenting(parent)
