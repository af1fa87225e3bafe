"""The contract of initializers: first values of a parameter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark


@dataclass(frozen=True, eq=False)
class Seen:
    """What a layer sees of some training examples before training.

    Attributes
    ----------
    inputs
        (examples, numbers): what the layer reads; what comes from several others stands side by side.
    sums
        Runs the layer, without its activation, on these examples, with its weights as they are then; returns
        (examples, units).
    random
        For who draws, from the seed of the network.
    """

    inputs: np.ndarray
    sums: Callable[[], np.ndarray]
    random: np.random.Generator


class Initializer(Part):
    """Draws the first values of a parameter."""

    from_data: ClassVar[bool] = False
    """True when `draw` is only a beginning, and `adapt` goes on from there with examples."""
    examples: ClassVar[int] = 256
    """How many examples `adapt` looks at, at most."""

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

    def too_few(self, shape: tuple[int, ...], examples: int) -> str:
        """Return a translated sentence, with the cure, where no such weights can be made of so many examples."""
        return ""

    def adapt(self, weights: Sequence[np.ndarray], seen: Seen) -> None:
        """Change the drawn weights of one layer in place after looking at examples.

        Parameters
        ----------
        weights
            Those parameters of the layer that have this initializer, each in its shape.

        Raises
        ------
        NnsimError
            When no weights can be made of these examples.
        """


def about_one(gain: float) -> bool:
    """Return whether a gain changes the size of signals so little that many layers pass them on."""
    return 0.6 <= gain <= 1.75


initializers: Registry[Initializer] = Registry(Initializer, "nnsim.engine.initializers", mark("initializer"))
