"""What happens in a recurrent layer from time to time of its sequences: gradients on their way back, and its gates."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnsim.engine.program import Program
from nnsim.engine.recurrence import Recurrent
from nnsim.engine.signals import SATURATED_BELOW
from nnsim.engine.stage import Stage
from nnsim.engine.subject import Subject

NEWEST = 3
"""Times that are the late ones: the newest alone may be padding, or the end of a pulse."""


@dataclass(frozen=True, eq=False)
class ThroughTime:
    """What was seen of one recurrent layer, in which gradients go back from time to time.

    Attributes
    ----------
    node, name, key
        Id and name of the stage, and key of its layer.
    gradient
        ‖∂L/∂x‖ of the mean loss of the batch for what comes in at each time, in the order in which the times are read,
        the last one the last; of padded sequences what is as far from their ends. Empty where it reads in both
        directions, and where nothing goes back to what comes in.
    has_gates
        Whether gates decide what it keeps.
    full
        Share of the values of its gates that are nearly shut or nearly open; of a layer without any the share of its
        states whose slope is below a tenth of the greatest. NaN where there is no such share, as of rectified states.
    gain
        rms(U)·√units of its recurrent weights, the greatest of stacked layers and directions: how much larger a state
        comes back after a time, where nothing bends it.
    """

    node: str
    name: str
    key: str
    gradient: np.ndarray
    has_gates: bool
    full: float
    gain: float

    @cached_property
    def decades(self) -> float:
        """Decades by which the gradient grows from the late times to the early ones; below 0 where it shrinks.

        The mean of the first tenth of the times beside that of the last three. NaN where that cannot be told.
        """
        n = len(self.gradient)
        if n < 3 * NEWEST or not np.isfinite(self.gradient).all():
            return math.nan
        early = float(self.gradient[: max(1, n // 10)].mean())
        late = float(self.gradient[-NEWEST:].mean())
        return math.log10(max(early, 1e-30) / late) if late > 0 else math.nan


def through_time(subject: Subject, program: Program) -> tuple[ThroughTime, ...]:
    """Return what was seen of every recurrent layer, from the last pass of `program` forward and back."""
    return tuple(
        ThroughTime(
            stage.id,
            stage.name,
            stage.layer.key,
            _gradient(stage, program),
            bool(_gates(stage, program)),
            _full(stage, program),
            max(_gains(stage, subject), default=math.nan),
        )
        for stage in program.stages
        if isinstance(stage.layer, Recurrent)
    )


def _gradient(stage: Stage, program: Program) -> np.ndarray:
    assert isinstance(stage.layer, Recurrent)
    source = stage.sources[0]
    field = program.gradients.get(source)
    if field is None or stage.layer.direction == "both":
        return np.zeros(0)
    squares = np.square(np.asarray(field.data, np.float64)).sum(axis=1)
    real = program.values[source].real
    if stage.layer.direction == "backward":
        squares = squares[::-1]
    elif real is not None:
        # Padding lies behind the sequences: what is as far from their ends is put side by side.
        for column, length in enumerate(np.asarray(real).sum(axis=0).astype(np.intp)):
            squares[:, column] = np.roll(squares[:, column], len(squares) - length)
    return np.asarray(np.sqrt(squares.sum(axis=1)))


def _gates(stage: Stage, program: Program) -> list[np.ndarray]:
    return [values for name, values in program.shown[stage.id].items() if "gate" in name]


def _full(stage: Stage, program: Program) -> float:
    """Return the share of gates that are nearly shut or nearly open; of states where there are no gates.

    The slope is worked out of what σ and tanh said: 4·g·(1−g) and 1−s², as shares of the greatest.
    """
    if gates := _gates(stage, program):
        return float(np.mean([(4 * g * (1 - g) < SATURATED_BELOW).mean() for g in gates]))
    if getattr(stage.layer, "nonlinearity", "") != "tanh":
        return math.nan
    states = [values for name, values in program.shown[stage.id].items() if name.startswith("State")]
    return (
        float(np.mean([(1 - np.square(s) < SATURATED_BELOW).mean() for s in states])) if states else math.nan
    )


def _gains(stage: Stage, subject: Subject) -> Iterator[float]:
    for window in subject.windows:
        if window.stage == stage.id and window.spec.name.startswith("U"):
            values = np.asarray(subject.vector[window.start : window.stop], np.float64)
            yield math.sqrt(float(np.square(values).mean()) * window.spec.shape[0])
