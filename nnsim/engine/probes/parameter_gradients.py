"""How the loss changes with every parameter."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.probe import Probe, Spread, probes, spread
from nnsim.engine.subject import Copy, Subject


@probes.register
@dataclass(frozen=True)
class ParameterGradients(Probe[Spread]):
    """∂L/∂P of every parameter, as a training step on this batch would compute it, bit for bit."""

    key = "parameter_gradients"
    title = mark("Gradients of parameters")
    summary = mark("How the loss changes with the weights and biases of every layer: what would be learned.")
    formula = "∂L/∂W, ∂L/∂b"
    source = "Rumelhart, Hinton & Williams 1986"
    order = 40
    needs_targets = True

    bins: int = integer(40, low=1, high=1000, label=mark("Bars of the histogram"))

    def take(self, subject: Subject) -> Spread:
        subject.need_targets()
        copy = Copy(subject)
        copy.feed()
        copy.backward()
        found = dict(subject.named_parameters(copy.parameters.gradient))
        return spread(found, self.bins)
