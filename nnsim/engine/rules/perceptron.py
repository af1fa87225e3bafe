"""Rosenblatt's perceptron rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.engine.calls import Calls
from nnsim.engine.program import Program
from nnsim.engine.rule import Rule, rules
from nnsim.engine.stage import Output, Stage


@rules.register
@dataclass(frozen=True)
class PerceptronRule(Rule):
    """w ← w + η·(t − y)·x for every example; examples that are right already change nothing.

    With a batch of one this is Rosenblatt's rule; with more the corrections of a batch are summed.
    """

    key = "perceptron"
    title = mark("Perceptron rule")
    summary = mark(
        "Corrects the weights only on a mistake. On separable data it makes at most (R/γ)² of them."
    )
    formula = "w ← w + η·(t − y)·x"
    source = "Rosenblatt 1957; Novikoff 1962"
    uses_optimizer = False
    counts_mistakes = True
    order = 10

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        learning = [s for s in stages if s.layer.parameters(s.inputs)]
        fit = (
            len(learning) == 1
            and learning[0].layer.key == "dense"
            and len(outputs) == 1
            and outputs[0].stage == learning[0].id
            and all(s is learning[0] or s.layer.takes_data or s.layer.is_view for s in stages)
        )
        if not fit:
            yield (
                None,
                tr(
                    "The perceptron rule trains one Dense layer with a step. Choose Back-propagation for more."
                ),
            )
            return
        activation = learning[0].layer.activation_function()
        if activation is None or activation.key != "step":
            yield (
                learning[0].id,
                tr("The perceptron rule needs a step. Set the activation of this layer to Step function."),
            )
        elif outputs[0].loss.key != "mse":
            yield (
                learning[0].id,
                tr(
                    "The perceptron rule counts outputs that are 1 instead of 0. Set the loss to Mean squared error."
                ),
            )

    def emit(self, program: Program, calls: Calls) -> None:
        for call in program.loss_calls:
            calls(call)
        stage = next(s for s in program.stages if s.id in program.parameters.layer_windows)
        parameters = program.parameters
        x, y = program.values[stage.sources[0]], program.values[stage.id]
        bias = any(w.spec.bias for w in parameters.windows)
        source = x.extended if bias else x.flat
        gradient = parameters.gradient.reshape(-1, y.flat.shape[0])
        mistake = calls.buffer(*y.flat.shape)
        calls(np.subtract, y.flat, program.targets[0].T, mistake)
        calls(source.dot, mistake.T, gradient)
        calls(np.multiply, parameters.gradient, program.rate, parameters.step)
        calls(self._count, mistake, program.mistakes)

    @staticmethod
    def _count(mistake: np.ndarray, total: np.ndarray) -> None:
        total[...] += np.count_nonzero(mistake)
