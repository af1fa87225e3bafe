"""Hopfield network: damaged pictures roll down to the ones that were stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from nnsim.base.seeds import seed_of
from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.pattern_shapes import as_letters
from nnsim.data.sources.patterns import Patterns
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.layers.hopfield import Hopfield
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.store_patterns import StorePatterns
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot, Text
from nnsim.figures.palette import FAINT, SERIES
from nnsim.lab.claim import AT_LEAST, AT_MOST, Claim, Finding, relative
from nnsim.lab.running import begin
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.drawing.tiles import on_and_off, tile_at, tiles
from nnsim.zoo.family import Family
from nnsim.zoo.hopfield_trials import (
    EnergyWatch,
    crossing,
    overlaps,
    recalled_by_chance,
    watched_recall,
)
from nnsim.zoo.measuring import fed_to, learned, stages_with
from nnsim.zoo.raising import raising

_SHOWN = 5
_SETS, _COPIES = 20, 4
"""Sets of five patterns by chance, and damaged copies of each pattern: 400 trials."""
_CELLS, _LOADS, _TIMES = 500, (0.12, 0.13, 0.14, 0.15, 0.16), 6
_COUNTS = (5, 10, 14, 20)


def _source(project: Project, **changes: Any) -> Project:
    source = project.data.source if isinstance(project.data.source, Patterns) else Patterns()
    return replace(project, data=replace(project.data, source=replace(source, **changes)))


def _twenty(project: Project) -> Project:
    return _source(project, kind="random", count=20)


def _alike_by_projection(project: Project) -> Project:
    rule = StorePatterns(method="pseudo_inverse")
    return replace(_source(project, kind="shapes", count=10), training=replace(project.training, rule=rule))


def _own(project: Project) -> Project:
    return _source(project, kind="own")


@animals.register
class HopfieldAnimal(Animal):
    """A hundred cells and five patterns."""

    key = "hn"
    title = mark("Hopfield")
    family = Family.PROBABILISTIC
    summary = mark(
        "Every cell is tied to every other: where two agree in the patterns that are stored, the tie pulls them"
        " together, else apart. So each pattern lies in a valley of an energy. From a damaged picture the cells are"
        " asked one after the other, and the network rolls down into the nearest valley. With too many patterns the"
        " valleys run into each other, at about .138 a cell."
    )
    formula = "E = −½·Σ wᵢⱼ·sᵢ·sⱼ,  W = Σ s·sᵀ / N"
    source = "Hopfield 1982; Amit, Gutfreund & Sompolinsky 1985"
    order = 130
    claim = Claim(
        mark("Share of 400 pictures, a fifth of the cells turned over, that are recalled to the last cell"),
        (0.98,),
        AT_LEAST,
        "",
        own=True,
    )
    tries = (
        Try(mark("Twenty patterns by chance: too many for Hebb's rule, and recall breaks."), _twenty),
        Try(
            mark("Ten shapes that are alike, stored by the pseudo-inverse: it holds what Hebb cannot."),
            _alike_by_projection,
        ),
        Try(mark("Your own patterns: draw them with # and . in the settings of the data."), _own),
    )

    touch = mark("A click on a stored picture turns one of its cells over: draw what is to be remembered.")

    def project(self) -> Project:
        return chain(
            Input(),
            Hopfield(),
            data=DataSettings(Patterns(), validation_share=0.0, test_share=0.0),
            loss=MeanSquaredError(),
            rule=StorePatterns(),
            epochs=1,
        )

    def touched(self, project: Project, x: float, y: float) -> Project | None:
        source = project.data.source
        if not isinstance(source, Patterns):
            return None
        patterns = source.whole()
        shown = patterns[:_SHOWN]
        n, height, width = shown.shape
        at = tile_at((3 * n, height, width), n, x, y)
        if at is None or at[0] >= n:
            return None
        patterns[at] *= -1.0
        return _source(project, kind="own", own=as_letters(patterns))

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        part = scene.prepared.validation
        [stage, *_] = stages_with(scene, Hopfield)
        if not len(part) or part.targets.shape[1:] != stage.shape:
            return ()
        found, watch = _recalled(scene, part.values())
        back = (found == np.sign(np.asarray(part.targets, np.float64)).T).all(0).mean()
        return (
            Finding(self.claim, (float(back),)),
            Finding(
                Claim(
                    mark("So often a cell that was asked made the energy rise"),
                    (0.0,),
                    AT_MOST,
                    "Hopfield 1982",
                ),
                (float(watch.rises),),
            ),
        )

    def raise_from(self, seed: int) -> Iterator[Raised]:
        project = seeded(_source(self.project(), seed=seed), seed)
        run = begin(project)
        for share in raising(run):
            yield Raised(0.1 * share)
        figure = self.portrait(scene_of(run))
        yield Raised(0.1, figure=figure)
        backs = []
        for k in range(_SETS):
            other = _source(project, kind="random", copies=_COPIES, seed=seed_of(seed, k, _SETS))
            backs.append(self.findings(scene_of(_trained(other)))[0].measured[0])
            yield Raised(0.1 + 0.2 * k / _SETS, figure=figure)
        found: list[float] = []
        for overlap in overlaps(_CELLS, _LOADS, seed, _TIMES):
            found.append(overlap)
            yield Raised(0.3 + 0.65 * len(found) / len(_LOADS), figure=figure)
        judged = self.judged(project, run)
        more = self._by_chance(backs), self._capacity(found)
        yield replace(judged, findings=(*judged.findings, *more), notes=(_curve(seed), _large(found)))

    @staticmethod
    def _by_chance(backs: list[float]) -> Finding:
        words = mark("The same of twenty times five patterns by chance, 400 pictures in all")
        return Finding(Claim(words, (0.98,), AT_LEAST, "", own=True), (float(np.mean(backs)),))

    @staticmethod
    def _capacity(found: list[float]) -> Finding:
        words = mark("Patterns a cell at which the overlap with what is recalled falls to .967, of 500 cells")
        claim = Claim(words, (0.138,), relative(0.1), "Amit, Gutfreund & Sompolinsky 1985")
        return Finding(claim, (crossing(_LOADS, found),))

    def portrait(self, scene: Scene) -> Figure | None:
        part = scene.prepared.validation if len(scene.prepared.validation) else scene.prepared.train
        # In the order of the source: that is how they are drawn upon.
        order = np.argsort(scene.prepared.rows.train)[:_SHOWN]
        stored = _signs(scene, scene.prepared.train.values(order))
        damaged = _damaged_of(stored, _signs(scene, part.values(slice(1000))))
        [stage, *_] = stages_with(scene, Hopfield)
        assert isinstance(stage.layer, Hopfield)
        recalled, watch = watched_recall(learned(scene, stage, "W"), damaged, stage.layer.sweeps)
        back = int((recalled == stored).all(0).sum())
        caption = tr("{n} of {all} recalled. Cells are asked one after the other; the energy never rises.")
        plots = _pictures((stored, damaged, recalled)), _energy_plot(np.array(watch.seen), stage.shape[0])
        return Figure(tr("Stored, damaged, recalled"), caption.format(n=back, all=stored.shape[1]), plots)


def _trained(project: Project) -> Run:
    run = begin(project)
    for _ in raising(run):
        pass
    return run


def _signs(scene: Scene, inputs: Array) -> Array:
    """Return inputs (m, …) as cells (n, m) of −1 and 1, as the layer reads them."""
    [stage, *_] = stages_with(scene, Hopfield)
    assert isinstance(stage.layer, Hopfield)
    cells = fed_to(scene, stage, inputs).T
    return np.where(cells > stage.layer.threshold, 1.0, -1.0)


def _recalled(scene: Scene, inputs: Array) -> tuple[Array, EnergyWatch]:
    [stage, *_] = stages_with(scene, Hopfield)
    assert isinstance(stage.layer, Hopfield)
    return watched_recall(learned(scene, stage, "W"), _signs(scene, inputs), stage.layer.sweeps)


def _damaged_of(stored: Array, damaged: Array) -> Array:
    """Return for each stored pattern, a column, the first of the damaged that is most like it, else the likest."""
    alike = stored.T @ damaged
    nearest = alike.argmax(0)
    chosen = [
        int(np.flatnonzero(nearest == k)[0]) if (nearest == k).any() else int(alike[k].argmax())
        for k in range(len(alike))
    ]
    return damaged[:, chosen]


def _pictures(rows: tuple[Array, Array, Array]) -> Plot:
    """Return three rows of pictures, each of (cells, pictures), with their names at the left."""
    cells, columns = rows[0].shape
    side = round(cells**0.5)
    shape = (side, side) if side * side == cells else (1, cells)
    images = np.concatenate([row.T for row in rows]).reshape(-1, *shape)
    plot = tiles(tr("cell"), images, columns, levels=(-1.0, 1.0), share=1.4, table=on_and_off(SERIES[0]))
    names = tr("stored"), tr("damaged"), tr("recalled")
    height = shape[0] + 1.0
    wide = 0.62 * shape[1]
    marks = (Text(n, (-wide, (2.5 - k) * height), FAINT, centred=True) for k, n in enumerate(names))
    assert plot.x.range is not None
    return replace(plot, x=replace(plot.x, range=(-2 * wide, plot.x.range[1])), marks=(*plot.marks, *marks))


def _energy_plot(seen: Array, cells: int) -> Plot:
    """Return the energies (asked + 1, pictures) of pictures while they are recalled, over sweeps."""
    sweeps = np.arange(len(seen)) / cells
    lines = (
        Line(tr("picture {k}").format(k=k + 1), sweeps, seen[:, k], SERIES[k % len(SERIES)], in_legend=False)
        for k in range(seen.shape[1])
    )
    return Plot(Axis(tr("sweeps")), Axis("E"), tuple(lines), tr("Energy while it recalls"), legend=False)


def _curve(seed: int) -> str:
    found = (f"{n}: {recalled_by_chance(100, n, 0.2, 400, seed):.0%}" for n in _COUNTS)
    pattern = tr(
        "So many patterns by chance in 100 cells, a fifth turned over, and how many are recalled: {list}."
    )
    return pattern.format(list=", ".join(found))


def _large(found: list[float]) -> str:
    pairs = (f"{load:g}: {overlap:.3f}" for load, overlap in zip(_LOADS, found, strict=True))
    pattern = tr("Patterns a cell in 500 cells, and the overlap with what is recalled: {list}.")
    return pattern.format(list=", ".join(pairs))
