"""The contract of learning rules: how a network's parameters change on seeing a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.layer import StateSpec
from nnsim.engine.program import Program
from nnsim.engine.stage import Output, Stage, running


class Rule(Part):
    """Takes a network and a batch and emits the calls that find the change of its parameters.

    A rule may look at all of a program: the values of its stages, the targets, the losses (which it
    need not use), and ``program.random`` where it draws. What it has to remember from step to step
    it declares with `states`; only that is saved with the network.
    """

    uses_optimizer: ClassVar[bool] = True
    """True when the rule fills the gradient vector and an optimizer makes the step of it."""
    counts_mistakes: ClassVar[bool] = False
    """True when the rule counts the examples it had to correct."""

    minimises_loss: ClassVar[bool] = True
    """False when the loss is only shown, and says nothing of how well the rule does."""

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        """Yield the id of a stage (or None) and a sentence for all that keeps this rule from training."""
        yield from ()

    def states(self, stages: Sequence[Stage]) -> Sequence[tuple[str, StateSpec]]:
        """Return id of a stage and specification of every array this rule keeps beside the parameters.

        In `emit` they are found with ``program.parameters.state_of(stage id)``. Their names must
        differ from those of the layer's own arrays.
        """
        return ()

    def emit(self, program: Program, calls: Calls) -> None:
        """Emit the calls that follow the forward pass of `program`.

        A rule that uses an optimizer fills ``program.parameters.gradient``; any other fills
        ``program.parameters.step``, which is subtracted from the parameters.
        """
        raise NotImplementedError


def lone_dense(stages: Sequence[Stage], outputs: Sequence[Output]) -> Stage | None:
    """Return the Dense layer that is all a network has between its data and its one output, else None."""
    if len(outputs) != 1:
        return None
    last = next(s for s in stages if s.id == outputs[0].stage)
    alone = last.layer.fully_connected and running(stages) == [last]
    return last if alone else None


@dataclass(frozen=True, eq=False)
class LoneDense:
    """The arrays of a `lone_dense` in a program.

    Attributes
    ----------
    source
        What the layer reads, (inputs, batch), with the row of ones when it has a bias.
    output
        What it gives, (units, batch).
    weights, gradient, step
        Windows of shape (rows of `source`, units); the bias, if any, is the last row.
    inputs
        Number of inputs, without the row of ones.
    """

    source: np.ndarray
    output: np.ndarray
    weights: np.ndarray
    gradient: np.ndarray
    step: np.ndarray
    inputs: int

    @classmethod
    def of(cls, program: Program) -> LoneDense:
        """Return the arrays of the one layer of `program` that has parameters."""
        parameters = program.parameters
        stage = next(s for s in program.stages if s.id in parameters.layer_windows)
        x, y = program.values[stage.sources[0]], program.values[stage.id].flat
        bias = any(w.spec.bias for w in parameters.windows)
        units = len(y)
        return cls(
            source=x.extended if bias else x.flat,
            output=y,
            weights=parameters.vector.reshape(-1, units),
            gradient=parameters.gradient.reshape(-1, units),
            step=parameters.step.reshape(-1, units),
            inputs=len(x.flat),
        )


rules: Registry[Rule] = Registry(Rule, "nnsim.engine.rules", mark("learning rule"))
