"""A single neuron on the table: what comes in, rows to try, and what should come out."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.typed_table import TypedTable, typed_rows
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.step import Step
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.measure import activation_curve
from nnsim.engine.rule import Rule
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Mark, Plot, Points, Segments, Text
from nnsim.lab.board import Board
from nnsim.lab.neuron import Neuron

MOST_BITS = 4
"""Up to so many inputs a truth table is written out whole."""


@dataclass(frozen=True)
class NeuronBoard(Board):
    """One neuron.

    Attributes
    ----------
    rows
        Inputs worth trying, each as long as those of the neuron.
    wished
        What should come out for each row; empty: nobody says.
    verdicts
        Words for an output of 0 and of 1, translated; empty: just the number.
    bits
        Whether inputs are 0 or 1 and nothing else.
    """

    neuron: Neuron
    rows: tuple[tuple[float, ...], ...] = ()
    wished: tuple[float, ...] = ()
    verdicts: tuple[str, str] = ("", "")
    bits: bool = False

    @property
    def is_right(self) -> bool | None:
        """Whether every row gives what it should; None where nobody says what."""
        if not self.wished:
            return None
        outputs = self.neuron.answers(np.array(self.rows))[1]
        return bool(np.array_equal(outputs, self.wished))

    def with_neuron(self, neuron: Neuron) -> NeuronBoard:
        """Return the same with another neuron; with another number of inputs the rows are others, too."""
        if len(neuron.inputs) == len(self.neuron.inputs):
            return replace(self, neuron=neuron)
        few = self.bits and len(neuron.inputs) <= MOST_BITS
        return NeuronBoard(neuron, all_bits(len(neuron.inputs)) if few else (), bits=self.bits)

    def with_row(self, row: tuple[float, ...]) -> NeuronBoard:
        """Return the same with the inputs of one of its rows."""
        return replace(self, neuron=replace(self.neuron, inputs=row))

    def project(self) -> Project:
        neuron = self.neuron
        rows = self.rows if neuron.inputs in self.rows else (*self.rows, neuron.inputs)
        table = np.array(rows)
        targets = neuron.answers(table)[1]
        if self.wished and len(rows) == len(self.wished):
            targets = np.array(self.wished)
        names = ", ".join(name.replace(",", " ") for name in (*neuron.names, "y"))
        data = DataSettings(TypedTable(rows=typed_rows(np.column_stack([table, targets])), names=names))
        is_step = neuron.activation == Step()
        rule: Rule = PerceptronRule() if is_step else BackPropagation()
        rate = 1.0 if is_step else 0.1
        return chain(
            Input(),
            Dense(1, neuron.activation),
            data=data,
            rule=rule,
            batch=1,
            learning_rate=rate,
            shuffle=False,
        )

    def weights(self) -> Mapping[str, Array]:
        return {
            "dense_1/W": np.array(self.neuron.weights, np.float32)[:, None],
            "dense_1/b": np.array([self.neuron.bias], np.float32),
        }

    def figure(self) -> Figure:
        neuron = self.neuron
        words = tr("Σ w·x = {sum}, threshold {threshold}: output {output}").format(
            sum=f"{neuron.weighted:g}", threshold=f"{neuron.threshold:g}", output=f"{neuron.output:.4g}"
        )
        return Figure(tr("One neuron"), words, (_terms(neuron), _curve(neuron)))


def all_bits(inputs: int) -> tuple[tuple[float, ...], ...]:
    """Return every row of 0 and 1, in counting order."""
    return tuple(tuple(map(float, row)) for row in itertools.product((0, 1), repeat=inputs))


def _terms(neuron: Neuron) -> Plot:
    """Return what each input and the bias bring, as bars from 0."""
    brought = np.array([*neuron.terms, neuron.bias])
    names = [*neuron.names, "b"]
    marks: list[Mark] = []
    for at, value in enumerate(brought):
        colour = palette.CLASSES[1 if value >= 0 else 0]
        marks.append(Segments(names[at], np.array([[[0.0, at], [value, at]]]), colour, width=9.0))
    marks.append(Text(f"Σ = {neuron.sum:g}", (neuron.sum, len(names) - 0.4)))
    ticks = tuple((float(i), name) for i, name in enumerate(names))
    low, high = min(0.0, brought.min(), neuron.sum), max(0.0, brought.max(), neuron.sum)
    room = 0.1 * max(high - low, 1.0)
    return Plot(
        Axis(tr("w·x"), range=(low - room, high + room)),
        Axis(tr("Input"), range=(-0.7, len(names) + 0.2), ticks=ticks, downward=True),
        tuple(marks),
        legend=False,
    )


def _curve(neuron: Neuron) -> Plot:
    """Return the activation with the place of the sum on it."""
    z, y = curve_about(neuron)
    here = Points("y", np.array([neuron.sum]), np.array([neuron.output]), palette.RED, size=8.0)
    return Plot(
        Axis(tr("z = Σ w·x + b")),
        Axis(tr("Output")),
        (Line("f(z)", z, y, palette.SERIES[0]), here),
        legend=False,
    )


def curve_about(neuron: Neuron, points: int = 201) -> tuple[Array, Array]:
    """Return z and f(z) of its activation over a range that holds its sum.

    A step is drawn with its jump upright, by the value just above 0.
    """
    reach = max(5.0, 1.15 * abs(neuron.sum))
    z = np.linspace(-reach, reach, points)
    if neuron.activation.flat:
        z = np.sort(np.append(z, np.nextafter(0.0, 1.0)))
    if not neuron.activation.elementwise:
        return z, np.full_like(z, neuron.output)
    return z, activation_curve(neuron.activation, z)[0]
