"""Setting a weight or a bias of the run that trains, by typing a number."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect

from nnsim.base.settings import Real
from nnsim.base.text import mark, tr
from nnsim.ui.canvas.inline_editor import InlineEditor, Taken
from nnsim.ui.neurons import words
from nnsim.ui.neurons.camera import HEADER
from nnsim.ui.neurons.navigator import Navigator
from nnsim.ui.neurons.sheet import Line, Spot
from nnsim.ui.neurons.viewer import NeuronsViewer
from nnsim.ui.sitting.session import Session

_MOST = 1e6
_FIELD = (110, 28)
WEIGHT = Real(label=mark("Weight"), low=-_MOST, high=_MOST)
BIAS = Real(label=mark("Bias"), low=-_MOST, high=_MOST)


class NumberEditor:
    """Asks in a field above the neurons for the number of one of them, and sets it in the run.

    Parameters
    ----------
    field
        Lies on the widget that shows what `navigator` sees.
    viewer
        Knows whether what is shown is the run that trains.
    """

    def __init__(
        self, field: InlineEditor, navigator: Navigator, viewer: NeuronsViewer, session: Session
    ) -> None:
        self.field = field
        self._navigator, self._viewer, self._session = navigator, viewer, session
        self._anchor = QPointF()

    def close(self, take: bool) -> None:
        """Put the field away, with or without taking what stands in it."""
        self.field.close_editor(take)

    def ask_chosen(self) -> None:
        """Ask for the chosen, or else the strongest, weight that leads into the neuron one stands on."""
        sheet, pointer = self._navigator.sheet, self._navigator.pointer
        into = sheet.into(pointer.spot)
        if not into:
            self._navigator.say_no_weight()
            return
        pointer.chosen = min(pointer.chosen or 0, len(into) - 1)
        self.ask_weight(into[pointer.chosen], self._below(pointer.spot))

    def ask_bias_here(self) -> None:
        """Ask for the bias of the neuron one stands on."""
        self.ask_bias(self._navigator.pointer.spot)

    def ask_weight(self, line: Line, at: QPointF) -> None:
        """Ask for a weight, below the place `at` of the window."""
        sheet = self._navigator.sheet
        if not self._viewer.editable or not sheet.has(line):
            return
        value, parameter = sheet.weight(line), sheet.lines[line.lines].wires.parameter

        def take(new: float) -> None:
            self._set(parameter, (line.source, line.target), new, words.weight(sheet, line, new))

        self._ask(WEIGHT, value, at, take)
        self._navigator.said.fire(words.weight(sheet, line, value))

    def ask_bias(self, spot: Spot) -> None:
        """Ask for the bias of a neuron."""
        sheet = self._navigator.sheet
        if not self._viewer.editable or not sheet.has(spot):
            return
        stage = sheet.stages[spot.column]
        if stage.biases is None:
            self._navigator.refused.fire(tr("This neuron has no bias."))
            return

        def take(new: float) -> None:
            name = words.name_of(stage, spot.row)
            what = tr("Bias of {name}: {value}").format(name=name, value=words.number(new))
            self._set(stage.bias, (spot.row,), new, what)

        self._ask(BIAS, float(stage.biases[spot.row]), self._below(spot), take)

    def follow(self) -> None:
        """Keep the field where its number is: the paper moved."""
        if self.field.field is not None:
            self.field.setGeometry(self._area())

    def _below(self, spot: Spot) -> QPointF:
        tile = self._navigator.sheet.tile(spot)
        return self._navigator.camera.to_view(tile).bottomLeft()

    def _ask(self, kind: Real, value: float, at: QPointF, take: Taken) -> None:
        shown = float(f"{value:.6g}") if math.isfinite(value) else 0.0
        self._anchor = self._navigator.camera.to_sheet(at)
        self.field.open(self._area(), kind, shown, take, self._navigator.refused.fire)

    def _area(self) -> QRect:
        """Return where the field lies: below its number, and inside the window."""
        width, height = _FIELD
        camera = self._navigator.camera
        at, room = self._anchor * camera.zoom + camera.shift, camera.size
        x = min(max(at.x(), 4), max(room.width() - width - 4, 4))
        y = min(max(at.y() + 6, HEADER), max(room.height() - height - 4, 0))
        return QRect(round(x), round(y), width, height)

    def _set(self, parameter: str, index: tuple[int, ...], value: float, what: str) -> None:
        if self._session.set_weight(parameter, index, value, what):
            self._session.voice.told.fire(what)
