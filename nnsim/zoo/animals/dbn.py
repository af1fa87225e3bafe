"""Deep belief network: a stack of RBMs learns digits without labels, and then reads them with a hundred."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from nnsim.base.seeds import seed_of
from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.data.steps.few_labels import FewLabels
from nnsim.document import edits
from nnsim.document.building import chain
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.engine.activations.sigmoid import sigmoid
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.rbm import RBM
from nnsim.engine.rules.layer_by_layer import PHASE, LayerByLayer
from nnsim.figures.figure import Array, Figure, Plot
from nnsim.figures.palette import SERIES
from nnsim.lab.claim import AT_LEAST, Claim, Finding
from nnsim.lab.experiment import Member
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.drawing.digits_told import as_images
from nnsim.zoo.drawing.tiles import either_way, on_and_off, tiles
from nnsim.zoo.dreams import rbm_arrays
from nnsim.zoo.family import Family
from nnsim.zoo.measuring import accuracy, fed_to, stages_with
from nnsim.zoo.raising import raising

_EACH, _TOGETHER = 40, 20
"""Epochs of pre-training for each RBM, and of all together."""
_LABELS, _DRAWS = 100, 20
_RATE, _FASTER = 0.001, 30.0
"""Learning rate of all together, and how many times faster the read-out learns, of which nothing is known yet."""
_STEPS = 300
"""Of the networks that see the labelled rows alone, all of them at every step."""
_PLAIN = 0.01
_SOFTMAX, _PULL = 0.03, 0.001
"""Rates at which the plain network and softmax do best, of those that were tried, and softmax's weight decay."""
_SHOWN = 24


def _network(first: Normal, faster: float, labels: FewLabels, **training: Any) -> Project:
    return chain(
        Input(),
        RBM(100, first),
        RBM(60, first),
        Dense(10, rate=faster),
        data=DataSettings(Digits(layout="flat"), test_share=0.0, steps=(labels,)),
        **training,
    )


def _without_pre_training(project: Project) -> Project:
    return replace(project, training=replace(project.training, rule=LayerByLayer(epochs_each=0), epochs=60))


def _ten_labels(project: Project) -> Project:
    return replace(project, data=replace(project.data, steps=(FewLabels(10),)))


def _wide(project: Project) -> Project:
    [_, second, *_] = [n for n in project.graph.nodes if isinstance(n.layer, RBM)]
    return replace(project, graph=edits.set_layer(project.graph, second.id, RBM(200, Normal(0.05))))


@animals.register
class DeepBeliefAnimal(Animal):
    """64-100-60-10 on digits, a hundred of them with a label."""

    key = "dbn"
    title = mark("Deep belief")
    family = Family.PROBABILISTIC
    summary = mark(
        "Restricted Boltzmann machines on top of each other: each learns what the one below makes of the data, and none"
        " needs a label. Together they can dream digits. With a read-out behind them, and a few labels, all of it is"
        " then trained by back-propagation. What was found without labels makes a hundred of them go further."
    )
    formula = "p(v, h¹, h²) = p(v | h¹)·p(h¹, h²);  then −η·∂L/∂P"
    source = "Hinton, Osindero & Teh 2006"
    order = 160
    claim = Claim(
        mark("Points of accuracy above softmax on pixels, mean of 20 draws of 100 labels"),
        (1.0,),
        AT_LEAST,
        "",
        own=True,
    )
    tries = (
        Try(mark("No pre-training: the same network, and the same hundred labels."), _without_pre_training),
        Try(mark("Ten labels in all: one a digit, more or less."), _ten_labels),
        Try(mark("A wider second layer of 200 cells."), _wide),
    )

    def project(self) -> Project:
        return _network(
            Normal(0.05),
            _FASTER,
            FewLabels(_LABELS),
            rule=LayerByLayer(_EACH),
            learning_rate=_RATE,
            batch=20,
            epochs=2 * _EACH + _TOGETHER,
        )

    def beside(self) -> tuple[Member, ...]:
        return (Member(tr("Without pre-training"), _without_pre_training(self.project())),)

    def notes(self, scene: Scene) -> tuple[str, ...]:
        words = tr("The one that is shown tells {share} of the other digits right.")
        return (words.format(share=f"{accuracy(scene):.1%}"),)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        project = seeded(self.project(), seed)
        run = begin(replace(project, training=replace(project.training, epochs=2 * _EACH)))
        scene = scene_of(run)
        for share in raising(run):
            yield Raised(0.4 * share, figure=self.portrait(scene_of(run, scene)))
        pretrained = run.learned()
        run.retune(project.training)
        for share in raising(run):
            yield Raised(0.4 + 0.1 * share, figure=self.portrait(scene_of(run, scene)))
        judged = self.judged(project, run)
        told: list[tuple[float, float, float]] = []
        for k in range(_DRAWS):
            told.append(_draw(pretrained, seed, seed_of(seed, k, _DRAWS)))
            yield Raised(0.5 + 0.49 * (k + 1) / _DRAWS, figure=judged.figure)
        yield replace(judged, findings=self._found(np.array(told)))

    def _found(self, told: Array) -> tuple[Finding, ...]:
        """Return what accuracies (draws, 3) of pre-trained, not pre-trained and softmax come to."""
        deep, plain, softmax = 100 * told.mean(0)
        words = mark(
            "Points of accuracy above the same network without pre-training, mean of 20 draws of 100 labels"
        )
        note = tr("With pre-training {deep} %, without {plain} %, softmax on pixels {softmax} %.").format(
            deep=f"{deep:.1f}", plain=f"{plain:.1f}", softmax=f"{softmax:.1f}"
        )
        return (
            Finding(self.claim, (deep - softmax,), note),
            Finding(Claim(words, (1.0,), AT_LEAST, "", own=True), (deep - plain,)),
        )

    def portrait(self, scene: Scene) -> Figure | None:
        rbms = stages_with(scene, RBM)
        if any(above.sources != (below.id,) for below, above in pairwise(rbms)):
            return None
        stack = [rbm_arrays(scene, stage) for stage in rbms]
        begun = fed_to(scene, rbms[-1], scene.prepared.train.values(slice(_SHOWN)))
        fields, dreams = as_images(stack[0][0].T[:_SHOWN]), as_images(_dreams(stack, begun))
        if fields is None or dreams is None:
            return None
        words = _phase(scene, len(rbms))
        found = accuracy(scene)
        share = (
            tr("Validation accuracy {share}.").format(share=f"{found:.1%}") if math.isfinite(found) else ""
        )
        return Figure(
            tr("What its first layer looks for, and what it dreams"),
            f"{words} {share}".strip(),
            (_fields(fields), tiles(tr("pixel"), dreams, 6, title=tr("Dreams"), table=on_and_off(SERIES[0]))),
        )


