"""Numbers that flow forward, and what they say about a layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.probe import Spread, headed, spread
from nnsim.engine.program import Program
from nnsim.engine.subject import Signal, greatest_slope, slopes

SATURATED_BELOW = 0.1
"""A unit is saturated where the slope of its activation is below this share of its greatest slope."""


@dataclass(frozen=True, eq=False, repr=False)
class Signals(Spread):
    """Activations or pre-activations, one row a stage.

    Attributes
    ----------
    saturated
        Share of the values where |f′(z)| is less than a tenth of its greatest: hardly any gradient
        passes (for tanh, |y| > .949; for ReLU, y = 0).
    dead
        Share of the units (of an image: channels; of a sequence: features) where f′(z) is 0 for every
        example: no gradient passes at all.

    Both are NaN where there is no function of each single number with a slope.
    """

    saturated: np.ndarray = field(metadata=headed(mark("saturated")))
    dead: np.ndarray = field(metadata=headed(mark("dead")))


def signals_of(program: Program, wanted: Sequence[tuple[str, str, Signal]], bins: int) -> Signals:
    """Return the reading of the values of `program`, by name, id and what is known of the stage."""
    values = {name: np.array(program.values[id_].flat) for name, id_, _ in wanted}
    shares = np.array([_shares(program, signal) for _, _, signal in wanted]).reshape(-1, 2)
    return Signals(**vars(spread(values, bins)), saturated=shares[:, 0], dead=shares[:, 1])


def _shares(program: Program, signal: Signal) -> tuple[float, float]:
    """Return the shares of saturated values and of dead units."""
    f = signal.activation
    if f is None or signal.z is None or not f.elementwise or greatest_slope(f) == 0:
        return np.nan, np.nan
    slope = np.abs(slopes(f, np.array(program.values[signal.z].data)))
    # Units are the axis that batch norm takes too: channels of images, features of sequences.
    axis = 1 if slope.ndim == 3 else 0
    others = tuple(k for k in range(slope.ndim) if k != axis)
    return float((slope < SATURATED_BELOW * greatest_slope(f)).mean()), float(
        (slope == 0).all(axis=others).mean()
    )
