"""Deep residual network: forty blocks, each adding a little to what goes through."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.building import Builder
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.glorot import GlorotNormal
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.schedules.cosine import CosineAnnealing
from nnsim.figures.figure import Figure, Image, Plot
from nnsim.lab.claim import AT_LEAST, Claim, Finding
from nnsim.lab.experiment import Member
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.drawing.plane_map import plane_map
from nnsim.zoo.family import Family
from nnsim.zoo.measuring import accuracy
from nnsim.zoo.raising import raising

_BLOCKS, _WIDTH, _EPOCHS = 40, 32, 200
_TWIN_SHARE = 0.4
"""Of the work, what training the plain twin is."""


def _drawn(blocks: int = _BLOCKS, *, skips: bool = True, gain: float | None = None) -> Project:
    """Return the network; `gain` multiplies the first weights of every block, 1/√blocks by default, or 1 without skips."""
    if gain is None:
        gain = 1 / math.sqrt(blocks) if skips else 1.0
    drawing = Builder()
    at = drawing.add(Dense(_WIDTH, Tanh()), drawing.add(Input()))
    for _ in range(blocks):
        block = drawing.add(Dense(_WIDTH, Tanh(), GlorotNormal(gain)), at)
        at = drawing.add(Add(), at, block) if skips else block
    drawing.add(Dense(1), at)
    return drawing.project(
        DataSettings(TwoSpirals(points=600)),
        learning_rate=0.002,
        schedule=CosineAnnealing(_EPOCHS),
        batch=32,
        epochs=_EPOCHS,
    )


def _plain(project: Project) -> Project:
    return replace(project, graph=_drawn(skips=False).graph)


def _full_size(project: Project) -> Project:
    return replace(project, graph=_drawn(gain=1.0).graph)


def _eighty(project: Project) -> Project:
    return replace(project, graph=_drawn(2 * _BLOCKS).graph)


@animals.register
class DeepResidualAnimal(Animal):
    """Forty residual blocks of 32 units on two spirals, and the same without skips."""

    key = "drn"
    title = mark("Deep residual")
    family = Family.FEED_FORWARD
    summary = mark(
        "Every block only adds something to what comes in, which goes past it unchanged. So signals and gradients reach"
        " every layer, however deep the network is. Forty blocks add up to forty times the variance, which is why their"
        " first weights are divided by √40. Without the paths that go past, the same layers hardly learn."
    )
    formula = "h ← h + f(W·h + b),  W ∼ N(0, 1/(n·L))"
    source = "He, Zhang, Ren & Sun 2016; Zhang, Dauphin & Ma 2019"
    order = 240
    claim = Claim(mark("Validation accuracy on two spirals, 40 blocks deep"), (0.99,), AT_LEAST, "", own=True)
    tries = (
        Try(mark("No paths past the blocks: 42 plain layers."), _plain),
        Try(mark("First weights not divided by √40: signals grow from block to block at first."), _full_size),
        Try(mark("Eighty blocks instead of forty: still no harder."), _eighty),
    )

    def project(self) -> Project:
        return _drawn()

    def beside(self) -> tuple[Member, ...]:
        return (Member(tr("Plain"), _drawn(skips=False)),)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        last = Raised(0.0)
        for raised in super().raise_from(seed):
            last = raised
            yield replace(raised, share=(1 - _TWIN_SHARE) * raised.share, findings=(), opened=None)
        # The twin after it, for the picture of both and the figure in the note.
        run = begin(seeded(self.beside()[0].project, seed))
        scene = scene_of(run)
        for share in raising(run):
            pair = _side_by_side(last.figure, self.portrait(scene_of(run, scene)))
            yield Raised(1 - _TWIN_SHARE * (1 - 0.95 * share), figure=pair)
        scene = scene_of(run, scene)
        words = tr("The same {n} layers without the paths past them reach {share} after the same training.")
        note = words.format(n=_BLOCKS + 2, share=f"{accuracy(scene):.3f}")
        figure = _side_by_side(last.figure, self.portrait(scene))
        yield replace(last, figure=figure, notes=(*last.notes, note))

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        return (Finding(self.claim, (accuracy(scene),)),)

    def portrait(self, scene: Scene) -> Figure | None:
        return plane_map(scene)


def _side_by_side(ours: Figure | None, theirs: Figure | None) -> Figure | None:
    """Return the maps of both networks as one figure, where both could be drawn."""
    if ours is None or theirs is None:
        return ours
    plots: list[Plot] = []
    for figure, title in ((ours, tr("With paths past the blocks")), (theirs, tr("Plain"))):
        plots += (_without_bar(replace(plot, title=title, legend=False)) for plot in figure.plots)
    words = tr("Blue and orange: what each says over the plane, the paler the less sure.")
    return Figure(tr("Forty blocks, and as many plain layers"), words, tuple(plots))


def _without_bar(plot: Plot) -> Plot:
    marks = (replace(m, bar=None) if isinstance(m, Image) else m for m in plot.marks)
    return replace(plot, marks=tuple(marks))
