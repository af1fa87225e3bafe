"""All that is known of every layer over time, on one axis of steps: what the Gradient lab shows live."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot
from nnsim.figures.gradient_figure import FEW, LAYER_STYLES, heat_plot, lines_behind, lines_plot
from nnsim.figures.readings import layer_readings
from nnsim.figures.signal_trace import SignalTrace
from nnsim.figures.watched import Watched
from nnsim.training.history import History
from nnsim.training.quantities import GRADIENT, RELATIVE_CHANGE, Quantity

GROUPS = 256
"""Points of a curve."""
COLUMNS = 2
"""Plots in a row."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What there is to draw.

    Attributes
    ----------
    history
        Readings of every step.
    trace
        What pictures have shown.
    behind
        Other runs, drawn behind the lines.
    """

    history: History
    trace: SignalTrace
    behind: tuple[Watched, ...] = ()


@dataclass(frozen=True)
class View:
    """One plot that can be chosen: its key, its name (marked for translation), and what makes it."""

    key: str
    title: str
    make: Callable[[Seen], Plot | None]


def depth_figure(seen: Seen, chosen: Collection[str], caption: str) -> Figure:
    """Return the plots called `chosen`, two in a row, all over the same steps.

    Raises
    ------
    NnsimError
        When there is nothing to draw of any of them.
    """
    plots = [plot for view in VIEWS if view.key in chosen and (plot := _titled(view, seen)) is not None]
    if not plots:
        raise NnsimError(tr("There is nothing to draw yet. Train first, or choose something else."))
    first, last = _span(seen)
    shared = tuple(_beside(plot, k, len(plots), (first, last)) for k, plot in enumerate(plots))
    rows = -(-len(shared) // COLUMNS)
    return Figure(tr("Every layer over time"), caption, shared, (900.0, 60.0 + 260.0 * rows), columns=COLUMNS)


def _beside(plot: Plot, k: int, n: int, span: tuple[float, float]) -> Plot:
    """Return plot `k` of `n` over the steps of all: only the lowest say what the axis is, only the first has a legend."""
    label = plot.x.label if k >= n - COLUMNS else ""
    return replace(plot, x=replace(plot.x, range=span, label=label), legend=plot.legend and k == 0)


def _titled(view: View, seen: Seen) -> Plot | None:
    plot = view.make(seen)
    return None if plot is None else replace(plot, title=tr(view.title))


def _span(seen: Seen) -> tuple[float, float]:
    """Return the first and the last step there is."""
    ends = [float(run.readings.steps[k]) for run in _histories(seen) if len(run.readings) for k in (0, -1)]
    ends += [float(seen.trace.steps[k]) for k in (0, -1) if len(seen.trace.steps)]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    return low, high if high > low else low + 1.0


def _histories(seen: Seen) -> list[History]:
    return [seen.history, *(run.history for run in seen.behind)]


def _lines(quantity: Quantity, seen: Seen) -> Plot | None:
    layers = layer_readings(seen.history.columns, quantity, False)
    if not layers.names or not len(seen.history.readings):
        return None
    steps, values = layers.values(seen.history.readings, GROUPS)
    symbol = quantity.shown_symbol(False)
    others = [
        line
        for run in seen.behind
        for line in lines_behind(run, layer_readings(run.history.columns, quantity, False), symbol)
    ]
    return lines_plot(layers, steps, values, symbol, others)


def _map(quantity: Quantity, seen: Seen) -> Plot | None:
    layers = layer_readings(seen.history.columns, quantity, False)
    if not layers.names or not len(seen.history.readings):
        return None
    return heat_plot(layers, *layers.values(seen.history.readings, GROUPS), quantity.shown_symbol(False))


def _traced(rows: Callable[[SignalTrace], Array], label: str, log: bool, seen: Seen) -> Plot | None:
    """Return something that pictures have shown, a line for each layer that has it."""
    trace, values = seen.trace, rows(seen.trace)
    there = [i for i in range(len(trace.names)) if np.isfinite(values[i]).any()]
    if not there:
        return None
    few = len(there) <= FEW
    colours: Sequence[str] = palette.SERIES if few else palette.ramp(len(there), palette.DARK_RAMP)
    lines = tuple(
        Line(
            trace.names[i],
            trace.steps,
            np.where(values[i] > 0, values[i], np.nan) if log else values[i],
            colours[k],
            style=LAYER_STYLES[k % len(LAYER_STYLES)] if few else "solid",
            in_legend=few or k in (0, len(there) - 1),
            column=f"{label} {trace.names[i]}",
        )
        for k, i in enumerate(there)
    )
    y = Axis(label, log=True) if log else Axis(label, range=(0.0, 1.0))
    return Plot(Axis(tr("Steps")), y, lines)


VIEWS = (
    View("gradient", mark("Gradient norm per layer"), lambda seen: _lines(GRADIENT, seen)),
    View("map", mark("Layer × time"), lambda seen: _map(GRADIENT, seen)),
    View("change", mark("Relative change a step"), lambda seen: _lines(RELATIVE_CHANGE, seen)),
    View(
        "spread",
        mark("Spread of activations"),
        lambda seen: _traced(lambda trace: trace.std, tr("Standard deviation"), True, seen),
    ),
    View(
        "saturated",
        mark("Saturated"),
        lambda seen: _traced(lambda trace: trace.saturated, tr("Share of values"), False, seen),
    ),
    View(
        "dead",
        mark("Dead units"),
        lambda seen: _traced(lambda trace: trace.dead, tr("Share of units"), False, seen),
    ),
)
"""All plots there are, in their order."""
