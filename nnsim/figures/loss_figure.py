"""The figure of what judges a run: its loss or another scalar of its rule, and accuracy where there are classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.figures import palette
from nnsim.figures.curves import MOST_VERTICES, smooth
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot, Style
from nnsim.figures.watched import Watched
from nnsim.training.history import VAL_LOSS, History
from nnsim.training.metric_names import MetricName, outputs_of
from nnsim.training.series import Series

BEHIND_WIDTH = 1.0
"""Width of the lines of other runs: thinner than those of the run itself."""
_WIDE = 260.0


@dataclass(frozen=True)
class Level:
    """A number that curves are compared with: what it is called, and whether it is an accuracy in per cent or a loss."""

    name: str
    value: float
    is_accuracy: bool


def loss_figure(
    history: History,
    caption: str = "",
    smoothing: float = 0,
    log: bool = False,
    hidden: frozenset[str] = frozenset(),
    scalar: str | None = None,
    behind: Sequence[Watched] = (),
    level: Level | None = None,
) -> Figure:
    """Return the scalars of a run over its steps, its loss for training and validation, and its accuracy.

    Parameters
    ----------
    smoothing
        Width of a centred moving average in steps; 0 shows the readings as they are.
    log
        Draw what judges the run on a logarithmic axis.
    hidden
        Names of curves to leave out: ``train``, ``validation``, or a metric of the history.
    scalar
        Key of the only scalar to draw; None: all, that which judges the run first.
    behind
        Other runs, drawn behind this one on the same axes.
    level
        A line across one of the plots, to be compared with.

    Raises
    ------
    NnsimError
        When nothing was recorded yet.
    """
    chosen = [s for s in shown_scalars(history) if scalar in (None, s.key)]
    plots = []
    for each in chosen:
        lines = tuple(_scalar_lines(history, each, smoothing, hidden, behind))
        if lines:
            first = each is chosen[0]
            if level is not None and not level.is_accuracy and each.key == LOSS.key:
                lines = (*lines, _across(level, lines))
            axis = Axis(tr(each.title), each.unit, log=log and first)
            plots.append(Plot(Axis(tr("Steps")), axis, lines, share=1.5 if first else 1.0))
    accuracy = tuple(_accuracy_lines(history, smoothing, hidden, behind))
    if accuracy:
        if level is not None and level.is_accuracy:
            accuracy = (*accuracy, _across(level, accuracy))
        plots.insert(1, Plot(Axis(tr("Steps")), Axis(tr("Accuracy"), "%"), accuracy))
    if not plots:
        raise NnsimError(tr("There is no loss to draw yet. Train first."))
    if smoothing > 0:
        text = tr("moving average over {n} steps").format(n=f"{smoothing:,.0f}")
        caption = _joined(caption, text)
    drawn = [mark for plot in plots for mark in plot.marks if isinstance(mark, Line)]
    if any(line.low is not None or len(line.x) > MOST_VERTICES for line in drawn):
        caption = _joined(caption, tr("shaded: smallest to largest value"))
    size = (860.0 + _WIDE * (len(plots) - 2), 400.0) if len(plots) > 1 else (640.0, 420.0)
    title = tr(chosen[0].title) if chosen else tr("Accuracy")
    return Figure(title, caption, tuple(plots), size)


def shown_scalars(history: History) -> tuple[Scalar, ...]:
    """Return the scalars of a run, that which judges it first."""
    main = history.columns.main
    rest = tuple(scalar for scalar, _ in history.columns.scalars if scalar is not main)
    return (main, *rest) if main is not None else ()


def scalar_curves(history: History, scalar: Scalar) -> Iterator[tuple[str, Series, int]]:
    """Yield the curves there are of a scalar: ``train``, or ``validation``, and where the numbers stand."""
    column = history.columns.place(scalar.key)
    if column >= 0 and len(history.readings):
        yield "train", history.readings, column
    evaluations = history.evaluations
    if scalar.key == LOSS.key and np.isfinite(evaluations.mean(VAL_LOSS)).any():
        yield "validation", evaluations, VAL_LOSS


def _across(level: Level, lines: Sequence[Line]) -> Line:
    """Return a line at a level as long as all `lines` together."""
    known = np.concatenate([line.x for line in lines])
    x = np.array([known.min(), known.max()], float)
    return Line(level.name, x, np.full(2, level.value), palette.FAINT, style="dotted", width=1.2)


def _joined(*pieces: str) -> str:
    return " · ".join(piece for piece in pieces if piece)


def _scalar_lines(
    history: History, scalar: Scalar, smoothing: float, hidden: frozenset[str], behind: Sequence[Watched]
) -> Iterator[Line]:
    """Yield the curves of one scalar: of this run, then of those behind it."""
    is_loss = scalar.key == LOSS.key
    names = {
        "train": tr("Training loss") if is_loss else tr(scalar.title),
        "validation": tr("Validation loss"),
    }
    for key, series, column in scalar_curves(history, scalar):
        if key == "train" and key not in hidden:
            yield _line(names[key], series, column, smoothing, palette.SERIES[0], band=True)
        elif key not in hidden:
            yield _line(names[key], series, column, smoothing, palette.SERIES[1], "dashed")
    for run in behind:
        for key, series, column in scalar_curves(run.history, scalar):
            if key not in hidden:
                dash = run.dash if key == "train" else run.second_dash
                yield _behind(run, run.called(names[key]), series, column, smoothing, dash)


def _line(
    name: str,
    series: Series,
    column: int,
    smoothing: float,
    colour: str,
    style: Style = "solid",
    band: bool = False,
) -> Line:
    values = smooth(series.steps, series.mean(column), smoothing)
    low: Array | None = series.low(column)
    high: Array | None = series.high(column)
    # A bucket of one step has no spread: then the band says nothing.
    if not band or np.array_equal(series.low(column), series.high(column)):
        low = high = None
    return Line(name, series.steps, values, colour, low, high, style)


def _behind(run: Watched, name: str, series: Series, column: int, smoothing: float, dash: Style) -> Line:
    values = smooth(series.steps, series.mean(column), smoothing)
    return Line(name, series.steps, values, run.ink, style=dash, width=BEHIND_WIDTH, behind=True)


def _accuracy_lines(
    history: History, smoothing: float, hidden: frozenset[str], behind: Sequence[Watched]
) -> Iterator[Line]:
    """Yield a line for each part of the data, and each output where there are several: of this run, then of others."""
    outputs = outputs_of(history.metrics)
    for name, title, x, y in _accuracies(history, smoothing, hidden):
        style: Style = "dashed" if name.part == "val" else "solid"
        yield Line(title, x, y, colour_of(palette.SERIES, outputs, name), style=style)
    for run in behind:
        for name, title, x, y in _accuracies(run.history, smoothing, hidden):
            dash = run.second_dash if name.part == "val" else run.dash
            yield Line(run.called(title), x, y, run.ink, style=dash, width=BEHIND_WIDTH, behind=True)


def _accuracies(
    history: History, smoothing: float, hidden: frozenset[str]
) -> Iterator[tuple[MetricName, str, Array, Array]]:
    """Yield name, title, steps and per cent of every accuracy that was measured and is not hidden."""
    titles = {"train": tr("Training accuracy"), "val": tr("Validation accuracy")}
    steps = history.evaluations.steps
    for name, column in history.accuracies():
        values = history.evaluations.mean(column)
        if str(name) not in hidden and np.isfinite(values).any():
            title = ", ".join(text for text in (titles[name.part], name.layer) if text)
            yield name, title, steps, 100 * smooth(steps, values, smoothing)


def colour_of(series: Sequence[str], outputs: Sequence[str], name: MetricName) -> str:
    """Return the colour of an accuracy: that of its part, or of its output where there are several.

    The first two of the `series` mean training and validation, and so no output.
    """
    if outputs:
        return series[2 + outputs.index(name.layer) % (len(series) - 2)]
    return series[name.part == "val"]
