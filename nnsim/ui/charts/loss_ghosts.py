"""What the panel of the loss draws of a run that stands behind another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nnsim.base.text import tr
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.figures.curves import grouped, log10, smooth
from nnsim.figures.figure import Style
from nnsim.figures.loss_figure import scalar_curves
from nnsim.figures.watched import Watched
from nnsim.training.series import Series
from nnsim.ui.charts.chart import Chart
from nnsim.ui.charts.ghosts import Ghost, Ghosts
from nnsim.ui.look.theme import theme

MOST_DASHED = 300
"""Points of a dashed curve: the time to draw dashes grows with the length of the path."""


@dataclass(frozen=True)
class CurveLook:
    """How curves are drawn: averaged over so many steps, as logarithms, and which are hidden."""

    window: int
    log: bool
    hidden: frozenset[str]


def draw_loss_ghosts(
    ghosts: Ghosts, chart: Chart, runs: Sequence[Watched], scalar: Scalar | None, look: CurveLook
) -> None:
    """Draw the curves of `runs`, of a scalar or (None) of the accuracy, unless they are drawn already."""
    of = tuple((id(run.history), run.history.version, run.name, run.colour, run.dash) for run in runs)
    key = (of, scalar, look, None if chart.following else chart.visible_x(), theme().name)
    if not ghosts.is_of(key):
        ghosts.draw([ghost for run in runs for ghost in loss_ghosts(run, scalar, look, chart)], key)


def loss_ghosts(run: Watched, scalar: Scalar | None, look: CurveLook, chart: Chart) -> Iterator[Ghost]:
    """Yield the curves of a scalar of `run`, or (None) those of its accuracy in per cent.

    On a logarithmic axis a scalar comes as logarithms. What is hidden (``train``, ``validation``) is left out,
    and what `chart` does not show now.
    """
    for key, name, dash, series, column in _sources(run, scalar):
        if key in look.hidden or not len(series):
            continue
        here = chart.part_of(series.steps)
        y = smooth(series.steps, series.mean(column), look.window)[here]
        x, y, *_ = grouped(series.steps[here], y, y, y, MOST_DASHED)
        shown = 100 * y if scalar is None else log10(y) if look.log else y
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
