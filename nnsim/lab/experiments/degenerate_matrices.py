"""Products of many matrices let fewer and fewer directions through, unless these are rotations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import Builder
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.initializers.lecun import LeCunNormal
from nnsim.engine.initializers.orthogonal import Orthogonal
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.probes.jacobian_spectrum import jacobian
from nnsim.engine.spectrum import effective_rank, spectrum
from nnsim.engine.subject import Subject
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot
from nnsim.lab.claim import Claim, Finding, absolute, relative
from nnsim.lab.experiment import Experiment, Found, Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.running import Begun
from nnsim.training.run import Run

WIDTH, SEEDS = 100, 60
DEPTHS = (1, 5, 10, 20, 30)
SOURCE = "Duvenaud et al. 2014; Saxe et al. 2013"
FIRST = "entry"
"""Name of the layer that brings the digits to 100 numbers; the layers behind it are looked at."""
EXPECTED = {
    mark("linear, Gaussian"): (60.5, 23.0, 13.0, 7.2, 4.9),
    mark("ReLU, He"): (38.0, 12.4, 7.0, 3.8, 2.6),
    mark("residual"): (63.0, 50.0, 45.0, 27.0, 11.0),
}
ROTATIONS = mark("linear, orthogonal")
RESIDUAL = 2
"""Place of the residual networks in the family."""
CLAIMS = tuple(
    Claim(words, numbers, relative(0.1), SOURCE, SEEDS, own=True)
    for words, numbers in zip(
        (
            mark("Effective rank of 1, 5, 10, 20, 30 Gaussian 100 × 100 matrices, mean"),
            mark("Effective rank of the Jacobian of 1, 5, 10, 20, 30 ReLU layers of 100, mean"),
            mark("Effective rank of the Jacobian of 1, 5, 10, 20, 30 residual layers of 100, mean"),
        ),
        EXPECTED.values(),
        strict=True,
    )
)
KEPT = Claim(
    mark("Least and greatest singular value of a product of 30 orthogonal matrices"),
    (1.0, 1.0),
    absolute(1e-6),
    "Saxe et al. 2013",
)


@experiments.register
class DegenerateMatrices(Experiment):
    """In how many directions deep networks before training still see."""

    key = "degenerate_matrices"
    title = mark("Degenerate matrices")
    summary = mark(
        "The Jacobian of a deep network is a product, and in a product of random matrices one direction outgrows all"
        " others: of 100 directions five are left after 30 layers, with ReLU less than three. Ways round the layers slow it"
        " down, and rotations stop it."
    )
    source = SOURCE
    formula = "rank = exp(−Σ p·ln p),  p = s² / Σ s²"
    order = 60

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        names = (*map(tr, EXPECTED), tr(ROTATIONS))
        projects = (_linear(LeCunNormal()), _rectified(), _residual(DEPTHS[-1]), _linear(Orthogonal()))
        return tuple(Member(name, project) for name, project in zip(names, projects, strict=True))

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        family = self.family(pictures)
        begun = [Begun(member.project) for member in family]
        # The weights of residual layers depend on how deep it is: another network for every depth.
        residual = [Begun(_residual(depth)) for depth in DEPTHS]
        found: list[list[Array]] = [[] for _ in family]
        for k in range(SEEDS):
            for i, runs in enumerate(begun):
                if i == RESIDUAL:
                    pairs = zip(residual, DEPTHS, strict=True)
                    spectra = [_spectra(one.at(seed + k), "add", (depth,))[0] for one, depth in pairs]
                elif i < RESIDUAL or k == 0:
                    spectra = _spectra(runs.at(seed + k), "layer", DEPTHS)
                else:
                    continue
                found[i].append(np.array(spectra))
                share = (k * (RESIDUAL + 1) + min(i, RESIDUAL) + 1) / (SEEDS * (RESIDUAL + 1))
                if share < 1:
                    yield _found(family, found, share, seed)
        yield _found(family, found, 1.0, seed)


def _linear(initializer: Initializer) -> Project:
    return _project([Dense(WIDTH, initializer=initializer, bias=False)] * DEPTHS[-1], skips=False)


def _rectified() -> Project:
    return _project([Dense(WIDTH, ReLU(), HeNormal(), bias=False)] * DEPTHS[-1], skips=False)


def _residual(depth: int) -> Project:
    """Return x ← x + ReLU(W·x)/√L; the factor is drawn into W."""
    return _project([Dense(WIDTH, ReLU(), HeNormal(depth**-0.5), bias=False)] * depth, skips=True)


def _project(layers: list[Dense], *, skips: bool) -> Project:
    net = Builder()
    end = net.add(Dense(WIDTH, initializer=LeCunNormal(), bias=False), net.add(Input()), name=FIRST)
    for depth, layer in enumerate(layers, 1):
        new = net.add(layer, end, name=f"layer {depth}")
        end = net.add(Add(), end, new, name=f"add {depth}") if skips else new
    net.add(Dense(10), end)
    return net.project(DataSettings(Digits(layout="flat")), precision="float64")


def _spectra(run: Run, stem: str, depths: tuple[int, ...]) -> list[Array]:
    """Return the singular values of the Jacobian of so many layers, for the first digit."""
    subject = Subject(run.network, run.prepared.train.values(slice(1)), training=False)
    return [spectrum(jacobian(subject, f"{stem} {depth}", since=FIRST)[0]) for depth in depths]


def _found(family: tuple[Member, ...], found: list[list[Array]], share: float, seed: int) -> Found:
    ranks = [effective_rank(np.array(of_one)) for of_one in found if of_one]
    findings: tuple[Finding, ...] = ()
    if all(found):
        means = (r.mean(axis=0).tolist() for r in ranks)
        ranked = (Finding(claim, tuple(m)) for claim, m in zip(CLAIMS, means, strict=False))
        rotated = found[-1][0][-1]
        findings = (*ranked, Finding(KEPT, (float(rotated[-1]), float(rotated[0]))))
    return Found(share, findings, _figure(family, ranks, found, seed))


def _figure(family: tuple[Member, ...], ranks: list[Array], found: list[list[Array]], seed: int) -> Figure:
    by_depth, values = [], []
    for member, rank, spectra, colour, style in zip(
        family, ranks, found, palette.SERIES, palette.STYLES, strict=False
    ):
        low, high = np.quantile(rank, (0.05, 0.95), axis=0)
        mean = rank.mean(axis=0)
        by_depth.append(Line(member.name, np.array(DEPTHS, float), mean, colour, low, high, style))
        last = np.median([s[-1] / s[-1][0] for s in spectra], axis=0)
        # What is 0 to rounding has no place on a logarithmic axis.
        shown = np.where(last > 1e-12, last, np.nan)
        values.append(Line(member.name, np.arange(1, WIDTH + 1), shown, colour, style=style))
    caption = tr("{source} · {n} units a layer · seeds {first}–{last}, mean, 5 % to 95 %").format(
        source=SOURCE, n=WIDTH, first=seed, last=seed + len(found[0]) - 1
    )
    return Figure(
        tr(DegenerateMatrices.title),
        caption,
        (
            Plot(Axis(tr("Layers")), Axis(tr("Effective rank"), log=True), tuple(by_depth)),
            Plot(
                Axis(tr("Singular value")),
                Axis(tr("Over the greatest, 30 layers"), log=True),
                tuple(values),
                legend=False,
            ),
        ),
    )
