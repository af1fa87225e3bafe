"""What goes into every activation function: the weighted sums."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.probe import Probe, probes
from nnsim.engine.signals import Signals, signals_of
from nnsim.engine.subject import Copy, Subject


@probes.register
@dataclass(frozen=True)
class PreActivations(Probe[Signals]):
    """z of every stage that ends with an activation y = f(z), over the batch; see `Signals`.

    Layers that apply functions inside (LSTM) or none (pooling) are not listed.
    """

    key = "pre_activations"
    title = mark("Pre-activations")
    summary = mark("The weighted sums before each activation function: where on its curve a layer works.")
    formula = "z = W·x + b"
    source = "Glorot & Bengio 2010"
    order = 20

    bins: int = integer(40, low=1, high=1000, label=mark("Bars of the histogram"))

    def take(self, subject: Subject) -> Signals:
        copy = Copy(subject, subject.split(), (), learns=False)
        copy.feed(targets=False)
        copy.forward()
        wanted = [(s.name, s.z, s) for s in subject.signals() if s.z is not None]
        return signals_of(copy.program, wanted, self.bins)
