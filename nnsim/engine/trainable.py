"""What all layers with parameters have in common: they can be frozen, and learn at a rate of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnsim.base.settings import flag, real
from nnsim.base.text import mark
from nnsim.engine.layer import Layer


@dataclass(frozen=True, kw_only=True)
class Trainable(Layer):
    """A layer that has parameters, in some of its settings at least.

    Arrays that are kept without a gradient, such as the running means of batch norm, follow the data
    in a frozen layer too.
    """

    frozen: bool = flag(
        False,
        label=mark("Frozen"),
        help=mark("Its parameters stay as they are, whatever is trained. Gradients flow through it"),
        advanced=True,
        since="0.2",
    )
    rate: float = real(
        1.0,
        low=0.0,
        high=1e6,
        label=mark("Own rate"),
        help=mark("The learning rate is multiplied by it in this layer. 0 means: frozen"),
        advanced=True,
        since="0.2",
    )

    @property
    def rate_factor(self) -> float:
        return 0.0 if self.frozen else self.rate

    def learning(self) -> Layer:
        return replace(self, frozen=False, rate=1.0)
