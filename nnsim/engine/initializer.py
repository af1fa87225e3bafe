"""The contract of initializers: first values of a parameter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark


class Initializer(Part):
    """Draws the first values of a parameter."""

    from_data: ClassVar[bool] = False
    """True when `draw` is only a beginning, and `adapt` goes on from there with examples."""

    def keeps_size(self) -> bool:
        """Return whether weights are drawn by the number of connections, so that signals keep their size."""
        return False

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        """Return a float64 array of `shape`.

        Parameters
        ----------
        fan_in, fan_out
            Number of connections that lead into and out of one unit.
        """
        raise NotImplementedError

    def adapt(self, weights: Sequence[np.ndarray], weighted_sums: Callable[[], np.ndarray]) -> None:
        """Change the drawn weights of one layer in place after looking at what they make of examples.

        Parameters
        ----------
        weights
            Flat windows of the layer's parameters that have this initializer.
        weighted_sums
            Runs the layer, without its activation, on a batch; returns (batch, units).
        """


def about_one(gain: float) -> bool:
    """Return whether a gain changes the size of signals so little that many layers pass them on."""
    return 0.3 <= gain <= 3.0


initializers: Registry[Initializer] = Registry(Initializer, "nnsim.engine.initializers", mark("initializer"))
