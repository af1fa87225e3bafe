"""Oja's rule, and its two forms for several units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import choice
from nnsim.base.text import mark, tr
from nnsim.engine.rule import LoneDense, Rule, lone_dense, rules
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan


@rules.register
@dataclass(frozen=True)
class OjaRule(Rule):
    """Δw = η·y·(x − y·w): Hebb's rule with just the decay that keeps ‖w‖ at 1.

    w turns to the first principal component: the eigenvector of E[x·xᵀ] with the greatest
    eigenvalue (inputs are not centred here; standardised data are). Several units, W of shape
    (inputs, units), learn the mean over the batch of

    - Sanger 1989: ΔW = η·(x·yᵀ − W·triu(y·yᵀ)): unit k finds component k;
    - Oja 1989: ΔW = η·(x·yᵀ − W·y·yᵀ): together they span the same subspace.

    A bias stays as it is. The loss is only shown.
    """

    key = "oja"
    title = mark("Oja rule")
    summary = mark(
        "Hebb's rule that keeps its weights at length 1: a linear unit finds the principal component."
    )
    formula = "Δw = η·y·(x − y·w)"
    source = "Oja 1982; Sanger 1989; Oja 1989"
    uses_optimizer = False
    minimises_loss = False
    order = 40

    several: str = choice(
        "sanger",
        ("sanger", mark("one component each (Sanger)")),
        ("subspace", mark("the subspace of all (Oja)")),
        label=mark("Several units find"),
    )

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        layer = lone_dense(stages, outputs)
        if layer is None:
            yield None, tr("The Oja rule trains one Dense layer. Choose Back-propagation for more.")
            return
        activation = layer.layer.activation_function()
        if activation is None or not activation.is_identity:
            yield (
                layer.id,
                tr("The Oja rule needs linear units. Set the activation of this layer to Identity."),
            )
        elif layer.shape[0] > layer.inputs[0][0]:
            yield (
                layer.id,
                tr(
                    "{units} units cannot find more than {inputs} components, one an input. Use fewer units, or"
                    " Back-propagation where the targets need as many."
                ).format(units=layer.shape[0], inputs=layer.inputs[0][0]),
            )

    def plan(self, step: StepPlan) -> None:
        program, calls = step.program, step.calls
        step.forward()
        step.losses()
        layer = LoneDense.of(program)
        units, inputs = len(layer.output), layer.inputs
        x, y, weights, gradient = (
            layer.source[:inputs],
            layer.output,
            layer.weights[:inputs],
            layer.gradient[:inputs],
        )
        share, products = calls.buffer(*y.shape), calls.buffer(units, units)
        removed = calls.buffer(inputs, units)
        calls(np.multiply, y, calls.constant(1 / program.batch), share)
        calls(share.dot, y.T, products)
        if self.several == "sanger":
            calls(np.multiply, products, np.triu(np.ones_like(products)), products)
        calls(weights.dot, products, removed)
        calls(x.dot, share.T, gradient)
        calls(np.subtract, removed, gradient, gradient)
        calls(np.multiply, gradient, step.rate, layer.step[:inputs])
        step.update()
