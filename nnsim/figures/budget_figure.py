"""The budget of a gradient as a waterfall: from the loss back to the first layer, a bar for every factor."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.budget_words import two_digits
from nnsim.engine.gradient_factors import Factor, FactorKind
from nnsim.engine.probes.gradient_budget import Budget, BudgetStep
from nnsim.figures import palette
from nnsim.figures.figure import Axis, Figure, Mark, Plot, Segments, Spans

COLOURS = {
    FactorKind.WEIGHTS: palette.SERIES[0],
    FactorKind.SLOPE: palette.SERIES[4],
    FactorKind.NORMALISATION: palette.SERIES[2],
    FactorKind.JOIN: palette.SERIES[5],
    FactorKind.SKIP: palette.SERIES[3],
    FactorKind.BRANCHES: palette.SERIES[7],
    FactorKind.LAYER: palette.SERIES[6],
    FactorKind.CANCELLATION: palette.SERIES[1],
    FactorKind.INCOMING: palette.INK,
}
FEW_NOTES = 26
"""Bars that have room for their number."""
LEAST_DECADES = 1.2
"""The axis spans at least so many."""
LEAST = 1e-30
"""What a factor of 0 is drawn as: a logarithm has no place for it."""


@dataclass(frozen=True)
class _Bar:
    """A factor in its place: from one height to another."""

    at: float
    step: BudgetStep
    factor: Factor
    before: float
    after: float


def budget_figure(budget: Budget, caption: str, layer: str = "") -> Figure:
    """Return the way of the gradient from the last layer back to `layer`, the first by default.

    Raises
    ------
    NnsimError
        When no layer is called so, or a number on the way is not finite: the sentence says where.
    """
    if budget.broken is not None:
        raise NnsimError(budget.broken.sentence())
    path = budget.path(layer)
    bars = list(_bars(path))
    plot = Plot(
        Axis("", ticks=tuple(_names(path)), range=(-0.8, max(bar.at for bar in bars) + 0.8)),
        Axis(tr("relative to {layer}").format(layer=path[0].origin), log=True, range=_range(bars)),
        tuple(_marks(bars)),
        title=" ".join(budget.notes()),
    )
    title = tr("Budget of the gradient. {agreement}").format(agreement=agreement(budget, layer))
    return Figure(title, caption, (plot,), (960.0, 360.0))


def agreement(budget: Budget, layer: str = "") -> str:
    """Return that the product of all factors on the way to `layer` is the measured ratio, with the numbers."""
    path = budget.path(layer)
    product = math.prod(step.product for step in path)
    measured = math.prod(step.measured for step in path)
    off = abs(product / measured - 1) if measured and math.isfinite(measured) else math.nan
    numbers = {"product": _short(product), "measured": _short(measured)}
    if not math.isfinite(off):
        return tr("Product of the bars {product}, measured {measured}").format(**numbers)
    text = tr("Product of the bars {product}, measured {measured}, {off} % off")
    return text.format(**numbers, off="< 0.01" if off < 1e-4 else f"{100 * off:.2g}")


def _bars(path: Sequence[BudgetStep]) -> Iterator[_Bar]:
    at, height = 0.0, 1.0
    for step in path:
        for factor in step.factors:
            after = height * (factor.value if math.isfinite(factor.value) else 1.0)
            yield _Bar(at, step, factor, height, after)
            at, height = at + 1.0, after
        at += 0.7


def _names(path: Sequence[BudgetStep]) -> Iterator[tuple[float, str]]:
    at = 0.0
    for step in path:
        n = len(step.factors)
        yield at + (n - 1) / 2, tr("{origin} → {layer}").format(origin=step.origin, layer=step.layer)
        at += n + 0.7


def _range(bars: Sequence[_Bar]) -> tuple[float, float]:
    """Return whole decades around all heights, with room for the numbers below the bars."""
    heights = [max(h, LEAST) for bar in bars for h in (bar.before, bar.after)]
    low, high = math.log10(min(heights)), math.log10(max(heights))
    # A few per cent must not look like a collapse.
    spare = max(0.0, LEAST_DECADES - (high - low)) / 2
    low, high = low - spare, high + spare
    room = max(0.16 * (high - low), 0.3)
    return 10.0 ** (low - room), 10.0 ** (high + 0.04 * (high - low) + 0.1)


def _marks(bars: Sequence[_Bar]) -> Iterator[Mark]:
    steps = [((a.at + 0.4, a.after), (b.at - 0.4, b.before)) for a, b in itertools.pairwise(bars)]
    ends = np.array([((x, max(y, LEAST)), (u, max(v, LEAST))) for (x, y), (u, v) in steps])
    if len(ends):
        yield Segments("", ends, palette.FAINT, style="dotted", width=0.8)
    for kind in FactorKind:
        own = [bar for bar in bars if bar.factor.kind is kind]
        if own:
            yield Spans(
                tr(kind.title),
                np.array([bar.at for bar in own]),
                np.array([max(min(bar.before, bar.after), LEAST) for bar in own]),
                np.array([max(bar.before, bar.after, LEAST) for bar in own]),
                COLOURS[kind],
                notes=tuple(f"×{_short(bar.factor.value)}" for bar in own) if len(bars) <= FEW_NOTES else (),
                names=tuple(_told(bar) for bar in own),
                values=np.array([bar.factor.value for bar in own]),
            )


def _told(bar: _Bar) -> str:
    """Return what a bar is of, in words."""
    return tr("{origin} → {layer}: {factor}").format(
        origin=bar.step.origin, layer=bar.step.layer, factor=bar.factor.title()
    )


def _short(value: float) -> str:
    if not math.isfinite(value) or value == 0:
        return "0" if value == 0 else "∞" if value == math.inf else "–"
    return two_digits(value)
