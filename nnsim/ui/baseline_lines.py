"""What a simple method comes to as a line across the loss or the accuracy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt

from nnsim.data.looking.baseline import Baseline
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.engine.stage import Output
from nnsim.figures.loss_figure import Level
from nnsim.ui.baseline_choice import BaselineChoice
from nnsim.ui.charts import marks
from nnsim.ui.charts.chart import Chart, line_pen
from nnsim.ui.look.fonts import ui_font
from nnsim.ui.look.theme import theme
from nnsim.ui.sitting.workspace import Workspace


class BaselineLines:
    """A dashed line with its name on one of two charts, while a baseline is wanted."""

    def __init__(self, loss: Chart, accuracy: Chart, workspace: Workspace) -> None:
        self._charts, self._workspace = (loss, accuracy), workspace
        self.choice = BaselineChoice(loss)
        self.loss, self.accuracy = (marks.Level(chart.marks, 8) for chart in self._charts)
        self.retheme()

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        for chart, line in zip(self._charts, (self.loss, self.accuracy), strict=True):
            line.set_pen(line_pen(chart, theme().muted, 1.2, Qt.PenStyle.DashLine))
            line.font = ui_font(11)

    @property
    def level(self) -> Level | None:
        """Where the line stands; None where none is wanted, known, or to be compared with these curves."""
        return level_of(self.choice.of(self._workspace.prepared), self._workspace.resolved.outputs)

    def draw(self, scalar: Scalar | None, log: bool = False) -> tuple[float, float]:
        """Draw the line beside a scalar or (None) the accuracy; return a range for it, NaN where there is none.

        With `log` both are logarithms.
        """
        level = self.level
        line = self.accuracy if scalar is None else self.loss
        belongs = level is not None and level.is_accuracy == (scalar is None)
        belongs = belongs and (scalar is None or scalar.key == LOSS.key)
        if level is None or not belongs or (log and level.value <= 0):
            line.hide()
            return np.nan, np.nan
        at = float(np.log10(level.value)) if log else level.value
        line.show_at(at, level.name)
        return at, at


def level_of(found: Baseline | None, outputs: Sequence[Output]) -> Level | None:
    """Return where the line of a baseline stands: on the axis of the accuracy, in per cent, or of the loss.

    A mean squared error stands beside a loss only where that is the same number: of one output, as it is.
    """
    if found is None:
        return None
    if found.what == "accuracy":
        return Level(found.title, 100 * found.value, True)
    is_same = [(output.loss, output.weight, output.columns) for output in outputs] == [
        (MeanSquaredError(), 1.0, None)
    ]
    return Level(found.title, found.value, False) if is_same else None
