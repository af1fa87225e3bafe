"""The contract of learning rules: how a network's parameters change on seeing a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.program import Program
from nnsim.engine.stage import Output, Stage


class Rule(Part):
    """Takes a network and a batch and emits the calls that find the change of its parameters."""

    uses_optimizer: ClassVar[bool] = True
    """True when the rule fills the gradient vector and an optimizer makes the step of it."""
    counts_mistakes: ClassVar[bool] = False
    """True when the rule counts the examples it had to correct."""

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        """Yield the id of a stage (or None) and a sentence for all that keeps this rule from training."""
        yield from ()

    def emit(self, program: Program, calls: Calls) -> None:
        """Emit the calls that follow the forward pass of `program`."""
        raise NotImplementedError


rules: Registry[Rule] = Registry(Rule, "nnsim.engine.rules", mark("learning rule"))
