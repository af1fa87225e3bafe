"""What the panel of the loss draws of a run that stands behind another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import tr
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.figures.curves import grouped, log10, smooth
from nnsim.figures.figure import Array, Style
from nnsim.figures.watched import Watched
from nnsim.ui.charts.ghosts import Ghost

MOST_DASHED = 300
"""Points of a dashed curve: the time to draw dashes grows with the length of the path."""


def loss_ghosts(
    run: Watched,
    scalar: Scalar | None,
    smoothing: float,
    log: bool,
    hidden: frozenset[str],
    window: tuple[float, float] | None = None,
) -> Iterator[Ghost]:
    """Yield the curves of a scalar of `run`, or (None) those of its accuracy in per cent.

    With `log` a scalar comes as logarithms. What is `hidden` (``train``, ``validation``) is left out, and
    what lies outside of the `window` of steps, if there is one.
    """
    for key, name, dash, x, y in _sources(run, scalar):
        if key in hidden or y is None or not len(x):
            continue
        here = visible(x, window)
        y = smooth(x, y, smoothing)[here]
        x, y, *_ = grouped(x[here], y, y, y, MOST_DASHED)
        shown = 100 * y if scalar is None else log10(y) if log else y
        yield Ghost(run.called(name), run.colour, dash, x, shown)


def visible(x: Array, window: tuple[float, float] | None) -> slice:
    """Return the part of ascending `x` in a window, with a neighbour on each side; all of it without one."""
    if window is None:
        return slice(None)
    first, last = np.searchsorted(x, window)
    return slice(max(int(first) - 1, 0), int(last) + 1)


def _sources(run: Watched, scalar: Scalar | None) -> Iterator[tuple[str, str, Style, Array, Array | None]]:
    """Yield what may be hidden, name, dash, steps and values of each curve; None for what is not there."""
    history, train, validation = run.history, tr("training"), tr("validation")
    measured = history.evaluations
    if scalar is None:
        yield "train", train, run.dash, measured.steps, history.accuracy("train")
        yield "validation", validation, run.second_dash, measured.steps, history.accuracy("val")
        return
    of_loss = scalar.key == LOSS.key
    column, read = history.columns.place(scalar.key), history.readings
    values = read.mean(column) if column >= 0 else None
    yield "train", train if of_loss else tr(scalar.title), run.dash, read.steps, values
    if of_loss:
        yield "validation", validation, run.second_dash, measured.steps, measured.mean(1)
