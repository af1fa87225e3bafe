"""What the panel of the loss draws of a run that stands behind another."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import tr
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.figures.curves import grouped, log10, smooth
from nnsim.figures.figure import Style
from nnsim.figures.loss_figure import scalar_curves
from nnsim.figures.watched import Watched
from nnsim.training.series import Series
from nnsim.ui.charts.chart import Chart
from nnsim.ui.charts.ghosts import Ghost

MOST_DASHED = 300
"""Points of a dashed curve: the time to draw dashes grows with the length of the path."""


def loss_ghosts(
    run: Watched, scalar: Scalar | None, smoothing: float, log: bool, hidden: frozenset[str], chart: Chart
) -> Iterator[Ghost]:
    """Yield the curves of a scalar of `run`, or (None) those of its accuracy in per cent.

    With `log` a scalar comes as logarithms. What is `hidden` (``train``, ``validation``) is left out, and
    what `chart` does not show now.
    """
    for key, name, dash, series, column in _sources(run, scalar):
        if key in hidden or not len(series):
            continue
        here = chart.part_of(series.steps)
        y = smooth(series.steps, series.mean(column), smoothing)[here]
        x, y, *_ = grouped(series.steps[here], y, y, y, MOST_DASHED)
        shown = 100 * y if scalar is None else log10(y) if log else y
        yield Ghost(run.called(name), run.colour, dash, x, shown)


def _sources(run: Watched, scalar: Scalar | None) -> Iterator[tuple[str, str, Style, Series, int]]:
    """Yield what may be hidden, name, dash, and where the numbers stand, of each curve."""
    history, train, validation = run.history, tr("training"), tr("validation")
    if scalar is None:
        for metric, column in history.accuracies():
            key, said, dash = (
                ("validation", validation, run.second_dash)
                if metric.part == "val"
                else ("train", train, run.dash)
            )
            name = f"{said}, {metric.layer}" if metric.layer else said
            yield key, name, dash, history.evaluations, column
        return
    for key, series, column in scalar_curves(history, scalar):
        if key == "train":
            yield key, train if scalar.key == LOSS.key else tr(scalar.title), run.dash, series, column
        else:
            yield key, validation, run.second_dash, series, column
