"""A Markov chain drawn: its matrix as a map, and how often each state comes in the long run."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import tr
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Bars, Image, Plot, Points

_MOST = 10
"""States that are shown, the most frequent ones: more names find no room."""


def transition_map(transitions: Array, stationary: Array, names: tuple[str, ...]) -> Plot:
    """Return P(next | now), (m, m), as a map: a row is what is there now, a column what comes next."""
    shown = _shown(stationary)
    values = transitions[np.ix_(shown, shown)]
    levels = (0.0, float(values.max()))
    n = len(shown)
    told = tuple(names[k] for k in shown)
    rgba = palette.coloured(values, levels, palette.lookup(palette.RAMP))
    image = Image(
        tr("P(next | now)"),
        values,
        rgba,
        (-0.5, n - 0.5, -0.5, n - 0.5),
        names=told,
        smooth=False,
        row_names=told,
    )
    ticks = tuple((float(k), name) for k, name in enumerate(told))
    return Plot(
        Axis(tr("next"), ticks=ticks, range=image.extent[:2]),
        Axis(tr("now"), ticks=ticks, range=image.extent[2:], downward=True),
        (image,),
        tr("P(next | now), up to {most}").format(most=f"{levels[1]:.2f}"),
        legend=False,
        share=1.2,
    )


def long_run(stationary: Array, walked: Array, names: tuple[str, ...]) -> Plot:
    """Return the stationary distribution (m,) as bars, with the shares in a walk (m,) as points on them."""
    shown = _shown(stationary)
    colours = (palette.SERIES[0],) * len(shown)
    bars = Bars(tr("eigenvector"), tuple(names[k] for k in shown), stationary[shown], colours)
    points = Points(
        tr("a walk"),
        walked[shown],
        np.arange(len(shown), dtype=np.float64),
        palette.SERIES[1],
        placed=True,
        size=5.0,
    )
    most = float(max(stationary.max(), walked.max()))
    return Plot(
        Axis(tr("share"), range=(0.0, 1.08 * most)),
        Axis(downward=True),
        (bars, points),
        tr("In the long run"),
        legend=False,
    )


def _shown(stationary: Array) -> Array:
    return np.argsort(-stationary, kind="stable")[:_MOST]
