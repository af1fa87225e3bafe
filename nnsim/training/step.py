"""One step of training as a list of calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nnsim.engine.calls import Call
from nnsim.engine.program import Program
from nnsim.engine.rule import Rule
from nnsim.engine.step_plan import StepPlan
from nnsim.training.batches import Batches, Feed


@dataclass(frozen=True, eq=False)
class Step:
    """What a step of one batch size does: fetch the batch, then run the calls.

    Attributes
    ----------
    program
        What it runs; ``program.batch`` is the size.
    feeds
        Where the batch is fetched from, (examples, numbers), and where to, (batch, numbers).
    calls
        What follows, in order, with the learning rate of the step in ``parameters.rate``.
    """

    program: Program
    feeds: list[Feed]
    calls: list[Call]

    @classmethod
    def of(
        cls,
        program: Program,
        rule: Rule,
        batches: Batches,
        updates: Mapping[str, Sequence[Call]],
        after: Sequence[Call],
        phase: int = 0,
    ) -> Step:
        """Return the step that `rule` plans.

        Parameters
        ----------
        updates, after
            By group what moves its parameters, and what every step ends with.
        phase
            Of the rule.
        """
        plan = StepPlan(program, updates, phase)
        rule.plan(plan)
        return cls(program, batches.feeds(program), [*plan.finished(), *after])
