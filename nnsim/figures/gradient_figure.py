"""The figure of the gradients of every layer: bars with their history, or layer × time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.figures import palette
from nnsim.figures.curves import log10
from nnsim.figures.figure import Array, Axis, Bars, ColourBar, Figure, Image, Line, Plot, Style
from nnsim.figures.readings import LayerReadings, Severity, decades, layer_readings, severity
from nnsim.figures.ticks import short
from nnsim.figures.watched import Watched
from nnsim.training.history import History
from nnsim.training.quantities import GRADIENT, Quantity

View = Literal["bars", "heat"]
FEW = 8
"""Layers that a reader can tell apart by colour and line style; of more the lines are a ramp by depth."""
LAYER_STYLES: tuple[Style, ...] = ("solid", "dashed", "dotted")
"""Of the lines of few layers, by turns; runs behind them have other ones (`RunEntry.dash`)."""

SEVERITY_COLOURS = {"good": palette.GREEN, "warning": palette.AMBER, "bad": palette.RED}


def gradient_figure(
    history: History,
    caption: str = "",
    view: View = "bars",
    quantity: Quantity = GRADIENT,
    rms: bool = False,
    behind: Sequence[Watched] = (),
    step: float | None = None,
) -> Figure:
    """Return the magnitude of `quantity` in every layer: bars and lines, or a heat map.

    Other runs, `behind`, stand behind the lines; the bars are those of `step` (None: the newest).

    Raises NnsimError when nothing was recorded yet or no layer has the quantity.
    """
    layers = layer_readings(history.columns, quantity, rms)
    if not layers.names or not len(history.readings):
        raise NnsimError(tr("There are no gradients to draw yet. Train first."))
    steps, values = layers.values(history.readings)
    symbol = quantity.shown_symbol(rms)
    title = tr("{quantity} per layer").format(quantity=tr(quantity.title))
    height = max(380.0, 110.0 + 15.0 * len(layers.names))
    if view == "heat":
        return Figure(title, caption, (heat_plot(layers, steps, values, symbol),), (720.0, height))
    others = [
        line
        for run in behind
        for line in lines_behind(run, layer_readings(run.history.columns, quantity, rms), symbol)
    ]
    lines = lines_plot(layers, steps, values, symbol, others)
    plots = (_bars_plot(layers, layers.latest(history.readings, step), values, symbol, step), lines)
    return Figure(title, caption, plots, (900.0, height))


def _bars_plot(
    layers: LayerReadings, last: Array, values: Array, symbol: str, step: float | None = None
) -> Plot:
    low, high = decades(values)
    largest = max((float(v) for v in last if np.isfinite(v)), default=0.0)
    found = [severity(float(v), largest) for v in last]
    bars = Bars(
        symbol,
        layers.names,
        last,
        tuple(SEVERITY_COLOURS[s] for s in found),
        tuple(value_text(float(v), s) for v, s in zip(last, found, strict=True)),
    )
    x = Axis(symbol, log=True, range=(10.0**low, 10.0**high))
    title = tr("Last reading") if step is None else tr("step {n}").format(n=f"{step:,.0f}")
    return Plot(x, Axis(tr("Layer"), downward=True), (bars,), title=title, share=1.2)


def value_text(value: float, found: Severity) -> str:
    """Return a value with its severity in words, so that colour does not carry it alone."""
    words = {"good": "", "warning": tr("weak"), "bad": tr("vanishing")}
    if not np.isfinite(value):
        return tr("not a number")
    word = words[found]
    return f"{short(value)} {word}" if word else short(value)


def lines_behind(run: Watched, layers: LayerReadings, symbol: str) -> Iterator[Line]:
    """Yield the lines of another run, all in its own look; one of them names it in the legend."""
    if not len(run.history.readings):
        return
    steps, values = layers.values(run.history.readings)
    for i, (name, row) in enumerate(zip(layers.names, values, strict=True)):
        yield Line(
            run.name,
            steps,
            np.where(row > 0, row, np.nan),
            run.ink,
            style=run.dash,
            width=0.8,
            in_legend=i == 0,
            values=row,
            column=run.called(f"{symbol} {name}"),
            behind=True,
        )


def lines_plot(
    layers: LayerReadings, steps: Array, values: Array, symbol: str, others: Sequence[Line] = ()
) -> Plot:
    """Return values (layers, n) at `steps` (n,) as a line for each layer, on a logarithmic axis, before `others`."""
    n = len(layers.names)
    few = n <= FEW
    # On paper the ramp must not end in a colour as light as the page.
    colours = palette.SERIES[:n] if few else palette.ramp(n, palette.DARK_RAMP)
    styles = LAYER_STYLES if few else LAYER_STYLES[:1]
    lines = tuple(
        Line(
            name,
            steps,
            np.where(row > 0, row, np.nan),
            colours[i],
            style=styles[i % len(styles)],
            width=1.4 if few else 0.9,
            in_legend=few or i in (0, n // 2, n - 1),
            values=row,
            column=f"{symbol} {name}",
        )
        for i, (name, row) in enumerate(zip(layers.names, values, strict=True))
    )
    shown = [values.reshape(-1), *(np.asarray(line.values, np.float64) for line in others)]
    low, high = decades(np.concatenate(shown))
    y = Axis(symbol, log=True, range=(10.0**low, 10.0**high))
    return Plot(Axis(tr("Steps")), y, (*lines, *others), title=tr("History"))


def heat_plot(layers: LayerReadings, steps: Array, values: Array, symbol: str) -> Plot:
    """Return values (layers, n) at `steps` (n,) as a map, layer × time, with logarithmic colours."""
    low, high = decades(values)
    n = len(layers.names)
    rgba = palette.coloured(log10(values), (low, high), palette.lookup(palette.RAMP))
    extent = (float(steps[0]), float(steps[-1]) if len(steps) > 1 else float(steps[0]) + 1, -0.5, n - 0.5)
    bar = ColourBar(symbol, (10.0**low, 10.0**high), palette.RAMP, log=True)
    image = Image(
        symbol,
        values,
        rgba,
        extent,
        (symbol,),
        bar,
        smooth=False,
        row_names=layers.names,
        column_values=steps,
    )
    names = tuple((float(i), name) for i, name in enumerate(layers.names))
    y = Axis(tr("Layer"), range=(-0.5, n - 0.5), ticks=names, downward=True)
    return Plot(Axis(tr("Steps")), y, (image,), legend=False)
