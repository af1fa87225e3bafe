"""Random functions in a row squeeze a plane into a thread; with the input connected to each they do not."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.figures import palette
from nnsim.figures.corner_colours import corner_colours
from nnsim.figures.figure import Array, Axis, Figure, Image, Plot
from nnsim.lab.claim import Claim, Finding, relative
from nnsim.lab.experiment import Experiment, Found, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.random_functions import (
    VARIANCE,
    connected_ratios,
    deep_warp,
    lyapunov_difference,
    narrowing,
)

SHOWN = (0, 1, 10, 40)
"""Numbers of functions in a row that are drawn."""
PLACES, HALF = 120, 2.0
"""Places along an axis of a picture, and how far it reaches."""
POINTS, BINS, REACH = 25_000, 90, 2.5
DEPTHS = (1, 2, 6, 10)
BATCHES, BATCH, POINTS_OF_ONE = 20, 250, 4
"""Random functions, in so many parts of so many, each looked at in four points."""
DRAWING = 0.3
"""Part of the work that the pictures are."""
SLOPES = 0.1
"""Variance of the slopes where the input is connected; the thesis does not name it."""
SOURCE = "Duvenaud et al. 2014"
NARROW = Claim(
    mark("Second over first singular value after 1, 2, 6, 10 random functions of the plane"),
    # Medians of two million products of Gaussian 2 × 2 matrices: at one point the slopes are just that.
    (0.268, 0.113, 0.0058, 3.4e-4),
    relative(0.15),
    SOURCE,
    BATCHES * BATCH,
    own=True,
)
THIN = Claim(
    mark("A layer makes the filament thinner by, in natural logarithms (ln 2: half as wide)"),
    (math.log(2),),
    relative(0.03),
    SOURCE,
)
CONNECTED = tuple(
    Claim(words, (0.65, 0.41, 0.22, 0.06), relative(0.05), SOURCE)
    for words in (
        mark("Input connected, 5 dimensions: second to fifth singular value over the first after 25 layers"),
        mark("Input connected, 5 dimensions: second to fifth singular value over the first after 50 layers"),
    )
)


@experiments.register
class Filament(Experiment):
    """The filament picture: identity, 1, 10 and 40 random functions, plain and with the input connected."""

    key = "filament"
    title = mark("The filament")
    summary = mark(
        "Each layer is a random function of the plane; the deeper, the more places get one colour, for the plane has become"
        " a thread, and only one direction still matters. With the input connected to every layer two directions stay."
    )
    source = SOURCE
    formula = "f(x) = √(1.8/M)·Σ a·cos(ω·x + b);  x ← f(x), or x ← f(x, x₀)"
    order = 70

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        figure = None
        for drawn, figure in enumerate(_figures(seed), 1):
            yield Found(DRAWING * drawn / len(SHOWN), figure=figure)
        ratios, others = [], iter(_of_products(seed))
        findings: list[Finding] = []
        for k in range(BATCHES):
            rng = np.random.default_rng([seed, 6, k])
            ratios += [narrowing(rng, POINTS_OF_ONE, DEPTHS) for _ in range(BATCH)]
            narrow = np.median(np.concatenate(ratios, axis=1), axis=1)
            findings += [found for found in (next(others, None),) if found is not None]
            share = DRAWING + (1 - DRAWING) * (k + 1) / BATCHES
            yield Found(share, (Finding(NARROW, tuple(narrow.tolist())), *findings), figure)


def _of_products(seed: int) -> Iterator[Finding]:
    """Yield what follows from products of Gaussian matrices alone."""
    yield Finding(THIN, (lyapunov_difference(np.random.default_rng([seed, 7])),))
    note = tr(
        "The variance of the slopes is not named there; 1/(2D) = {small} was taken, which comes nearest. With {large} of the"
        " kernel itself the thread appears all the same."
    )
    for claim, depth in zip(CONNECTED, (25, 50), strict=True):
        found = connected_ratios(np.random.default_rng([seed, 8, depth]), depth, SLOPES)
        yield Finding(claim, tuple(found.tolist()), note.format(small=SLOPES, large=VARIANCE))


def _figures(seed: int) -> Iterator[Figure]:
    """Yield the pictures of more and more depths: plain at the top, then connected, then points that go the plain way."""
    at = np.linspace(-HALF, HALF, PLACES, dtype=np.float32)
    grid = np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2)
    points = np.random.default_rng([seed, 9]).normal(size=(POINTS, 2)).astype(np.float32)
    plain = deep_warp(np.vstack((grid, points)), np.random.default_rng([seed, 5]), max(SHOWN))
    connected = deep_warp(grid, np.random.default_rng([seed, 5]), max(SHOWN), SLOPES)
    caption = tr(
        "{source} · seed {seed} · input from −{reach} to {reach}; below, {n} points from N(0, I)"
    ).format(source=SOURCE, seed=seed, reach=f"{HALF:g}", n=f"{POINTS:,}")
    plots: list[Plot] = []
    for depth, (warped, joined) in enumerate(zip(plain, connected, strict=True)):
        if depth in SHOWN:
            plots.append(_plot(depth, warped[: len(grid)], joined, warped[len(grid) :]))
            yield Figure(tr(Filament.title), caption, tuple(plots), (190.0 * len(plots) + 30.0, 530.0))


def _plot(depth: int, places: Array, joined: Array, points: Array) -> Plot:
    """Return the three pictures of one depth, one above the other."""
    marks = (_colours(tr("plain"), places, 2.0), _colours(tr("connected"), joined, 1.0), _cloud(points))
    names = ((2.5, tr("plain")), (1.5, tr("connected")), (0.5, tr("points"))) if depth == 0 else ()
    title = {0: tr("identity"), 1: tr("1 layer")}.get(depth, tr("{n} layers").format(n=depth))
    return Plot(
        Axis(range=(0.0, 1.0), ticks=()),
        Axis(range=(0.0, 3.0), ticks=names),
        marks,
        title,
        1.0,
        legend=False,
        share=1.15 if depth == 0 else 1.0,
    )


def _colours(name: str, places: Array, low: float) -> Image:
    """Return one picture of the plane, (PLACES², 2), between `low` and `low` + 1 of the plot."""
    square = places.reshape(PLACES, PLACES, 2)
    return Image(name, square, corner_colours(square), _extent(low), ("y₁", "y₂"), smooth=False)


def _cloud(points: Array) -> Image:
    """Return how many points lie where, on a logarithmic scale from paper to ink."""
    edges = np.linspace(-REACH, REACH, BINS + 1)
    counts = np.histogram2d(points[:, 1], points[:, 0], (edges, edges))[0]
    table = palette.lookup((palette.PAPER, palette.SERIES[0], palette.INK))
    full = float(np.log1p(counts).max())
    rgba = palette.coloured(np.log1p(counts), (0.0, full), table)
    return Image(tr("points"), counts, rgba, _extent(0.0), smooth=False)


def _extent(low: float) -> tuple[float, float, float, float]:
    return 0.02, 0.98, low + 0.02, low + 0.98
