"""Back-propagation: the chain rule, from the loss back to every parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nnsim.base.text import mark, tr
from nnsim.engine.calls import Calls
from nnsim.engine.program import Program
from nnsim.engine.rule import Rule, rules
from nnsim.engine.stage import Output, Stage


@rules.register
@dataclass(frozen=True)
class BackPropagation(Rule):
    """Fills the gradient vector with ∂L/∂P, for an optimizer to make a step of it."""

    key = "backprop"
    title = mark("Back-propagation")
    summary = mark("Computes how the loss changes with every parameter, and steps against it.")
    formula = "∂L/∂w by the chain rule"
    source = "Rumelhart, Hinton & Williams 1986"
    order = 0

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        for stage in stages:
            activation = stage.layer.activation_function()
            if activation is not None and activation.flat:
                yield (
                    stage.id,
                    tr(
                        "{name} has slope 0 everywhere, so back-propagation learns nothing through it. Choose the"
                        " Perceptron rule for a single step unit, or another activation."
                    ).format(name=tr(activation.title)),
                )
        if not any(stage.layer.parameters(stage.inputs) for stage in stages):
            yield None, tr("This network has nothing to learn. Add a Dense layer.")

    def emit(self, program: Program, calls: Calls) -> None:
        for call in (*program.loss_calls, *program.backward_calls):
            calls(call)
