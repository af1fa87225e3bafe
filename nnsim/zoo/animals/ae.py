"""Auto-encoder: digits told again from eight numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.schedules.cosine import CosineAnnealing
from nnsim.figures.figure import Figure
from nnsim.lab.claim import AT_MOST, Claim, Finding, relative
from nnsim.lab.experiment import Member
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.changing import with_layers
from nnsim.zoo.drawing.retold import retold
from nnsim.zoo.family import Family
from nnsim.zoo.raising import raising
from nnsim.zoo.reconstructing import by_pca, least_width, squared_error, told_again

_CODE, _HIDDEN, _PIXELS = 8, 96, 64
_SHOWN = 8
_DATA = DataSettings(Digits(layout="flat", asked="pixels"))
_LINEAR_SHARE = 0.2
"""Of the work, what training the linear network is."""


def _two(project: Project) -> Project:
    def narrow(layer: Layer) -> Layer:
        return replace(layer, units=2) if isinstance(layer, Dense) and layer.units == _CODE else layer

    return with_layers(project, narrow)


def _straight(project: Project) -> Project:
    return replace(project, graph=_linear().graph)


def _linear() -> Project:
    return chain(
        Input(),
        Dense(_CODE),
        Dense(_PIXELS),
        data=_DATA,
        learning_rate=0.005,
        schedule=CosineAnnealing(300),
        batch=32,
        epochs=300,
    )


@animals.register
class AutoEncoderAnimal(Animal):
    """64-96-8-96-64 on digits, and 64-8-64 without a bend beside it."""

    key = "ae"
    title = mark("Auto-encoder")
    family = Family.AUTO_ENCODER
    summary = mark(
        "It is asked to say again what it was given, but everything has to go through a narrow layer. So it finds by"
        " itself the few numbers by which pictures differ; nobody tells it what they show. Without a bend it can do no"
        " better than principal components. With hidden layers before and behind the code it makes half their error."
    )
    formula = "min ‖x − g(f(x))‖²"
    source = "Rumelhart, Hinton & Williams 1986; Baldi & Hornik 1989; Hinton & Salakhutdinov 2006"
    order = 80
    claim = Claim(
        mark(
            "Squared error on digits it did not learn from, in parts of that of as many principal components"
        ),
        (0.6,),
        AT_MOST,
        "",
        own=True,
    )
    linear_claim = Claim(
        mark(
            "Squared error of the linear network on its training digits, in parts of that of principal components"
        ),
        (1.0,),
        relative(0.02),
        "Baldi & Hornik 1989",
    )
    tries = (
        Try(mark("Two numbers instead of eight: digits that look alike run together."), _two),
        Try(mark("64-8-64 without a bend: principal components once more."), _straight),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Dense(_HIDDEN, ReLU()),
            Dense(_CODE),
            Dense(_HIDDEN, ReLU()),
            Dense(_PIXELS, Sigmoid()),
            data=_DATA,
            learning_rate=0.002,
            batch=32,
            epochs=300,
        )

    def beside(self) -> tuple[Member, ...]:
        return (Member(tr("Linear"), _linear()),)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        run = begin(seeded(_linear(), seed))
        scene = scene_of(run)
        for share in raising(run):
            yield Raised(_LINEAR_SHARE * share, figure=self.portrait(scene_of(run, scene)))
        linear = [Finding(self.linear_claim, (ratio,)) for ratio in _beside_pca(scene_of(run), "train")]
        for raised in super().raise_from(seed):
            share = _LINEAR_SHARE + (1 - _LINEAR_SHARE) * raised.share
            yield replace(
                raised, share=share, findings=(*raised.findings, *linear) if raised.finished else ()
            )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        return tuple(Finding(self.claim, (ratio,)) for ratio in _beside_pca(scene, "validation"))

    def notes(self, scene: Scene) -> tuple[str, ...]:
        found = told_again(scene)
        if found is None:
            return ()
        width = least_width(scene)
        words = tr("Mean squared error {ours} from {n} numbers a digit; principal components: {theirs}.")
        theirs = squared_error(by_pca(scene.prepared, found.asked, width), found.asked)
        return (words.format(ours=f"{found.error:.4f}", n=width, theirs=f"{theirs:.4f}"),)

    def portrait(self, scene: Scene) -> Figure | None:
        found = told_again(scene, most=_SHOWN)
        if found is None:
            return None
        components = by_pca(scene.prepared, found.asked, least_width(scene))
        plot = retold(scene, _SHOWN, (tr("By principal components"), components))
        if plot is None:
            return None
        words = tr("Digits it did not learn from, each told again from {n} numbers.")
        return Figure(tr("What comes through"), words.format(n=least_width(scene)), (plot,))


def _beside_pca(scene: Scene, part: str) -> Iterator[float]:
    """Yield the error on a part over that of as many principal components; nothing of a network of another kind."""
    found = told_again(scene, part)
    if found is not None:
        components = by_pca(scene.prepared, found.asked, least_width(scene))
        yield found.error / max(squared_error(components, found.asked), 1e-12)