def _draw(pretrained: Learned, seed: int, draw: int) -> tuple[float, float, float]:
    """Return the accuracies with pre-training, without, and of softmax on pixels, on one draw of the labels."""
    labels = FewLabels(_LABELS, rest="drop", draw=draw)
    alone: dict[str, Any] = {"batch": _LABELS, "epochs": _STEPS, "seed": seed}
    deep = _network(Normal(0.05), _FASTER, labels, learning_rate=_RATE, **alone)
    # Four times as wide as for tanh, as Glorot & Bengio have it for sigmoids: from narrower weights it learns less.
    plain = _network(Normal(0.45), 1.0, labels, learning_rate=_PLAIN, **alone)
    softmax = chain(Input(), Dense(10), data=plain.data, learning_rate=_SOFTMAX, weight_decay=_PULL, **alone)
    first, second, third = (
        _accuracy(project, learned)
        for project, learned in ((deep, pretrained), (plain, None), (softmax, None))
    )
    return first, second, third


def _accuracy(project: Project, learned: Learned | None) -> float:
    run = begin(project, learned=learned)
    for _ in raising(run):
        pass
    return accuracy(scene_of(run))


def _phase(scene: Scene, rbms: int) -> str:
    """Return in words what learns at the moment."""
    tallies: Any = scene.moment.place.get("tallies") or {}
    phase = round(float(tallies.get(PHASE.key, 0)))
    if not phase:
        return tr("Nothing has been learned yet.")
    if phase > rbms:
        return tr("All layers learn together.")
    return tr("RBM {k} of {n} learns, without labels.").format(k=phase, n=rbms)


def _dreams(stack: list[tuple[Array, Array, Array]], begun: Array, sweeps: int = 20) -> Array:
    """Return what a stack of RBMs, each W, a and b, dreams, (n, inputs of the lowest).

    It is sampled in the uppermost RBM, which was last fed `begun`, (n, its inputs), and told down from there.
    """
    rng = np.random.default_rng(0)
    v, (weights, a, b) = begun, stack[-1]
    for _ in range(sweeps):
        h = rng.random((len(v), len(b))) < sigmoid(v @ weights + b)
        v = sigmoid(h @ weights.T + a)
    for weights, a, _ in reversed(stack[:-1]):
        v = sigmoid(v @ weights.T + a)
    return v


def _fields(fields: Array) -> Plot:
    most = float(np.abs(fields).max()) or 1.0
    colours = either_way(SERIES[1], SERIES[0])
    return tiles(tr("weight"), fields, 6, levels=(-most, most), title=tr("First layer"), table=colours)
