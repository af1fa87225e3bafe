"""A quantity of all layers over the steps of a run, as lines and maps draw it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import numpy as np

from nnsim.base.text import tr
from nnsim.figures.figure import Array
from nnsim.figures.readings import LayerReadings
from nnsim.figures.ticks import short

GROUPS = 256
"""Points of each layer's history on the screen."""


@dataclass(frozen=True, eq=False)
class LayerHistory:
    """Logarithms, shape (layers, n), at `steps` (n,)."""

    layers: LayerReadings = field(default_factory=lambda: LayerReadings((), (), ()))
    steps: Array = field(default_factory=lambda: np.zeros(0))
    logs: Array = field(default_factory=lambda: np.zeros((0, 0)))

    def column_at(self, x: float) -> int:
        """Return the place of the step nearest to `x`; there must be one."""
        return int(np.abs(self.steps - x).argmin())

    def told(self, i: int, j: int) -> str:
        """Return what is read of layer `i` at place `j`."""
        return told(self.layers.names[i], float(self.steps[j]), float(self.logs[i, j]))


def told(name: str, step: float, log: float) -> str:
    """Return what is read at a point of a line, whose height is a logarithm."""
    head = tr("step {n}").format(n=f"{step:,.0f}")
    return f"{escape(head)}<br>{escape(name)} <b>{short(10.0**log)}</b>"
