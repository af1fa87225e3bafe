"""What one call of a walker takes: steps one after another, leg by leg."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Leg(NamedTuple):
    """Steps of one batch size: within one epoch, or through several that its batches fill without a rest.

    Attributes
    ----------
    size
        Examples of each of its batches.
    order
        Examples of its epochs in the order they come, int64, contiguous; not to be written.
    position
        Where in `order` the first batch begins.
    steps
        How many; at least one.
    epoch
        Whole epochs done before it.
    examples
        How many make an epoch.
    """

    size: int
    order: np.ndarray
    position: int
    steps: int
    epoch: int
    examples: int

    @property
    def ends_epoch(self) -> bool:
        """Whether no example of an epoch is left after it."""
        return (self.position + self.steps * self.size) % self.examples == 0

    def ends(self) -> range:
        """Return after how many of its steps an epoch ends, but for the last step."""
        return range(
            (self.examples - self.position) // self.size, self.steps, max(1, self.examples // self.size)
        )

    def epoch_after(self, steps: int) -> float:
        """Return how many epochs are done, with the fraction of the one under way, after `steps` of its steps."""
        whole, position = divmod(self.position + steps * self.size, self.examples)
        return self.epoch + whole + position / self.examples

    def epochs(self) -> list[float]:
        """Return how many epochs are done, with the fraction of the one under way, before each of its steps."""
        return [self.epoch_after(done) for done in range(self.steps)]

    def begun(self, steps: int) -> Leg:
        """Return its first `steps` steps."""
        return Leg(self.size, self.order, self.position, steps, self.epoch, self.examples)


class Stretch(NamedTuple):
    """Legs that follow each other: where one ends in an epoch, the next one begins there.

    Attributes
    ----------
    legs
        At least one.
    first
        Steps of the run before it.
    limit
        The loss at which the run has diverged; so it has where the loss is no number.
    rates
        Learning rate of every step, float64 (steps,); None where it stays as it is.
    """

    legs: tuple[Leg, ...]
    first: int
    limit: float
    rates: np.ndarray | None = None

    @property
    def steps(self) -> int:
        """How many steps it has."""
        steps = 0
        for leg in self.legs:
            steps += leg.steps
        return steps

    def epoch_after(self, steps: int) -> float:
        """Return how many epochs are done, with the fraction of the one under way, after 1 ≤ `steps` of its steps."""
        leg, steps = self.place_of(steps)
        return leg.epoch_after(steps)

    def place_of(self, steps: int) -> tuple[Leg, int]:
        """Return the leg of the last of its first `steps` ≥ 1 steps, and how many steps of the leg that makes."""
        for leg in self.legs:
            if steps <= leg.steps:
                return leg, steps
            steps -= leg.steps
        raise ValueError(steps)

    def examples(self, steps: int) -> int:
        """Return how many examples its first `steps` steps use."""
        used = 0
        for leg in self.legs:
            if steps <= leg.steps:
                return used + steps * leg.size
            used += leg.steps * leg.size
            steps -= leg.steps
        raise ValueError(steps)
