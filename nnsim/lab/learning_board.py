"""Two kinds of points on the table, and a line that learns to tell them apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.typed_table import TypedTable, typed_rows
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.rule import Rule
from nnsim.engine.rules.adaline import DeltaRule
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Plot, Points, Segments
from nnsim.lab.board import Board
from nnsim.lab.separability import Margin, best_margin, is_separable
from nnsim.lab.teacher import Line, Taught, Teacher

MOST_POINTS = 300
ORIGIN = Line()
MOST_STEPS = 100_000
"""A walk that has not come to an end by then never will, as far as the lab is concerned."""


@dataclass(frozen=True)
class LearningBoard(Board):
    """Points in a plane, and how one neuron is taught them.

    Attributes
    ----------
    points, labels
        Places and kinds (0 or 1) of at most `MOST_POINTS` examples, in the order of rows.
    start
        Weights the walk begins with.
    rate, adaline_rate
        Learning rate η of the perceptron rule, and that of Adaline beside it, which diverges with a large one.
    shuffled
        Whether every epoch has an order of its own, drawn from `seed`; else that of the rows.
    names
        Of the two inputs.
    kinds
        Names of the two kinds, translated.
    hidden
        Whether what it is as a project has a hidden layer: the way out where no line helps.
    """

    points: tuple[tuple[float, float], ...]
    labels: tuple[int, ...]
    start: Line = ORIGIN
    rate: float = 1.0
    adaline_rate: float = 0.02
    shuffled: bool = False
    seed: int = 0
    names: tuple[str, str] = ("x₁", "x₂")
    kinds: tuple[str, str] = ("0", "1")
    hidden: bool = False

    def __post_init__(self) -> None:
        if not 2 <= len(self.points) <= MOST_POINTS or len(self.labels) != len(self.points):
            raise NnsimError(
                tr("The lab teaches 2 to {most} points. Choose fewer.").format(most=MOST_POINTS)
                if len(self.points) > 1
                else tr("There must be two points at least. Add some.")
            )

    @cached_property
    def is_separable(self) -> bool:
        """Whether a line tells the two kinds apart, by a linear program."""
        return is_separable(self.places, self.targets)

    @cached_property
    def margin(self) -> Margin | None:
        """The best line; None where there is none."""
        return best_margin(self.places, self.targets)

    @property
    def bound(self) -> float | None:
        """Most mistakes the perceptron rule can make from here; None where no line tells the points apart."""
        if self.margin is None or self.rate <= 0:
            return None
        return self.margin.bound_from(np.array(self.start.w), self.start.b, self.rate)

    @property
    def places(self) -> Array:
        """The points as an array (n, 2)."""
        return np.array(self.points, np.float64)

    @property
    def targets(self) -> Array:
        """The kinds as an array (n,)."""
        return np.array(self.labels, np.float64)

    def example(self, step: int) -> int:
        """Return which example is shown at a step, counted from 0."""
        epoch, place = divmod(step, len(self.points))
        if not self.shuffled:
            return place
        return int(np.random.default_rng([self.seed, epoch]).permutation(len(self.points))[place])

    def moved(self, place: int, to: tuple[float, float]) -> LearningBoard:
        """Return the same with a point somewhere else."""
        return replace(self, points=(*self.points[:place], to, *self.points[place + 1 :]))

    def relabelled(self, place: int) -> LearningBoard:
        """Return the same with a point of the other kind."""
        turned = 1 - self.labels[place]
        return replace(self, labels=(*self.labels[:place], turned, *self.labels[place + 1 :]))

    def with_point(self, at: tuple[float, float], label: int) -> LearningBoard:
        """Return the same with one point more."""
        return replace(self, points=(*self.points, at), labels=(*self.labels, label))

    def without_point(self, place: int) -> LearningBoard:
        """Return the same with one point less."""
        rest = self.points[:place] + self.points[place + 1 :]
        return replace(self, points=rest, labels=self.labels[:place] + self.labels[place + 1 :])

    # ---- what every board can do ---------------------------------------------------------------

    def project(self) -> Project:
        if self.hidden:
            batch = min(16, len(self.points))
            return self._project(Dense(4, Tanh()), Dense(1), learning_rate=0.05, batch=batch)
        return self._project(
            Dense(1, Step(), Zeros()),
            rule=PerceptronRule(),
            batch=1,
            learning_rate=self.rate,
            shuffle=self.shuffled,
            seed=self.seed,
        )

    def _project(self, *layers: Dense, **training: Any) -> Project:
        names = ", ".join(name.replace(",", " ") for name in (*self.names, "y"))
        rows = np.column_stack([self.places, self.targets])
        data = DataSettings(TypedTable(rows=typed_rows(rows), names=names))
        return chain(Input(), *layers, data=data, **training)

    def weights(self) -> Mapping[str, Array]:
        if self.hidden:
            return {}
        return {
            "dense_1/W": np.array(self.start.w, np.float32)[:, None],
            "dense_1/b": np.array([self.start.b], np.float32),
        }

    def figure(self) -> Figure:
        marks = [
            Points(
                kind,
                self.places[self.targets == k, 0],
                self.places[self.targets == k, 1],
                palette.CLASSES[k],
                "circle" if k else "diamond",
                kind,
                size=8.0,
            )
            for k, kind in enumerate(self.kinds)
        ]
        ends = line_ends(self.start, *span_of(self.places))
        lines = (Segments(tr("w·x + b = 0"), np.array([ends]), palette.INK, width=2.0),) if ends else ()
        said = (
            tr("One line tells the two kinds apart.")
            if self.is_separable
            else tr("No line tells the two kinds apart.")
        )
        (x0, x1), (y0, y1) = span_of(self.places)
        plot = Plot(
            Axis(self.names[0], range=(x0, x1)), Axis(self.names[1], range=(y0, y1)), (*lines, *marks)
        )
        return Figure(tr("Learning, point by point"), said, (plot,))


class PerceptronWalk:
    """The states of one walk, worked out as far as they were asked for; one can go back and forth in it.

    Parameters
    ----------
    rule
        Rosenblatt's when None.
    rate
        The learning rate of the board when None.
    """

    def __init__(self, board: LearningBoard, rule: Rule | None = None, rate: float | None = None) -> None:
        self.board = board
        chosen = rule or PerceptronRule()
        self._only_corrects = chosen.only_corrects
        self._teacher = Teacher(board.places, board.targets, chosen, board.rate if rate is None else rate)
        self._states = [self._teacher.start(board.start)]

    def __getitem__(self, step: int) -> Taught:
        """Return the state after so many examples, or that where the walk ended before."""
        while len(self._states) <= step and not self.is_over(self._states[-1]):
            last = self._states[-1]
            self._states.append(self._teacher.after(last, self.board.example(last.step)))
        return self._states[min(step, len(self._states) - 1)]

    def is_over(self, state: Taught) -> bool:
        """Return whether nothing more will change: every example is right, and the rule only corrects mistakes."""
        return (self._only_corrects and state.wrong == 0) or state.step >= MOST_STEPS

    def next_mistake(self, step: int) -> int:
        """Return at which step after `step` the next mistake is corrected, or the walk ends."""
        at = step
        while not self.is_over(self[at]):
            at += 1
            if self[at].mistaken:
                return at
        return self[at].step

    def __iter__(self) -> Iterator[Taught]:
        """Yield the states from the first on, to the end of the walk."""
        at = 0
        while True:
            state = self[at]
            if state.step < at:
                return
            yield state
            at += 1


def adaline(board: LearningBoard) -> PerceptronWalk:
    """Return the walk of Widrow and Hoff's rule beside the perceptron's, at a rate of its own."""
    return PerceptronWalk(board, DeltaRule(), board.adaline_rate)


Span = tuple[float, float]


def span_of(places: Array, room: float = 0.18) -> tuple[Span, Span]:
    """Return what of each axis is to be seen so that all `places` (n, 2) are, with room around them."""
    low, high = places.min(0), places.max(0)
    size = max(float((high - low).max()), 1e-3)
    middle, half = (low + high) / 2, (0.5 + room) * size
    (x, y) = middle.tolist()
    return (x - half, x + half), (y - half, y + half)


def line_ends(line: Line, x: Span, y: Span) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return where the line w·x + b = 0 enters and leaves a rectangle; None where it misses it, or w is 0."""
    (a, c), b = line.w, line.b
    length = math.hypot(a, c)
    if not length:
        return None
    found = []
    if c:
        found += [(px, -(a * px + b) / c) for px in x]
    if a:
        found += [(-(c * py + b) / a, py) for py in y]
    near = 1e-9 * max(x[1] - x[0], y[1] - y[0])
    inside = sorted(
        {p for p in found if x[0] - near <= p[0] <= x[1] + near and y[0] - near <= p[1] <= y[1] + near}
    )
    return (inside[0], inside[-1]) if len(inside) >= 2 else None
