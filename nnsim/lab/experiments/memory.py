"""Remedy: an LSTM where a plain recurrent network forgets, over 10, 30 and 100 steps."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.pulse_order import PulseOrder
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.rnn import RNN
from nnsim.figures import palette
from nnsim.figures.figure import Axis, Line, Plot
from nnsim.lab.claim import Claim, absolute
from nnsim.lab.experiment import Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.side_by_side import Course, SideBySide, bands

LENGTHS = (10, 30, 100)
UNITS = 16


@experiments.register
class Memory(SideBySide):
    """Which of two pulses came first, told by an LSTM and by a plain recurrent network."""

    key = "memory"
    title = mark("Remedy: LSTM, 10 to 100 steps")
    summary = mark(
        "Two pulses, and the question which came first. The longer the sequence, the less a plain recurrent network"
        " learns of it; the gates of an LSTM keep what they let in."
    )
    source = "Hochreiter & Schmidhuber 1997"
    formula = "c ← f·c + i·g,  h = o·tanh c;  RNN: h ← tanh(W·x + U·h + b)"
    order = 140

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        plain = (Member(tr("RNN, {n} steps").format(n=n), _project(RNN(UNITS), n)) for n in LENGTHS)
        gated = (Member(tr("LSTM, {n} steps").format(n=n), _project(LSTM(UNITS), n)) for n in LENGTHS)
        return (*plain, *gated)

    def accuracy(self, pictures: Pictures) -> Claim:
        return self.ours(
            mark("Validation accuracy after 20 epochs over 10, 30, 100 steps: three of RNN, three of LSTM"),
            (0.99, 0.90, 0.62, 1.0, 0.99, 0.91),
            absolute(0.08),
        )

    def plots(self, family: tuple[Member, ...], courses: list[list[Course]]) -> tuple[Plot, ...]:
        longest = slice(len(LENGTHS) - 1, None, len(LENGTHS))
        epochs = np.arange(self.epochs + 1)
        curves = [(epochs, [c.accuracy for c in of_one]) for of_one in courses[longest]]
        title = tr("{n} steps").format(n=LENGTHS[-1])
        accuracy = Axis(tr("Validation accuracy"), range=(0.4, 1.02))
        return (
            Plot(Axis(tr("Steps"), log=True), accuracy, _by_length(courses)),
            Plot(Axis(tr("Epoch")), accuracy, bands(family[longest], curves), title),
        )


def _project(layer: Layer, steps: int) -> Project:
    data = DataSettings(PulseOrder(steps=steps))
    return chain(Input(), layer, Dense(1), data=data, learning_rate=0.01, batch=32)


def _by_length(courses: list[list[Course]]) -> tuple[Line, ...]:
    """Return the accuracy at the end over the length, of both kinds of network."""
    lines = []
    for i, name in enumerate(("RNN", "LSTM")):
        of_kind = courses[i * len(LENGTHS) : (i + 1) * len(LENGTHS)]
        ends = [
            np.quantile([c.accuracy[-1] for c in of_one], (0.25, 0.5, 0.75)) for of_one in of_kind if of_one
        ]
        if ends:
            low, middle, high = np.array(ends).T
            steps = np.array(LENGTHS[: len(ends)], float)
            lines.append(Line(name, steps, middle, palette.SERIES[i], low, high, palette.STYLES[i]))
    return tuple(lines)
