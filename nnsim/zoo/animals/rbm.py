"""Restricted Boltzmann machine: eight hidden cells learn what bars and stripes are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.bars_and_stripes import BarsAndStripes
from nnsim.data.sources.digits import Digits
from nnsim.document import edits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.rbm import RBM
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rbm_energy import can_be_summed
from nnsim.engine.rules.contrastive_divergence import ContrastiveDivergence
from nnsim.engine.schedules.polynomial import PolynomialDecay
from nnsim.figures.figure import Array, Figure, Plot
from nnsim.figures.palette import SERIES
from nnsim.lab.claim import AT_LEAST, Claim, Finding
from nnsim.lab.experiment import Member
from nnsim.lab.running import begin
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.drawing.digits_told import as_images
from nnsim.zoo.drawing.tiles import either_way, on_and_off, tiles
from nnsim.zoo.dreams import dreamed, log_likelihood
from nnsim.zoo.family import Family
from nnsim.zoo.measuring import fed_to, learned, stages_with
from nnsim.zoo.raising import raising

_EPOCHS, _PATIENCE, _CHAINS = 6000, 1500, 500
_SHOWN, _MOST_FIELDS = 24, 24


def _without_memory(project: Project) -> Project:
    rule = ContrastiveDivergence(persistent=False, chains=_CHAINS)
    return replace(project, training=replace(project.training, rule=rule))


def _digits(project: Project) -> Project:
    layers = {n.id: replace(n.layer, units=64) for n in project.graph.nodes if isinstance(n.layer, RBM)}
    training = replace(
        project.training,
        learning_rate=0.1,
        batch=100,
        epochs=100,
        patience=0,
        schedule=PolynomialDecay(100),
        rule=ContrastiveDivergence(chains=100),
    )
    data = DataSettings(Digits(layout="flat"))
    return replace(project, graph=edits.set_layers(project.graph, layers), training=training, data=data)


def _four_cells(project: Project) -> Project:
    data = replace(project.data, source=BarsAndStripes(size=4))
    return replace(project, data=data, training=replace(project.training, batch=30))


@animals.register
class RestrictedBoltzmannAnimal(Animal):
    """9 inputs and 8 hidden cells on the 14 bars and stripes of 3 × 3 cells."""

    key = "rbm"
    title = mark("Restricted BM")
    family = Family.PROBABILISTIC
    summary = mark(
        "Hidden cells are on by chance, as the inputs tell them, and tell the inputs back the same way; within a layer"
        " nothing is tied. What is likely has a low energy. It learns by making the data more likely and what it"
        " dreams less, until both look alike. Where one layer is small, the likelihood is an exact sum."
    )
    formula = "E = −a·v − b·h − vᵀ·W·h,  ΔW = η·(⟨v·hᵀ⟩ data − ⟨v·hᵀ⟩ dreamed)"
    source = "Smolensky 1986; Hinton 2002; Tieleman 2008"
    order = 150
    claim = Claim(
        mark("Mean log-likelihood of bars and stripes, in nats, by persistent chains (−2.64 is the most)"),
        (-2.9,),
        AT_LEAST,
        "",
        own=True,
    )
    tries = (
        Try(
            mark("Chains that begin at the data at every step: quicker to begin, and worse at the end."),
            _without_memory,
        ),
        Try(mark("Handwritten digits: 64 hidden cells find strokes."), _digits),
        Try(mark("Bars and stripes of 4 × 4 cells with as many hidden cells."), _four_cells),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            RBM(8, Normal(0.1)),
            data=DataSettings(BarsAndStripes()),
            optimizer=SGD(),
            rule=ContrastiveDivergence(chains=_CHAINS),
            learning_rate=0.2,
            schedule=PolynomialDecay(_EPOCHS),
            batch=14,
            epochs=_EPOCHS,
            patience=_PATIENCE,
        )

    def beside(self) -> tuple[Member, ...]:
        return (Member(tr("Chains that begin at the data"), _without_memory(self.project())),)

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        [stage, *_] = stages_with(scene, RBM)
        if not can_be_summed(stage.inputs[0][0], stage.shape[0]):
            return ()
        return (Finding(self.claim, (log_likelihood(scene, stage),)),)

    def notes(self, scene: Scene) -> tuple[str, ...]:
        [stage, *_] = stages_with(scene, RBM)
        told = {tuple(row) for row in fed_to(scene, stage, scene.prepared.train.values()).tolist()}
        chains = dreamed(scene, stage, _CHAINS)
        share = np.mean([tuple(row) in told for row in chains.tolist()])
        words = tr("Of {n} dreams {share} are pictures it was shown.")
        return (words.format(n=_CHAINS, share=f"{share:.0%}"),)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        project = seeded(self.project(), seed)
        run = begin(project)
        scene = scene_of(run)
        for share in raising(run):
            yield Raised(0.5 * share, figure=self.portrait(scene_of(run, scene)))
        _go_to_best(run)
        figure = self.portrait(scene_of(run, scene))
        other = begin(_without_memory(project))
        for share in raising(other):
            yield Raised(0.5 + 0.45 * share, figure=figure)
        _go_to_best(other)
        [mine], [theirs] = (self.findings(scene_of(one))[0].measured for one in (run, other))
        judged = self.judged(project, run)
        words = mark("Nats by which persistent chains are better than such as begin at the data (CD-1)")
        note = tr("Chains that begin at the data come to {n} nats.").format(n=f"{theirs:.3f}")
        better = Finding(Claim(words, (0.0,), AT_LEAST, "Tieleman 2008"), (mine - theirs,), note)
        yield replace(judged, findings=(*judged.findings, better))

    def portrait(self, scene: Scene) -> Figure | None:
        [stage, *_] = stages_with(scene, RBM)
        fields = as_images(learned(scene, stage, "W").T[:_MOST_FIELDS].astype(np.float64))
        samples = as_images(dreamed(scene, stage, _SHOWN))
        if fields is None or samples is None:
            return None
        return Figure(
            tr("What its hidden cells look for, and what it dreams"),
            _caption(scene),
            (_fields_plot(fields), _samples_plot(samples)),
        )


def _go_to_best(run: Run) -> None:
    """Let a run that has come to the end of its epochs stand where the judge of its rule was best."""
    kept = run.watch.stopping.kept
    if kept is not None and run.finished:
        run.go_to(kept)


def _caption(scene: Scene) -> str:
    [stage, *_] = stages_with(scene, RBM)
    if not can_be_summed(stage.inputs[0][0], stage.shape[0]):
        return tr("First: weights, orange below 0 and blue above. Then: where the chains stand now.")
    words = tr("ln p of a picture is {n} nats on the average. Dreams: where the chains stand now.")
    return words.format(n=f"{log_likelihood(scene, stage):.2f}")


def _fields_plot(fields: Array) -> Plot:
    most = float(np.abs(fields).max()) or 1.0
    columns = 4 if len(fields) <= 16 else 6
    colours = either_way(SERIES[1], SERIES[0])
    return tiles(tr("weight"), fields, columns, levels=(-most, most), title=tr("Hidden cells"), table=colours)


def _samples_plot(samples: Array) -> Plot:
    return tiles(tr("cell"), samples, 6, title=tr("Dreams"), table=on_and_off(SERIES[0]))
