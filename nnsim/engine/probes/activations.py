"""What every layer gives: its activations."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.probe import Probe, probes
from nnsim.engine.signals import Signals, signals_of
from nnsim.engine.subject import Copy, Subject


@probes.register
@dataclass(frozen=True)
class Activations(Probe[Signals]):
    """y of every stage that computes something, over the batch; see `Signals`.

    Where the loss applies softmax or sigmoid itself, the output stage gives the weighted sums.
    """

    key = "activations"
    title = mark("Activations")
    summary = mark("What every layer gives: mean, spread, and how much of it is saturated or dead.")
    formula = "y = f(z)"
    source = "Glorot & Bengio 2010"
    order = 10

    bins: int = integer(40, low=1, high=1000, label=mark("Bars of the histogram"))

    def take(self, subject: Subject) -> Signals:
        copy = Copy(subject, subject.split(), (), learns=False)
        copy.feed(targets=False)
        copy.forward()
        return signals_of(copy.program, [(s.name, s.y, s) for s in subject.signals()], self.bins)
