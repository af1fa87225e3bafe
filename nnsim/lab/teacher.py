"""One example at a time: the engine's learning rule on a single neuron, with every step an explicit state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.document.project import TrainingSettings
from nnsim.engine.activations.step import Step
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.rule import Rule
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan
from nnsim.figures.figure import Array
from nnsim.training.update import compile_update


@dataclass(frozen=True)
class Line:
    """Weights and bias of a neuron with two inputs: the line w·x + b = 0."""

    w: tuple[float, float] = (0.0, 0.0)
    b: float = 0.0


@dataclass(frozen=True)
class Taught:
    """Where the walk of a learning rule stands.

    Attributes
    ----------
    step
        Examples that were shown.
    line
        The weights now; `before` those before the last example.
    shown
        Place of the example that was shown last; -1: none was.
    mistaken
        Whether the neuron was wrong about it.
    mistakes
        So far.
    wrong
        Examples the neuron is wrong about now.
    pocket, pocket_wrong
        The best weights so far, and how many those are wrong about.
    """

    step: int
    line: Line
    before: Line
    shown: int
    mistaken: bool
    mistakes: int
    wrong: int
    pocket: Line
    pocket_wrong: int

    @property
    def correction(self) -> tuple[float, float, float]:
        """What the last example added to w₁, w₂ and b."""
        a, b = self.before, self.line
        return b.w[0] - a.w[0], b.w[1] - a.w[1], b.b - a.b


class Teacher:
    """Shows examples to one neuron with a step, in float64.

    Parameters
    ----------
    points, labels
        The examples, (n, 2) and (n,).
    rule
        What it learns by: the engine's, planned for a batch of one.
    rate
        Learning rate.
    """

    def __init__(self, points: Array, labels: Array, rule: Rule, rate: float) -> None:
        self.points, self.labels = np.asarray(points, np.float64), np.asarray(labels, np.float64)
        self._network = _network(rule)
        parameters = self._network.parameters
        parameters.rate[...] = rate
        self._program = self._network.program(1, training=True, learns=True)
        updates, _, _ = compile_update(parameters, TrainingSettings(rule=rule, learning_rate=rate), {})
        plan = StepPlan(self._program, updates)
        rule.plan(plan)
        self._calls = plan.finished()
        self._fed = self._network.feed(self.points)

    def start(self, line: Line) -> Taught:
        """Return the state before any example is shown."""
        wrong = self.wrong(line)
        return Taught(0, line, line, -1, False, 0, wrong, line, wrong)

    def after(self, state: Taught, example: int) -> Taught:
        """Return the state after example number `example` is shown."""
        was_wrong = self._is_wrong(state.line, example)
        line = self._corrected(state.line, example)
        wrong = state.wrong if line == state.line else self.wrong(line)
        better = wrong < state.pocket_wrong
        return Taught(
            state.step + 1,
            line,
            state.line,
            example,
            was_wrong,
            state.mistakes + was_wrong,
            wrong,
            line if better else state.pocket,
            wrong if better else state.pocket_wrong,
        )

    def wrong(self, line: Line) -> int:
        """Return how many examples a neuron with these weights is wrong about."""
        self._put(line)
        [outputs] = self._network.run(self._fed, ["unit"])
        return int(np.count_nonzero(outputs[:, 0] != self.labels))

    def _is_wrong(self, line: Line, example: int) -> bool:
        self._put(line)
        [output] = self._network.predict(self.points[example : example + 1], ["unit"])
        return bool(output[0, 0] != self.labels[example])

    def _corrected(self, line: Line, example: int) -> Line:
        self._put(line)
        self._program.feeds["in"][0, :2] = self.points[example]
        self._program.targets[0][0, 0] = self.labels[example]
        with np.errstate(all="ignore"):
            for call in self._calls:
                call()
        w1, w2, b = self._network.parameters.vector.tolist()
        return Line((w1, w2), b)

    def _put(self, line: Line) -> None:
        self._network.parameters.vector[:] = (*line.w, line.b)


def _network(rule: Rule) -> Network:
    stages = (
        Stage("in", "in", Input(), (), ((2,),), (2,)),
        Stage("unit", "unit", Dense(1, Step()), ("in",), ((2,),), (1,)),
    )
    outputs = (Output("unit", MeanSquaredError()),)
    return Network(
        stages, outputs, np.float64, 0, rule.states(stages), rule.scalars(stages, outputs), drawn=False
    )
