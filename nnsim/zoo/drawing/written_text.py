"""Text that a network writes, drawn: line by line at several temperatures, and what it thinks comes next."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np

from nnsim.base.text import tr
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Bars, Plot, Text

WIDE = 34
"""Characters of a line."""
_MOST = 10
"""Characters that are shown of all that may come next."""


def text_lines(paragraphs: Sequence[tuple[str, str, int]], share: float = 1.0) -> Plot:
    """Return paragraphs, each a heading, a text and its number of lines, as one plot of words that are wrapped.

    A paragraph takes its lines whatever the text is, so that nothing moves while it changes.
    """
    marks: list[Text] = []
    row = 0.0
    for heading, text, lines in paragraphs:
        marks.append(Text(heading, (0.0, row), palette.FAINT))
        for place, line in enumerate(textwrap.wrap(text.strip(), WIDE)[:lines], 1):
            marks.append(Text(line, (0.0, row + place), palette.INK))
        row += lines + 1.4
    return Plot(
        Axis(range=(0.0, 1.0)),
        Axis(range=(-0.9, row - 1.1), downward=True),
        tuple(marks),
        legend=False,
        share=share,
        bare=True,
    )


def next_bars(shares: Array, names: tuple[str, ...], title: str, share: float = 1.0) -> Plot:
    """Return the likeliest that may come next of `shares`, (classes,), as bars."""
    shown = np.argsort(-shares, kind="stable")[:_MOST]
    colours = (palette.SERIES[0],) * len(shown)
    bars = Bars(tr("share"), tuple(names[k] for k in shown), shares[shown], colours)
    return Plot(
        Axis(tr("share"), range=(0.0, max(1.08 * float(shares.max()), 0.1))),
        Axis(downward=True),
        (bars,),
        title,
        legend=False,
        share=share,
    )
