"""The contract of activation functions."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Expression


class Activation(Part):
    """A function y = f(z), applied after a layer's weighted sum or as a layer of its own.

    Arrays are feature-major: the last axis is the batch. `forward` and `slope` emit calls that
    work on whole arrays; `y` may be the same array as `z`, so `slope` sees the output only. Where
    the output cannot tell the slope, a function does one of two things. It sets `needs_input` and
    writes `slope_at`, for which whoever runs it keeps z. Or it `holds`: `hold` runs forward and leaves,
    where the slope will be, what `slope` makes it of; so does a sigmoid, whose outputs near 1 have
    lost how near they are. Outputs and slopes keep all their digits, also where they are very small.
    A power may be infinite or 0 on the way, which is no fault where its reciprocal is what counts.

    Elementwise functions take arrays of any shape. The others take (*shape, batch) and work over
    the features: the numbers of a list, of each step of a sequence (T, F), of each pixel of an
    image (C, H, W); see `feature_axis`.
    """

    elementwise: ClassVar[bool] = True
    """False when an output depends on several inputs (softmax); `backward` is then overridden."""
    needs_input: ClassVar[bool] = False
    """True when the slope cannot be told from the output alone; `slope_at` is then written, not `slope`."""
    holds: ClassVar[bool] = False
    """True when `slope` is told from what `hold` has left in its place, and the output."""
    flat: ClassVar[bool] = False
    """True when the slope is 0 wherever there is one, so that no gradient comes through."""
    smooth_form: ClassVar[str] = ""
    """Of a flat function: key of the one that does about the same with a slope."""
    limits: ClassVar[tuple[float, float]] = (-math.inf, math.inf)
    """Least and greatest output."""
    saturation: ClassVar[tuple[float, float] | None] = None
    """Outputs beyond these lie where the slope has nearly vanished, on both sides."""
    dead_below: ClassVar[float | None] = None
    """A unit whose outputs are all this or less gets no gradient; None where there is no such output."""
    rising: ClassVar[bool] = False
    """True when a greater z always gives a greater y, though the numbers at hand may be the same."""
    is_identity: ClassVar[bool] = False
    """True for y = z, which whoever runs it may leave out."""
    symbol: ClassVar[str] = "σ"

    def ranks(self, z: np.ndarray) -> np.ndarray | None:
        """Return numbers that rank as y = f(z) does, had it all digits; None where y ranks as well itself.

        Parameters
        ----------
        z
            Weighted sums (n, units).

        Returns
        -------
        array (n, units) float64, or None
        """
        return np.asarray(z, np.float64) if self.rising else None

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        """Emit y = f(z)."""
        raise NotImplementedError

    def hold(self, calls: Calls, z: np.ndarray, y: np.ndarray, held: np.ndarray) -> None:
        """Emit y = f(z), and into `held` what `slope` wants to find there: by default z.

        `held` may be the array `z` itself; otherwise z is not to be written to.
        """
        if z is not held:
            calls(np.copyto, held, z)
        self.forward(calls, held, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        """Emit out = f′(z), written in terms of the output y, and of what `hold` left in `out`."""
        raise NotImplementedError

    def slope_at(self, calls: Calls, z: np.ndarray, y: np.ndarray, out: np.ndarray) -> None:
        """Emit out = f′(z), written in terms of z and y = f(z), which are arrays of their own."""
        if self.holds:
            self.hold(calls, z, calls.buffer(*y.shape), out)
        self.slope(calls, y, out)

    def backward(self, calls: Calls, y: np.ndarray, dy: np.ndarray, dz: np.ndarray) -> None:
        """Emit dz = ∂L/∂z from y and dy = ∂L/∂y, for functions that are not elementwise."""
        raise NotImplementedError

    def spelled(self, z: Expression) -> Expression | None:
        """Return y = f(z) as one works it out by hand, at this z; None where that is not told.

        Only of elementwise functions. Of a function of several pieces it is the piece that `z` lies in.
        """
        return None

    def spelled_slope(self, z: Expression, y: Expression) -> Expression | None:
        """Return f′(z) as one works it out by hand, from z or from y = f(z); None where that is not told."""
        return None


def feature_axis(axes: int) -> int:
    """Return the axis of the features in an array (*shape, batch) with so many axes.

    (F, batch) and (C, H, W, batch) have them first, a sequence (T, F, batch) has its steps first.
    """
    return 1 if axes == 3 else 0


activations: Registry[Activation] = Registry(
    Activation, "nnsim.engine.activations", mark("activation function")
)
