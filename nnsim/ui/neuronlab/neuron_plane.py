"""The line of a neuron in the plane of two of its inputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Signal

from nnsim.base.text import tr
from nnsim.lab.learning_board import span_of
from nnsim.lab.neuron import Neuron
from nnsim.lab.neuron_board import NeuronBoard
from nnsim.lab.teacher import Line
from nnsim.ui.neuronlab.card import Card
from nnsim.ui.neuronlab.plane_picture import PlanePicture
from nnsim.ui.neuronlab.plane_view import PlaneView
from nnsim.ui.neuronlab.votes import shown_rows
from nnsim.ui.widgets.choice_field import ChoiceField


class NeuronPlane(Card):
    """Shows where a `NeuronBoard` fires, over two inputs; the others are as they come in now.

    Signals
    -------
    changed(NeuronBoard)
        A person dragged the line, w, or what comes in.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Decision boundary"), tr("drag the line, w, or the point"))
        self._board: NeuronBoard | None = None
        self.axes = (ChoiceField([]), ChoiceField([]))
        for axis, name in zip(self.axes, (tr("Across"), tr("Up")), strict=True):
            axis.setAccessibleName(name)
            axis.setMinimumContentsLength(6)
            self.head.addWidget(axis)
            axis.valueEdited.connect(lambda _key: self._show_again())
        self.plane = PlaneView(tr("Decision boundary"))
        self.plane.setMinimumHeight(230)
        self.column.addWidget(self.plane, 1)
        self.plane.line_dragged.connect(self._take_line)
        self.plane.point_dragged.connect(self._take_point)

    def show_board(self, board: NeuronBoard) -> None:
        """Show another board; one of a single input has no plane."""
        count = len(board.neuron.inputs)
        self.setVisible(count >= 2)
        anew = self._board is None or self._board.neuron.names != board.neuron.names
        self._board = board
        if count < 2:
            return
        if anew:
            self._offer_axes(board.neuron)
        rows = np.array(shown_rows(board))[:, list(self._chosen())]
        reach = np.vstack([rows, [[0.0, 0.0]]])
        if not self.plane.is_held():
            self.plane.show_spans(*span_of(reach, 0.4))
        self.plane.show_picture(self._picture(board))

    def _offer_axes(self, neuron: Neuron) -> None:
        for place, axis in enumerate(self.axes):
            axis.clear()
            for key, name in enumerate(neuron.names):
                axis.addItem(name, str(key))
            axis.set_value(str(place))
            axis.setVisible(len(neuron.names) > 2)
        self.note.setVisible(len(neuron.names) <= 2)

    def _chosen(self) -> tuple[int, int]:
        """Return which two inputs are looked at: never one of them twice."""
        first, second = (int(axis.value() or place) for place, axis in enumerate(self.axes))
        if first == second:
            second = 0 if first else 1
        return first, second

    def _show_again(self) -> None:
        if self._board is not None:
            self.show_board(self._board)

    def _picture(self, board: NeuronBoard) -> PlanePicture:
        neuron, rows = board.neuron, shown_rows(board)
        first, second = self._chosen()
        outputs = neuron.answers(np.array(rows))[1]
        line = Line((neuron.weights[first], neuron.weights[second]), self._rest(neuron) + neuron.bias)
        return PlanePicture(
            tuple((row[first], row[second]) for row in rows),
            tuple(int(y > 0.5 if board.neuron.activation.limits == (0.0, 1.0) else y > 0) for y in outputs),
            (neuron.names[first], neuron.names[second]),
            line,
            marked=rows.index(neuron.inputs),
            wrong=not neuron.fires,
        )

    def _rest(self, neuron: Neuron) -> float:
        """Return what the inputs that are not looked at bring."""
        return sum(term for place, term in enumerate(neuron.terms) if place not in self._chosen())

    def _take_line(self, line: Line) -> None:
        assert self._board is not None
        neuron, (first, second) = self._board.neuron, self._chosen()
        neuron = neuron.with_weight(first, line.w[0]).with_weight(second, line.w[1])
        neuron = replace(neuron, bias=float(f"{line.b - self._rest(neuron):.6g}") + 0.0)
        self.changed.emit(self._board.with_neuron(neuron))

    def _take_point(self, place: int, at: tuple[float, float]) -> None:
        board = self._board
        assert board is not None
        rows, (first, second) = shown_rows(board), self._chosen()
        if board.bits or rows[place] != board.neuron.inputs:
            self.changed.emit(board.with_row(rows[place]))
        else:
            neuron = board.neuron.with_input(first, at[0]).with_input(second, at[1])
            self.changed.emit(board.with_neuron(neuron))
