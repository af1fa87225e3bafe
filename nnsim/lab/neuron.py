"""One neuron with what comes in: a frozen value, reckoned by the engine."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.sources.typed_table import numbered
from nnsim.engine.activation import Activation
from nnsim.engine.activations.step import Step
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.network import Network
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array

MOST_INPUTS = 8
LARGEST = 1e6
"""How far from 0 what a person sets here may be."""


@dataclass(frozen=True)
class Neuron:
    """A weighted sum with a bias, and an activation behind it.

    Attributes
    ----------
    inputs, weights
        Of equal length, 1 to `MOST_INPUTS`.
    bias
        Minus the threshold: the step gives 1 only when Σ wᵢxᵢ is greater than that.
    names
        Of the inputs; none: x₁, x₂, …

    Raises
    ------
    NnsimError
        When it cannot be, with the sentence why.
    """

    inputs: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float = 0.0
    activation: Activation = field(default_factory=Step)
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.inputs) <= MOST_INPUTS or len(self.weights) != len(self.inputs):
            raise NnsimError(
                tr("A neuron of the lab has 1 to {most} inputs, each with a weight.").format(most=MOST_INPUTS)
            )
        if not all(abs(v) <= LARGEST for v in (*self.inputs, *self.weights, self.bias)):
            raise NnsimError(
                tr("Inputs, weights and bias must lie between {low} and {high}.").format(
                    low=f"{-LARGEST:,.0f}", high=f"{LARGEST:,.0f}"
                )
            )
        if not self.names:
            object.__setattr__(self, "names", tuple(numbered("x", i) for i in range(len(self.inputs))))
        if len(self.names) != len(self.inputs):
            raise NnsimError(tr("Give every input a name."))

    @property
    def threshold(self) -> float:
        """What Σ wᵢxᵢ is compared with: minus the bias."""
        return -self.bias if self.bias else 0.0

    @property
    def terms(self) -> tuple[float, ...]:
        """What each input brings: wᵢ·xᵢ."""
        return tuple(w * x for w, x in zip(self.weights, self.inputs, strict=True))

    @property
    def sum(self) -> float:
        """The weighted sum with the bias, z = Σ wᵢxᵢ + b, as the engine works it out."""
        return self._here[0]

    @property
    def output(self) -> float:
        """What comes out, y = f(z), as the engine works it out."""
        return self._here[1]

    @property
    def weighted(self) -> float:
        """Σ wᵢxᵢ without the bias: what is compared with the threshold."""
        return float(math.fsum(self.terms))

    @property
    def fires(self) -> bool:
        """Whether the sum is greater than the threshold."""
        return self.sum > 0

    @cached_property
    def _here(self) -> tuple[float, float]:
        sums, outputs = self.answers(np.array([self.inputs]))
        return float(sums[0]), float(outputs[0])

    def answers(self, rows: Array) -> tuple[Array, Array]:
        """Return z and y for other inputs.

        Parameters
        ----------
        rows
            Inputs (n, inputs).

        Returns
        -------
        two arrays (n,) float64
        """
        sums, outputs = self._network.predict(np.asarray(rows, np.float64), ["sum", "out"])
        return sums[:, 0], outputs[:, 0]

    @cached_property
    def _network(self) -> Network:
        n = len(self.inputs)
        stages = (
            Stage("in", "in", Input(), (), ((n,),), (n,)),
            Stage("sum", "sum", Dense(1), ("in",), ((n,),), (1,)),
            Stage("out", "out", ActivationLayer(self.activation), ("sum",), ((1,),), (1,)),
        )
        network = Network(stages, (), np.float64, drawn=False)
        network.parameters.adopt(
            {"sum/W": np.array(self.weights)[:, None], "sum/b": np.array([self.bias], np.float64)}
        )
        return network

    # ---- other neurons -----------------------------------------------------------------------

    def with_input(self, place: int, value: float) -> Neuron:
        """Return the same with another number coming in."""
        return replace(self, inputs=_put(self.inputs, place, value))

    def with_weight(self, place: int, value: float) -> Neuron:
        """Return the same with another weight."""
        return replace(self, weights=_put(self.weights, place, value))

    def with_name(self, place: int, name: str) -> Neuron:
        """Return the same with another name of an input; an empty one is x₁, x₂, …"""
        names = list(self.names)
        names[place] = name.strip()[:40] or numbered("x", place)
        return replace(self, names=tuple(names))

    def with_count(self, count: int) -> Neuron:
        """Return the same with so many inputs: new ones are 0, with a weight of 1."""
        keep = min(count, len(self.inputs))
        more = count - keep
        return replace(
            self,
            inputs=(*self.inputs[:keep], *[0.0] * more),
            weights=(*self.weights[:keep], *[1.0] * more),
            names=(*self.names[:keep], *(numbered("x", keep + i) for i in range(more))),
        )


def _put(values: tuple[float, ...], place: int, value: float) -> tuple[float, ...]:
    return (*values[:place], float(value), *values[place + 1 :])
