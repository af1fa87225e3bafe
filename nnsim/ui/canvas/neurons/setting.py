"""Setting a weight or a bias of the run that trains, by typing a number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect

from nnsim.base.settings import Real
from nnsim.base.text import mark, tr
from nnsim.ui.canvas.inline_editor import Taken
from nnsim.ui.canvas.neurons import words
from nnsim.ui.canvas.neurons.painting import HEADER
from nnsim.ui.canvas.neurons.sheet import Line, Spot

if TYPE_CHECKING:
    from nnsim.ui.canvas.neurons.view import NeuronsView

_MOST = 1e6
_FIELD = (110, 28)
WEIGHT = Real(label=mark("Weight"), low=-_MOST, high=_MOST)
BIAS = Real(label=mark("Bias"), low=-_MOST, high=_MOST)


class Setting:
    """Methods of `NeuronsView` that change a number."""

    def edit_weight(self: NeuronsView) -> None:
        """Ask for a number for the selected, or else the strongest, weight of the focused neuron."""
        into = self.sheet.into(self.focus_spot) if self.sheet is not None else []
        if not into:
            self.say_no_weight()
            return
        assert self.sheet is not None
        self.chosen = min(self.chosen or 0, len(into) - 1)
        number, row, value = into[self.chosen]
        tile = self.to_view(self.sheet.tile(self.focus_spot))
        self._ask_weight(number, row, self.focus_spot.row, value, tile.bottomLeft())

    def edit_line(self: NeuronsView, line: Line, at: QPointF) -> None:
        """Ask for a number for the weight whose curve is at `at`."""
        if self.sheet is None or not self.has_line(line):
            return
        self._ask_weight(line.lines, line.source, line.target, self.sheet.weight(line), at)

    def _ask_weight(
        self: NeuronsView, number: int, source_row: int, target_row: int, value: float, at: QPointF
    ) -> None:
        if not self.editable or self.sheet is None:
            return
        sheet, lines = self.sheet, self.sheet.lines[number]
        source, target = Spot(lines.source, source_row), Spot(lines.target, target_row)

        def take(new: float) -> None:
            self._set(
                lines.wires.parameter, (source_row, target_row), new, words.weight(sheet, source, target, new)
            )

        self._ask(WEIGHT, value, at, take)
        self.announce(words.weight(sheet, source, target, value))

    def edit_bias(self: NeuronsView, spot: Spot) -> None:
        """Ask for a number for the bias of a neuron."""
        if self.sheet is None or not self.editable or not self.has_spot(spot):
            return
        stage = self.sheet.stages[spot.column]
        if stage.biases is None:
            self.canvas.deeds.talker.complained.fire(tr("This neuron has no bias."))
            return

        def take(new: float) -> None:
            name = words.name_of(stage, spot.row)
            what = tr("Bias of {name}: {value}").format(name=name, value=words.number(new))
            self._set(stage.bias, (spot.row,), new, what)

        self._ask(BIAS, float(stage.biases[spot.row]), self.to_view(self.sheet.tile(spot)).bottomLeft(), take)

    def _ask(self: NeuronsView, kind: Real, value: float, at: QPointF, take: Taken) -> None:
        width, height = _FIELD
        x = min(max(at.x(), 4), max(self.width() - width - 4, 4))
        y = min(max(at.y() + 6, HEADER), max(self.height() - height - 4, 0))
        shown = float(f"{value:.6g}") if math.isfinite(value) else 0.0
        self.editor.open(
            QRect(round(x), round(y), width, height),
            kind,
            shown,
            take,
            self.canvas.deeds.talker.complained.fire,
        )

    def _set(self: NeuronsView, parameter: str, index: tuple[int, ...], value: float, what: str) -> None:
        if self.session.set_weight(parameter, index, value, what):
            self.session.told.fire(what)
