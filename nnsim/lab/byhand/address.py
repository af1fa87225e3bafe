"""Addresses: which number of a worked-out network is meant, so that every factor can be followed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


@dataclass(frozen=True, order=True)
class UnitAt:
    """One unit: the id of the stage whose outputs its column shows, and its number in the flat list, from 0."""

    stage: str
    number: int


@dataclass(frozen=True, order=True)
class WeightAt:
    """One learned number, weight or bias: its place in the one vector of all."""

    number: int


class Of(Enum):
    """What of a unit, of a weight, or of all is meant."""

    Z = "z"
    """The weighted sum of a unit."""
    Y = "y"
    """Its output."""
    ANSWER = "p"
    """What a person reads from an output where the loss applies a function by itself."""
    TARGET = "t"
    """What an output is compared with."""
    ERROR = "error"
    """What an output adds to the loss of an example."""
    SIGNAL = "signal"
    """∂E/∂y of a unit: what comes back to its output."""
    SLOPE = "slope"
    """f′(z) of a unit."""
    DELTA = "delta"
    """∂E/∂z of a unit."""
    LOCAL = "local"
    """∂y of a unit for the output of one before it, in a layer that is no weighted sum."""
    WEIGHT = "weight"
    """A weight as it is."""
    GRADIENT = "gradient"
    """∂E/∂w."""
    STEP = "step"
    """What the update adds to a weight."""
    AFTER = "after"
    """A weight after the update."""
    LOSS = "loss"
    """The loss of all examples, their mean, or of one."""
    RATE = "rate"
    """The learning rate."""


@dataclass(frozen=True)
class Address:
    """One number: what, of which unit or weight, and in which example (None: the mean over all).

    `before` is the unit whose output a slope (`Of.LOCAL`) is for.
    """

    of: Of
    at: UnitAt | WeightAt | None = None
    example: int | None = None
    before: UnitAt | None = None

    @property
    def unit(self) -> UnitAt:
        """The unit; only of a quantity of one."""
        assert isinstance(self.at, UnitAt)
        return self.at

    @property
    def weight(self) -> WeightAt:
        """The weight; only of a quantity of one."""
        assert isinstance(self.at, WeightAt)
        return self.at

    def other(self, of: Of) -> Address:
        """Return the address of another quantity at the same place."""
        return replace(self, of=of, before=None)

    def in_example(self, example: int | None) -> Address:
        """Return the address of the same quantity in another example."""
        return replace(self, example=example)
