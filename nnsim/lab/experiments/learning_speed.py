"""In a network of sigmoids each hidden layer learns five times slower than the next: Nielsen's figure, measured again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, ntr, tr
from nnsim.data.data_settings import DataSettings
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.initializers.lecun import LeCunNormal
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.optimizers.sgd import SGD
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Mark, Plot, Points
from nnsim.lab.caption import experiment_caption
from nnsim.lab.claim import Claim, Finding, factor, relative
from nnsim.lab.experiment import Experiment, Found, Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.redrawn import Redrawn, quantiles, steps
from nnsim.training.quantities import BIAS_GRADIENT

DEPTHS = (1, 2, 3, 4)
SEEDS, COURSES, EPOCHS, EARLY = 200, 5, 500, 50
EXAMPLES, OWN_EXAMPLES = 1000, 1797
"""Of MNIST, from the beginning, and of our own digits, all: one batch."""
TOGETHER = 10
"""Seeds between two looks."""
SOURCE = "Nielsen 2015, ch. 5"
AUTHOR = (0.00298, 0.0171, 0.0695, 0.285)
"""Speeds of four hidden layers in the author's single run."""
MEDIANS = {
    True: {2: (0.0592, 0.292), 3: (0.0118, 0.0568, 0.283), 4: (0.00242, 0.0121, 0.0589, 0.288)},
    False: {2: (0.0589, 0.292), 3: (0.0118, 0.0586, 0.292), 4: (0.00236, 0.0117, 0.0588, 0.292)},
}
"""On MNIST from plain NumPy, 200 seeds; on our own digits from this engine, 2,000 other seeds."""
FALLS = {True: (100.0, 100.0), False: (74.0, 226.0)}
"""By how much: the author's figure shows about 100; on our own digits the median of 100 other seeds."""

RATIO = mark(
    "4 hidden layers of 30 sigmoids: speed ‖∂C/∂b‖ of the last over that of the first, before training"
)
SPEEDS = {
    2: mark("2 hidden layers: speeds ‖∂C/∂b‖ before training"),
    3: mark("3 hidden layers: speeds ‖∂C/∂b‖ before training"),
    4: mark("4 hidden layers: speeds ‖∂C/∂b‖ before training"),
}
NEIGHBOURS = mark("speeds of neighbouring layers differ by 1/√χ₁, with 2, 3 and 4 hidden layers")
FALL = mark("2 hidden layers: speeds before training over those after 50 epochs")


@experiments.register
class LearningSpeed(Experiment):
    """Speeds of the hidden layers of one to four, before and during training."""

    key = "learning_speed"
    title = mark("Learning speed of hidden layers")
    summary = mark(
        "Each hidden layer of sigmoids learns about five times slower than the one behind it: in a network of four,"
        " the first learns a hundred times slower than the last. One look before training is enough to see it."
    )
    source = SOURCE
    formula = "speed of layer l = ‖∂C/∂b(l)‖ ∝ (√χ₁)^(L − l)"
    order = 10
    needs_pictures = True

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return tuple(Member(_named(depth), _project(depth, pictures)) for depth in DEPTHS)

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        networks = [Redrawn(member.project) for member in self.family(pictures)]
        first: list[list[Array]] = [[] for _ in networks]
        courses: list[list[Array]] = [[] for _ in networks]
        for k in range(SEEDS):
            for network, found in zip(networks, first, strict=True):
                found.append(network.of(BIAS_GRADIENT, network.first_readings(seed + k))[:-1])
            if (k + 1) % TOGETHER == 0:
                share = 0.4 * (k + 1) / SEEDS
                yield _found(share, [np.array(f) for f in first], courses, seed, pictures)
        measured = [np.array(found) for found in first]
        trained = [(d, 0) for d in range(len(DEPTHS))] + [(1, k) for k in range(1, COURSES)]
        for done, (place, k) in enumerate(trained, 1):
            network = networks[place]
            rows = steps(network.begin(seed + k), EPOCHS)
            courses[place].append(network.of(BIAS_GRADIENT, rows)[:, :-1])
            yield _found(0.4 + 0.6 * done / len(trained), measured, courses, seed, pictures)


def _named(depth: int) -> str:
    return ntr("{n} hidden layer", "{n} hidden layers", depth).format(n=depth)


def _project(hidden: int, pictures: Pictures) -> Project:
    data = DataSettings(pictures.first(EXAMPLES, 256), validation_share=0.0, test_share=0.0)
    count = EXAMPLES if pictures.are_mnist else OWN_EXAMPLES
    layers = [
        Dense(units, Sigmoid(), LeCunNormal(), bias_initializer=Normal(1.0))
        for units in (*(30,) * hidden, 10)
    ]
    return chain(
        Input(),
        *layers,
        data=data,
        loss=BinaryCrossEntropy(),
        learning_rate=0.1,
        optimizer=SGD(),
        batch=count,
        shuffle=False,
        weight_decay=5 / count,
    )


# ---- what was found ----------------------------------------------------------------------------


