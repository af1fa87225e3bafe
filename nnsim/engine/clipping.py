"""The contract of clipping: keeping a gradient from becoming too large."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.engine.calls import Calls


class Clipping(Part):
    """Makes a gradient of limited size of the gradient vector, with no allocation.

    What is recorded and shown is the gradient before clipping: how large it truly was.
    """

    def emit(
        self, gradient: np.ndarray, clipped: np.ndarray, layers: Sequence[tuple[int, int]], calls: Calls
    ) -> None:
        """Emit the calls that fill `clipped`.

        Parameters
        ----------
        gradient
            The whole gradient vector, (size,), read only.
        clipped
            Where the result goes, of the same shape.
        layers
            Start and stop of every layer within the vector.
        """
        raise NotImplementedError


clippings: Registry[Clipping] = Registry(Clipping, "nnsim.engine.clippings", mark("way to clip"))


def norm(vector: np.ndarray) -> float:
    """Return ‖vector‖₂, also where the squares leave the range of the vector's type.

    Exploding gradients are what clipping is for, and in float32 squares end at 1e19.
    """
    square = float(vector.dot(vector))
    if math.isfinite(square):
        return math.sqrt(square)
    most = float(np.abs(vector).max())
    if not 0.0 < most < math.inf:
        return most
    return most * float(np.linalg.norm(vector / vector.dtype.type(most)))


def write_clip_factor(vector: np.ndarray, threshold: float, factor: np.ndarray) -> None:
    """Write what shortens `vector` to a norm of `threshold`.

    Parameters
    ----------
    vector
        g, (n,), read only.
    threshold
        θ, above 0.
    factor
        1 where ‖g‖₂ ≤ θ, else θ/‖g‖₂ is written here, (). See `norm` for a ‖g‖₂ that is no number of
        the type of g; one that is no number at all stays none.
    """
    length = norm(vector)
    # Written so that a length that is no number stays one: the run then says so.
    factor[...] = 1.0 if length <= threshold else threshold / length
