"""Something of every layer, of several networks in one plot: the median of the seeds with a band."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.base.text import tr
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Line, Plot


def layer_plot(
    y: Axis, names: Sequence[str], values: Sequence[Array], title: str = "", *, first: int = 1
) -> Plot:
    """Return a plot over layers.

    Parameters
    ----------
    values
        Of every network, (seeds, layers): drawn are the median, and 5 % to 95 % where there are several seeds.
    first
        Number of the first layer.
    """
    lines = []
    for k, (name, found) in enumerate(zip(names, values, strict=True)):
        x = np.arange(first, first + found.shape[1])
        low, middle, high = np.quantile(found, (0.05, 0.5, 0.95), axis=0)
        colour, style = palette.SERIES[k % len(palette.SERIES)], palette.STYLES[k % len(palette.STYLES)]
        band = {"low": low, "high": high} if len(found) > 1 else {}
        lines.append(Line(name, x, middle, colour, style=style, width=2.0, **band))
    last = first - 1 + max(found.shape[1] for found in values)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if last <= 8 * s)
    ticks = (first, *(k for k in range(step, last + 1, step) if k > first))
    layer = Axis(tr("Layer"), ticks=tuple((k, str(k)) for k in ticks))
    return Plot(layer, y, tuple(lines), title)