def _found(
    share: float, first: list[Array], courses: list[list[Array]], seed: int, pictures: Pictures
) -> Found:
    return Found(share, _findings(first, courses, pictures), _figure(first, courses, seed, pictures))


def _findings(first: list[Array], courses: list[list[Array]], pictures: Pictures) -> tuple[Finding, ...]:
    speeds = dict(zip(DEPTHS, first, strict=True))
    medians = {depth: np.median(found, axis=0) for depth, found in speeds.items()}
    findings = [_headline(speeds[4], pictures)]
    for depth, expected in MEDIANS[pictures.are_mnist].items():
        claim = Claim(SPEEDS[depth], expected, relative(0.12), SOURCE, SEEDS, own=True)
        findings.append(Finding(claim, tuple(map(float, medians[depth]))))
    ratios = tuple(_neighbours(speeds[depth]) for depth in (2, 3, 4))
    claim = Claim(NEIGHBOURS, (4.88,) * 3, relative(0.06), "Schoenholz et al. 2017", SEEDS)
    findings.append(Finding(claim, ratios))
    if courses[1]:
        rows = np.array(courses[1])
        claim = Claim(FALL, FALLS[pictures.are_mnist], factor(3), SOURCE, COURSES, own=not pictures.are_mnist)
        falls = tuple(map(float, np.median(rows[:, 0] / rows[:, EARLY - 1], axis=0)))
        findings.append(Finding(claim, falls, _afterwards(rows)))
    return tuple(findings)


def _headline(speeds: Array, pictures: Pictures) -> Finding:
    """Compare with the author's run on MNIST, or with our own medians on our own digits."""
    middle = np.median(speeds, axis=0)
    measured = (float(middle[-1] / middle[0]),)
    if pictures.are_mnist:
        claim = Claim(RATIO, (AUTHOR[-1] / AUTHOR[0],), factor(2), SOURCE, SEEDS)
        return Finding(claim, measured, _beside_the_author(speeds))
    first, *_, last = MEDIANS[False][4]
    return Finding(Claim(RATIO, (last / first,), relative(0.15), SOURCE, SEEDS, own=True), measured)


def _neighbours(speeds: Array) -> float:
    """Return the geometric mean, over seeds and neighbours, of how much faster the later one is."""
    return float(np.exp(np.mean(np.diff(np.log(speeds), axis=1))))


def _beside_the_author(speeds: Array) -> str:
    low, high = quantiles(speeds, 0.05, 0.95)
    inside = int(np.sum((low <= AUTHOR) & (np.array(AUTHOR) <= high)))
    return tr(
        "{n} of the 4 speeds of the author's single run lie between the 5 % and 95 % of these seeds."
    ).format(n=inside)


def _afterwards(rows: Array) -> str:
    """Return in words how the speeds, (seeds, epochs, layers), go on."""
    least, below = rows.argmin(axis=1), rows[:, 0] / rows[:, -1]
    return tr(
        "They do not stay there: each is least at some epoch from {first} to {last}, then grows slowly, and is {low}"
        " to {high} times below its beginning at epoch 500."
    ).format(first=least.min(), last=least.max(), low=f"{below.min():.0f}", high=f"{below.max():.0f}")


def _figure(first: list[Array], courses: list[list[Array]], seed: int, pictures: Pictures) -> Figure:
    speed = Axis(tr("Speed ‖∂C/∂b‖"), log=True)
    layer = Axis(tr("Hidden layer"), range=(0.8, 4.2), ticks=tuple((k, str(k)) for k in DEPTHS))
    plots = [
        Plot(layer, speed, _before_training(first, pictures), tr("Before training, 5 % to 95 % of the seeds"))
    ]
    plots += [
        Plot(Axis(tr("Epoch")), speed, _course(courses[place][0]), _named(DEPTHS[place]))
        for place in (1, 3)
        if courses[place]
    ]
    data = tr("1,000 images of MNIST") if pictures.are_mnist else tr("our own digits")
    caption = experiment_caption(SOURCE, seed, len(first[0]), data, tr("courses: the first seed"))
    return Figure(tr(LearningSpeed.title), caption, tuple(plots), (1080.0, 430.0))


def _before_training(first: list[Array], pictures: Pictures) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for depth, found, colour, style in zip(DEPTHS, first, palette.SERIES, palette.STYLES, strict=False):
        low, middle, high = quantiles(found, 0.05, 0.5, 0.95)
        x = np.arange(1.0, depth + 1)
        if depth == 1:
            marks.append(Points(_named(depth), x, middle, colour))
        else:
            marks.append(Line(_named(depth), x, middle, colour, low, high, style, width=2.0))
    author = tr("4, as published")
    if pictures.are_mnist:
        marks.append(Points(author, np.arange(1.0, 5), np.array(AUTHOR), palette.INK, "diamond", author))
    return tuple(marks)


def _course(rows: Array) -> tuple[Line, ...]:
    epochs = np.arange(len(rows))
    return tuple(
        Line(tr("layer {n}").format(n=k + 1), epochs, speeds, colour, style=style)
        for k, (speeds, colour, style) in enumerate(zip(rows.T, palette.SERIES, palette.STYLES, strict=False))
    )
