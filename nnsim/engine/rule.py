"""The contract of learning rules: what a step of training does, and what it reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark, tr
from nnsim.engine.group import Group
from nnsim.engine.layer import StateSpec
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.parameters import Parameters
from nnsim.engine.program import Program
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.engine.stage import Output, Stage, running
from nnsim.engine.step_plan import StepPlan


class Rule(Part):
    """Plans a step of training: which phases it has, what moves which parameters, and what it reports.

    A rule may look at all of a program: the values of its stages, the targets, the losses (which it
    need not use), and ``program.random`` where it draws. What it has to remember from step to step
    it declares with `states`; only that is saved with the network. What it declares is also asked for
    networks it does not train, which run all the same.
    """

    uses_optimizer: ClassVar[bool] = True
    """True when the rule fills the gradient vector and an optimizer makes the step of it."""
    only_corrects: ClassVar[bool] = False
    """True when examples that are right change nothing: once all are, nothing is left to learn."""
    needs_loss: ClassVar[bool] = True
    """False when it trains networks of which no output is measured: then no loss is chosen by itself,
    and one that a person chose is only shown."""
    whole_data: ClassVar[bool] = False
    """True when all examples must be one batch; then they are, in the order of the data, whatever is set."""
    goes_back: ClassVar[bool] = True
    """False when no step runs the backward pass: then none is compiled, and no memory kept for it."""
    minimises_loss: ClassVar[bool] = True
    """False when the loss is only shown, and says nothing of how well the rule does."""
    why_no_gradient: ClassVar[str] = ""
    """A sentence, marked for translation, that stands in place of gradients where it follows none; empty where it
    fills the gradient vector with what its step is made of."""
    judged_by: ClassVar[str] = LOSS.key
    """Key of the scalar that says what "better" means to early stopping, and to schedules that observe:
    the loss as it is evaluated, or the mean over an epoch of any other (of a total: its growth)."""

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        """Yield the id of a stage (or None) and a sentence for all that keeps this rule from training."""
        yield from ()

    def states(self, stages: Sequence[Stage]) -> Sequence[tuple[str, StateSpec]]:
        """Return id of a stage and specification of every array this rule keeps beside the parameters.

        In `plan` they are found with ``step.parameters.state_of(stage id)``. Their names must
        differ from those of the layer's own arrays.
        """
        return ()

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        """Return the numbers this rule reports of every step, the loss among them where there is one."""
        return (LOSS,) if outputs or any(stage.layer.adds_loss for stage in stages) else ()

    def groups(self, stages: Sequence[Stage], optimizer: Optimizer) -> Sequence[Group]:
        """Return the parameters that move together, each group with a name of its own.

        Parameters
        ----------
        optimizer
            The one chosen for the training. By default it moves all parameters; a rule that does not
            use it fills the steps itself.
        """
        return (Group(optimizer=optimizer if self.uses_optimizer else None),)

    def phase(self, stages: Sequence[Stage], epoch: int) -> int:
        """Return which phase the steps after `epoch` epochs are of: each is planned by itself (`StepPlan.phase`)."""
        return 0

    @classmethod
    def minds_importance(cls) -> bool:
        """Return whether rows and classes count in its steps as much as they are important, as they do in the loss."""
        return cls.uses_optimizer

    def is_judged(self, stages: Sequence[Stage], epoch: int) -> bool:
        """Return whether early stopping, and schedules that observe, look at the epoch that follows `epoch` epochs.

        Not in a phase that learns something else than what the rule is judged by.
        """
        return True

    @classmethod
    def has_phases(cls) -> bool:
        """Return whether steps are planned anew when an epoch ends and another phase begins."""
        return cls.phase is not Rule.phase

    def plan(self, step: StepPlan) -> None:
        """Append all that a step does, from the forward pass to the updates of the groups."""
        raise NotImplementedError

    @classmethod
    def ends(cls) -> bool:
        """Return whether `done` may ever say something."""
        return cls.done is not Rule.done

    def done(self, parameters: Parameters, epoch: int) -> str:
        """Return a translated sentence when there is nothing more to do after `epoch` epochs, else nothing."""
        return ""


def scalar_problems(
    rule: Rule, stages: Sequence[Stage], outputs: Sequence[Output]
) -> Iterator[tuple[str | None, str]]:
    """Yield a sentence for all that is wrong with the readings a rule declares."""
    keys = [scalar.key for scalar in rule.scalars(stages, outputs)]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        text = tr("{rule} declares the reading {name} twice. Give each a key of its own.")
        yield None, text.format(rule=tr(rule.title), name=repr(key))
    if rule.judged_by not in (*keys, LOSS.key):
        text = tr("{rule} is judged by the reading {name}, and declares no such reading.")
        yield None, text.format(rule=tr(rule.title), name=repr(rule.judged_by))


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
