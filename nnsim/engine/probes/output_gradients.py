"""How the loss changes with what every layer gives."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.probe import Probe, Spread, probes, spread
from nnsim.engine.subject import Copy, Subject


@probes.register
@dataclass(frozen=True)
class OutputGradients(Probe[Spread]):
    """∂L/∂y of every stage between something that learns and the loss.

    L is the mean over the batch, so every number holds a factor 1/n.
    """

    key = "output_gradients"
    title = mark("Gradients of outputs")
    summary = mark("How the loss changes with the output of every layer: whether the error gets back to it.")
    formula = "∂L/∂y"
    source = "Glorot & Bengio 2010"
    order = 30
    needs_targets = True

    bins: int = integer(40, low=1, high=1000, label=mark("Bars of the histogram"))

    def take(self, subject: Subject) -> Spread:
        subject.need_targets()
        copy = Copy(subject)
        copy.feed()
        copy.backward()
        names = subject.names()
        found = {names[id_]: field.flat for id_, field in copy.program.gradients.items()}
        return spread(found, self.bins)
