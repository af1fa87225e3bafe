"""The figure of a diagnosis: losses of sick and cured over each other, and the gradients of their layers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from nnsim.base.text import tr
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.diagnosis import Diagnosis
from nnsim.diagnosis.examination import Examination
from nnsim.diagnosis.records import was_tried
from nnsim.diagnosis.trial import Arm, Trial
from nnsim.figures import figure as drawn
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot, Shape, Style

SICK, CURED = palette.SERIES[1], palette.SERIES[0]
WIDTH, LEAST_HEIGHT = 720.0, 250.0
MOST_LAYERS = 16
"""Layers that are named, spread evenly where there are more."""
FLAT = 0.02
"""Share of the loss that its axis spans at least."""
LOG_FROM = 50.0
"""How many times the least loss the greatest is at least where the axis is logarithmic."""


def page_figure(found: Diagnosis) -> Figure | None:
    """Return the figure: of the cure that helped most, of the first tried, or of the run; None where nothing was seen."""
    trial = _chosen(found)
    plots = list(_of_trial(trial) if trial is not None else _of_run(found))
    if not plots:
        return None
    layers = max((len(plot.y.ticks or ()) for plot in plots), default=0)
    return Figure("", "", tuple(plots), (WIDTH, max(LEAST_HEIGHT, 96.0 + 19.0 * layers)))


def _chosen(found: Diagnosis) -> Trial | None:
    if found.treatment is None:
        return None
    tried = (trial for trial in found.treatment.trials if was_tried(trial))
    return found.proven or next(tried, None)


def _of_trial(trial: Trial) -> Iterator[Plot]:
    lines = [
        *_losses(trial.sick, tr("as it is"), SICK, "solid"),
        *_losses(trial.cured, tr("with the cure"), CURED, "dashed"),
    ]
    if lines:
        validation = any(np.isfinite(arm.val_loss).any() for arm in (*trial.sick, *trial.cured))
        yield _loss_plot(lines, tr("Validation loss") if validation else tr("Training loss"))
    sides = {tr("as it is"): _norms(trial.sick), tr("with the cure"): _norms(trial.cured)}
    yield from _gradients(sides)


def _losses(arms: Sequence[Arm], name: str, colour: str, style: Style) -> Iterator[Line]:
    for place, arm in enumerate(arms):
        losses = arm.val_loss if np.isfinite(arm.val_loss).any() else arm.train_loss
        y = np.where(np.isfinite(losses), losses, np.nan)
        if np.isfinite(y).any():
            width = 1.8 if place == 0 else 1.0
            yield Line(name, arm.steps, y, colour, style=style, width=width, in_legend=place == 0)


def _of_run(found: Diagnosis) -> Iterator[Plot]:
    case = found.case
    if case.course is not None:
        lines = list(_run_losses(case.course))
        if lines:
            yield _loss_plot(lines, tr("Loss"))
    seen = {tr("first weights"): _seen(case.first)}
    if case.step:
        seen[tr("step {n}").format(n=f"{case.step:,}")] = _seen(case.now)
    yield from _gradients(seen)


def _run_losses(course: Course) -> Iterator[Line]:
    pairs: tuple[tuple[str, Array, str, Style], ...] = (
        (tr("training"), course.train_loss, palette.SERIES[0], "solid"),
        (tr("validation"), course.val_loss, palette.SERIES[1], "dashed"),
    )
    for name, losses, colour, style in pairs:
        if np.isfinite(losses).any():
            y = np.where(np.isfinite(losses), losses, np.nan)
            yield Line(name, course.measured_at, y, colour, style=style)


def _loss_plot(lines: Sequence[Line], label: str) -> Plot:
    known = np.concatenate([line.y[np.isfinite(line.y)] for line in lines])
    low, high = float(known.min()), float(known.max())
    log = low > 0 and high > LOG_FROM * low
    # What does not move at all must not look as if it did.
    spare = FLAT * max(abs(low), abs(high), 1e-12) - (high - low)
    shown = (low - spare / 2, high + spare / 2) if spare > 0 else None
    return Plot(Axis(tr("Steps")), Axis(label, log=log, range=shown), tuple(lines))


def _norms(arms: Sequence[Arm]) -> Mapping[str, float]:
    return dict(arms[0].gradients) if arms else {}


def _seen(examination: Examination | None) -> Mapping[str, float]:
    return {} if examination is None else {layer.name: layer.gradient for layer in examination.connecting}


def _gradients(sides: Mapping[str, Mapping[str, float]]) -> Iterator[Plot]:
    """Yield the norm of the gradient of every layer: a row each, a point for each side."""
    sides = {name: norms for name, norms in sides.items() if norms}
    names = _spread(_in_order(list(sides.values())))
    positive = [v for norms in sides.values() for v in norms.values() if math.isfinite(v) and v > 0]
    if not names:
        return
    low = 10.0 ** math.floor(math.log10(min(positive, default=1e-6)) - 0.1)
    high = 10.0 ** math.ceil(math.log10(max(positive, default=1.0)) + 0.1)
    looks: tuple[tuple[str, Shape, Style], ...] = ((SICK, "circle", "solid"), (CURED, "diamond", "dashed"))
    marks: list[drawn.Mark] = []
    for (side, norms), (colour, shape, style) in zip(sides.items(), looks, strict=False):
        values = np.array([norms.get(name, math.nan) for name in names], np.float64)
        # A gradient of 0 has no place on the axis: its point stands at the edge.
        x = np.where(np.isfinite(values), np.clip(values, low * 1.15, None), np.nan)
        rows: Array = np.arange(len(names), dtype=np.float64)
        here = np.isfinite(x)
        marks.append(Line(side, x[here], rows[here], colour, style=style, width=1.0))
        marks.append(drawn.Points("", x[here], rows[here], colour, shape, values=values[here]))
    ticks = tuple(
        (float(row), name if len(name) <= 22 else name[:21] + "…") for row, name in enumerate(names)
    )
    zeros = any(value == 0 for norms in sides.values() for value in norms.values())
    symbol = "‖∂L/∂W‖"
    label = tr("{symbol}, 0 at the edge").format(symbol=symbol) if zeros else symbol
    x_axis = Axis(label, log=True, range=(low, high))
    y_axis = Axis("", range=(-0.6, len(names) - 0.4), ticks=ticks, downward=True)
    yield Plot(x_axis, y_axis, tuple(marks), share=1.1)


def _in_order(sides: Sequence[Mapping[str, float]]) -> list[str]:
    """Return the names of all layers, those that one side alone has where they stand there."""
    if not sides:
        return []
    longest = max(sides, key=len)
    return [*longest, *(name for side in sides for name in side if name not in longest)]


def _spread(names: Sequence[str]) -> list[str]:
    if len(names) <= MOST_LAYERS:
        return list(dict.fromkeys(names))
    rows = np.linspace(0, len(names) - 1, MOST_LAYERS).round().astype(int)
    return [names[row] for row in dict.fromkeys(rows.tolist())]
