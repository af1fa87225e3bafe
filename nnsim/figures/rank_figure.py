"""The figure of degeneration: in how many directions each layer still sees, and how far it stretches them."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import tr
from nnsim.engine.probes.jacobian_spectrum import JacobianSpectra
from nnsim.engine.probes.weight_spectrum import WeightSpectra
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Mark, Plot, Points, Text

_TOLD = (0, 1, 3, 7)
"""Which singular values are drawn by depth, from the greatest."""


def rank_figure(jacobian: JacobianSpectra | None, weights: WeightSpectra | None, caption: str) -> Figure:
    """Return effective rank by depth, of the Jacobian from the input and of each weight matrix, and singular values."""
    plots = [_ranks(jacobian, weights)]
    if jacobian is not None:
        plots.append(_singular_values(jacobian))
    return Figure(tr("Effective rank by depth"), caption, tuple(plots), (900.0, 380.0))


def _ranks(jacobian: JacobianSpectra | None, weights: WeightSpectra | None) -> Plot:
    marks: list[Mark] = []
    names: tuple[str, ...] = ()
    if jacobian is not None:
        names = jacobian.names
        depth = np.arange(1, len(names) + 1)
        marks.append(_joined(tr("Jacobian ∂y/∂x"), depth, jacobian.effective_rank, 0))
    if weights is not None:
        at = _places(weights.names, names)
        marks.append(
            Points(
                tr("weights"),
                at,
                weights.effective_rank,
                palette.SERIES[1],
                shape="diamond",
            )
        )
    most = max((float(np.nanmax(m.y)) for m in marks if isinstance(m, Line | Points) and len(m.y)), default=1)
    y = Axis(tr("Effective rank"), range=(0.0, 1.08 * max(most, 1.0)))
    return Plot(_depth_axis(names), y, tuple(marks), title=tr("Directions that are left"))


def _singular_values(jacobian: JacobianSpectra) -> Plot:
    depth = np.arange(1, len(jacobian.names) + 1)
    marks: list[Mark] = []
    for k, which in enumerate(_TOLD):
        values = np.array([_median(jacobian.singular_values[name], which) for name in jacobian.names])
        if np.isfinite(values).any():
            marks.append(_joined(tr("s{n}").format(n=which + 1), depth, values, k))
    if not marks:
        marks.append(Text(tr("All singular values are 0."), (1.0, 1.0), palette.FAINT))
    return Plot(
        _depth_axis(jacobian.names),
        Axis(tr("Singular value"), log=True),
        tuple(marks),
        title=tr("How far they are stretched"),
    )


def _median(values: Array, which: int) -> float:
    """Return the median over examples of one singular value; NaN where there is none, or a logarithm has none."""
    if values.shape[1] <= which:
        return np.nan
    found = float(np.median(values[:, which]))
    return found if found > 0 else np.nan


def _joined(name: str, x: Array, y: Array, k: int) -> Line:
    return Line(name, x.astype(np.float64), y, palette.SERIES[k], style=palette.STYLES[k])


def _places(names: tuple[str, ...], layers: tuple[str, ...]) -> Array:
    """Return the depth at which each weight matrix stands; its number in its own list where no layer is known."""
    order = {layer: float(k + 1) for k, layer in enumerate(layers)}
    return np.array([order.get(name.rpartition("/")[0], float(k + 1)) for k, name in enumerate(names)])


def _depth_axis(names: tuple[str, ...]) -> Axis:
    """Return the axis of layers; each by its name while there are few."""
    few = len(names) <= 8
    ticks = tuple((float(k + 1), name) for k, name in enumerate(names)) if few and names else None
    return Axis(tr("Layer"), ticks=ticks, range=(0.7, max(len(names), 1) + 0.3))
