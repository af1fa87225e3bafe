"""The figure of a run's loss, and of its accuracy where there are classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.figures import palette
from nnsim.figures.curves import MOST_VERTICES, smooth
from nnsim.figures.figure import Axis, Figure, Line, Plot, Style
from nnsim.figures.readings import HistoryLike
from nnsim.training.metric_names import MetricName, accuracies, outputs_of


def loss_figure(
    history: HistoryLike,
    caption: str = "",
    smoothing: float = 0,
    log: bool = False,
    hidden: frozenset[str] = frozenset(),
) -> Figure:
    """Return training and validation loss over the steps, and accuracy where it was measured.

    Parameters
    ----------
    smoothing
        Width of a centred moving average in steps; 0 shows the readings as they are.
    log
        Draw the loss on a logarithmic axis.
    hidden
        Names of curves to leave out: ``train``, ``validation``, or a metric of the history.

    Raises
    ------
    NnsimError
        When nothing was recorded yet.
    """
    lines = _loss_lines(history, smoothing, hidden)
    accuracy = _accuracy_lines(history, smoothing, hidden)
    if not lines and not accuracy:
        raise NnsimError(tr("There is no loss to draw yet. Train first."))
    if smoothing > 0:
        text = tr("moving average over {n} steps").format(n=f"{smoothing:,.0f}")
        caption = _joined(caption, text)
    if any(line.low is not None or len(line.x) > MOST_VERTICES for line in lines):
        caption = _joined(caption, tr("shaded: smallest to largest value"))
    step = tr("Steps")
    plots = []
    if lines:
        plots.append(Plot(Axis(step), Axis(tr("Loss"), log=log), tuple(lines), share=1.5))
    if accuracy:
        plots.append(Plot(Axis(step), Axis(tr("Accuracy"), "%"), tuple(accuracy)))
    size = (860.0, 400.0) if len(plots) > 1 else (640.0, 420.0)
    return Figure(tr("Loss"), caption, tuple(plots), size)


def _joined(*pieces: str) -> str:
    return " · ".join(piece for piece in pieces if piece)


def _loss_lines(history: HistoryLike, smoothing: float, hidden: frozenset[str]) -> list[Line]:
    lines = []
    steps = history.readings.steps
    if len(steps) and "train" not in hidden:
        mean = smooth(steps, history.readings.mean(0), smoothing)
        low, high = history.readings.low(0), history.readings.high(0)
        # A bucket of one step has no spread: then the band says nothing.
        spread = not np.array_equal(low, high)
        band = (low, high) if spread else (None, None)
        lines.append(Line(tr("Training loss"), steps, mean, palette.SERIES[0], *band))
    steps = history.evaluations.steps
    if len(steps) and "validation" not in hidden:
        values = history.evaluations.mean(1)
        if np.isfinite(values).any():
            values = smooth(steps, values, smoothing)
            lines.append(Line(tr("Validation loss"), steps, values, palette.SERIES[1], style="dashed"))
    return lines


def _accuracy_lines(history: HistoryLike, smoothing: float, hidden: frozenset[str]) -> list[Line]:
    """Return a line for each part of the data, and output where there are several, which give the colour then."""
    lines = []
    titles = {"train": tr("Training accuracy"), "val": tr("Validation accuracy")}
    outputs = outputs_of(history.metrics)
    steps = history.evaluations.steps
    for name, place in accuracies(history.metrics):
        values = history.evaluations.mean(2 + place)
        if str(name) in hidden or not np.isfinite(values).any():
            continue
        title = ", ".join(text for text in (titles[name.part], name.layer) if text)
        colour = colour_of(palette.SERIES, outputs, name)
        style: Style = "dashed" if name.part == "val" else "solid"
        lines.append(Line(title, steps, 100 * smooth(steps, values, smoothing), colour, style=style))
    return lines


def colour_of(series: Sequence[str], outputs: Sequence[str], name: MetricName) -> str:
    """Return the colour of an accuracy: that of its part, or of its output where there are several.

    The first two of the `series` mean training and validation, and so no output.
    """
    if outputs:
        return series[2 + outputs.index(name.layer) % (len(series) - 2)]
    return series[name.part == "val"]
