"""What sources made of formulas have in common: which variables they have, and evenly drawn places of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import integer, real
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Floats
from nnsim.data.formulas.formula import Formula
from nnsim.data.formulas.named import find, same
from nnsim.data.formulas.tree import CONSTANTS
from nnsim.data.points import MANY_POINTS, MANY_SEEDS
from nnsim.data.source import Source

_FAMILIES = (("x", "y", "z"), ("x₁", "x₂", "x₃"))
_NEAR = 10.0
"""Inputs no further from 0 are given to the network as they are, as Playground does."""


@dataclass(frozen=True)
class FormulaSource(Source):
    """Points drawn evenly from a range, with something worked out for them by formulas."""

    low: float = real(-6.0, low=-1e6, high=1e6, usual=(-10.0, 0.0), label=mark("Range from"))
    high: float = real(6.0, low=-1e6, high=1e6, usual=(0.0, 10.0), label=mark("Range to"))
    points: int = integer(500, low=2, high=100_000, step=50, usual=MANY_POINTS, label=mark("Points"))
    seed: int = integer(0, low=0, high=MOST_SEED, usual=MANY_SEEDS, label=mark("Seed"))

    def _places(self, rng: np.random.Generator, count: int) -> Floats:
        """Return places (points, count); raises NnsimError where the range is none."""
        if self.low >= self.high:
            raise NnsimError(
                tr("The range from {low} to {high} is empty. Make the first number the smaller one.").format(
                    low=f"{self.low:g}", high=f"{self.high:g}"
                )
            )
        return rng.uniform(self.low, self.high, (self.points, count))

    @property
    def _is_near(self) -> bool:
        return max(abs(self.low), abs(self.high)) <= _NEAR

    @property
    def _half(self) -> float:
        return (self.high - self.low) / 2


def variables(formulas: Sequence[Formula], least: int, most: int) -> tuple[str, ...]:
    """Return the variables of some formulas, `least` of them at any rate: x, y, z or x₁, x₂, x₃ come before all others.

    Raises NnsimError for more than `most`.
    """
    named = list(dict.fromkeys(same(name) for f in formulas for name in f.names() if name not in CONSTANTS))
    if len(named) > most:
        raise NnsimError(
            tr("The formulas have {n} variables: {names}. At most {most} are possible.").format(
                n=len(named), names=", ".join(named[:8]), most=most
            )
        )
    family = max(_FAMILIES, key=lambda names: sum(find(name, names) is not None for name in named))
    first = [name for name in family if find(name, named) is not None]
    others = [name for name in named if find(name, family) is None]
    missing = [name for name in family if name not in first]
    wanted = max(least - len(first) - len(others), 0)
    # Those of the family stand in its order whether they are named or not: y > 1 is about x and y.
    known = sorted([*first, *missing[:wanted]], key=family.index)
    return (*known, *others)
