"""What stands in the columns of data, as figures: histograms by class, correlations, and what scaling does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nnsim.base.text import tr
from nnsim.data.looking.statistics import Correlations, Described, Histogram, Scaled
from nnsim.data.transforms import Scaler
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, ColourBar, Figure, Image, Mark, Plot, Spans, Text
from nnsim.figures.maps import MapColours
from nnsim.figures.ticks import short

_MOST_NUMBERS = 12
"""Columns of a table of correlations up to which every number stands in its cell."""
_MOST_NAMES = 24
"""Columns up to which each is named beside the table; of more, every so many."""
_LONGEST = 16
_PALE = 0.55
"""Correlations from which a number stands in the colour of the ground."""


def histogram_figure(
    histogram: Histogram,
    classes: Sequence[str],
    title: str,
    caption: str,
    colours: MapColours | None = None,
    legend: bool = True,
) -> Figure:
    """Return the histogram of a column, the classes upon each other, told apart by colour and pattern.

    Parameters
    ----------
    classes
        Names, as many as `histogram.counts` has rows; none for a regression.
    title
        Name of the column with its unit.
    """
    colours = colours or MapColours()
    marks = tuple(_bars(histogram, classes, colours))
    most = float(histogram.counts.sum(0).max(initial=1))
    plot = Plot(
        Axis(title, range=_reach(histogram)),
        Axis(tr("Rows"), range=(0.0, 1.06 * most)),
        marks,
        legend=legend and bool(classes),
    )
    return Figure(tr("Histogram of {column}").format(column=title), caption, (plot,))


def _bars(histogram: Histogram, classes: Sequence[str], colours: MapColours) -> Iterator[Spans]:
    middle = (histogram.edges[:-1] + histogram.edges[1:]) / 2
    width = float(histogram.edges[1] - histogram.edges[0])
    foot = np.zeros(len(middle))
    for k, counts in enumerate(histogram.counts):
        name = classes[k] if classes else tr("Rows")
        colour = colours.of_class(k) if classes else palette.SERIES[0]
        there = counts > 0
        low, foot = foot, foot + counts
        yield Spans(
            name,
            middle[there],
            low[there],
            foot[there],
            colour,
            width * 0.94,
            values=counts[there],
            pattern=k if classes else 0,
        )


def _reach(histogram: Histogram) -> tuple[float, float]:
    low, high = float(histogram.edges[0]), float(histogram.edges[-1])
    room = 0.02 * (high - low)
    return low - room, high + room


def scaling_figure(
    scaled: Scaled, scaler: Scaler, title: str, caption: str, colours: MapColours | None = None
) -> Figure:
    """Return the histograms of a column before and after scaling, side by side.

    Parameters
    ----------
    scaler
        That of this column alone.
    """
    del colours  # as others of its kind; nothing here is of a class
    shift, scale = float(np.ravel(scaler.shift)[0]), float(np.ravel(scaler.scale)[0])
    sides = (
        (scaled.before, scaled.numbers_before, tr("Before"), title),
        (scaled.after, scaled.numbers_after, tr("After"), formula_of(shift, scale)),
    )
    plots = tuple(
        Plot(
            Axis(name, range=_reach(histogram)),
            Axis(tr("Rows"), range=(0.0, 1.06 * float(histogram.counts.max(initial=1)))),
            tuple(_bars(histogram, (), MapColours())),
            title=_told(side, numbers),
            legend=False,
        )
        for histogram, numbers, side, name in sides
    )
    return Figure(tr("Scaling of {column}").format(column=title), caption, plots)


def formula_of(shift: float, scale: float) -> str:
    """Return what scaling does to a number x, as people write it."""
    if shift == 0 and scale == 1:
        return tr("x, as it is")
    moved = "x" if shift == 0 else f"x {'−' if shift > 0 else '+'} {short(abs(shift))}"
    if scale == 1:
        return moved
    return f"{moved} / {short(scale)}" if shift == 0 else f"({moved}) / {short(scale)}"


def _told(side: str, numbers: Described) -> str:
    # What is left of a mean that was taken away is rounding.
    mean = 0.0 if abs(numbers.mean) < 1e-9 * max(numbers.std, 1e-300) else numbers.mean
    return tr("{side}: mean {mean}, std. dev. {std}").format(
        side=side, mean=short(mean), std=short(numbers.std)
    )


def correlation_figure(found: Correlations, caption: str, colours: MapColours | None = None) -> Figure:
    """Return correlations as a table of colours, with the numbers while there are few."""
    colours = colours or MapColours()
    n = len(found.names)
    stops = (colours.negative, colours.neutral, colours.positive)
    rgba = palette.coloured(found.values, (-1.0, 1.0), palette.lookup(stops))
    name = tr("Pearson's r") if found.kind == "pearson" else tr("Spearman's ρ")
    image = Image(
        name,
        found.values,
        rgba,
        (0.0, float(n), 0.0, float(n)),
        bar=ColourBar(name, (-1.0, 1.0), stops),
        smooth=False,
        row_names=found.names,
        column_values=np.array(found.names),
    )
    marks: list[Mark] = [image]
    if n <= _MOST_NUMBERS:
        marks += _numbers(found.values)
    ticks = _ticks(found.names)
    across = ticks if n <= 6 else tuple((at, str(int(at + 0.5))) for at, _ in ticks)
    down = ticks if n <= 6 else tuple((at, f"{int(at + 0.5)} {text}") for at, text in ticks)
    whole = (0.0, float(n))
    plot = Plot(Axis(range=whole, ticks=across), Axis(range=whole, ticks=down, downward=True), tuple(marks))
    return Figure(tr("Correlations"), caption, (plot,), (640.0, 520.0))


def _numbers(values: Array) -> Iterator[Text]:
    for i, row in enumerate(values.tolist()):
        for j, value in enumerate(row):
            at = j + 0.5, i + 0.5
            if np.isnan(value):
                yield Text("–", at, palette.FAINT, centred=True)
            else:
                colour = palette.PAPER if abs(value) > _PALE else palette.INK
                yield Text(_written(value), at, colour, centred=True)


def _written(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _ticks(names: Sequence[str]) -> tuple[tuple[float, str], ...]:
    every = -(-len(names) // _MOST_NAMES)
    return tuple((j + 0.5, _brief(name)) for j, name in enumerate(names) if j % every == 0)


def _brief(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def strongest(found: Correlations, most: int = 2) -> str:
    """Return in words which columns go along with each other most."""
    above = np.triu(np.nan_to_num(np.abs(found.values)), 1)
    order = np.argsort(-above, axis=None, kind="stable")[:most]
    pairs = [np.unravel_index(place, above.shape) for place in order if above.flat[place] > 0]
    return "; ".join(
        f"{found.names[i]}, {found.names[j]}: {_written(float(found.values[i, j]))}" for i, j in pairs
    )
