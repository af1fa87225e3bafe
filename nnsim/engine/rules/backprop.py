"""Back-propagation: the chain rule, from the loss back to every parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nnsim.base.text import mark, tr
from nnsim.engine.activation import activations
from nnsim.engine.activations.identity import Identity
from nnsim.engine.loss import losses
from nnsim.engine.rule import Rule, rules
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan


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
        flat = [s for s in stages if (own := s.layer.activation_function()) is not None and own.flat]
        rule = _rule_for(stages, outputs) if flat else None
        for stage in flat:
            activation = stage.layer.activation_function()
            assert activation is not None
            smooth = activations[activation.smooth_form] if activation.smooth_form else Identity
            advice = (
                tr(
                    "{name} has slope 0 everywhere, so back-propagation learns nothing through it. Choose the"
                    " activation {smooth}; weights set by hand work with either."
                )
                if rule is None
                else tr(
                    "{name} has slope 0 everywhere, so back-propagation learns nothing through it. Choose the"
                    " learning rule {rule}, or the activation {smooth}."
                )
            )
            titles = {"smooth": tr(smooth.title), "rule": tr(rule.title) if rule is not None else ""}
            yield stage.id, advice.format(name=tr(activation.title), **titles)
        yield from _closed(stages, outputs)
        if not any(stage.layer.parameters(stage.inputs) for stage in stages):
            yield None, tr("This network has nothing to learn. Add a Dense layer.")

    def plan(self, step: StepPlan) -> None:
        step.forward()
        step.losses()
        step.backward()
        step.update()


def _closed(stages: Sequence[Stage], outputs: Sequence[Output]) -> Iterator[tuple[str, str]]:
    """Yield a sentence for every layer that no gradient comes through."""
    for stage in stages:
        if stage.layer.passes_gradient:
            continue
        rule = _rule_for(stages, outputs)
        advice = (
            tr("{name} passes no gradient on, so back-propagation learns nothing through it. Take it out.")
            if rule is None
            else tr(
                "{name} passes no gradient on, so back-propagation learns nothing through it. Choose the learning"
                " rule {rule}."
            )
        )
        yield stage.id, advice.format(name=tr(stage.layer.title), rule="" if rule is None else tr(rule.title))


def _rule_for(stages: Sequence[Stage], outputs: Sequence[Output]) -> type[Rule] | None:
    """Return the rule made for a single unit such as this, None for any other network.

    Named only where it fits, for it would send everything else back here. Its loss can be chosen.
    """
    squared = [replace(output, loss=losses["mse"]()) for output in outputs]
    fit = (r for r in rules if not r.uses_optimizer and not any(r().problems(stages, squared)))
    return next(fit, None)
