"""Support vector machine: the widest margin between two classes, held by a few examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnsim.base.text import mark, ntr, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.breast_cancer import BreastCancer
from nnsim.data.sources.moons import Moons
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.initializers.examples import Examples
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.rbf import RBF
from nnsim.engine.losses.hinge import Hinge
from nnsim.engine.rules.dual_ascent import DualAscent
from nnsim.engine.rules.pegasos import Pegasos
from nnsim.figures.figure import Figure
from nnsim.lab.claim import AT_MOST, Claim, Finding, absolute
from nnsim.lab.experiment import Member
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.changing import with_layers
from nnsim.zoo.drawing.margin import margin_plot
from nnsim.zoo.family import Family
from nnsim.zoo.measuring import accuracy
from nnsim.zoo.raising import raising
from nnsim.zoo.support_vectors import KernelSolution, machine_of

_ACCURACY = Claim(
    mark("Validation accuracy, and what scikit-learn's SVC reaches"),
    (0.0,),
    absolute(0.01),
    "scikit-learn SVC",
)
_OBJECTIVE = Claim(
    mark("Pegasos: how far its objective lies above that of the dual solution, as a share of it"),
    (0.02,),
    AT_MOST,
    "",
    own=True,
)
_TRAINED = 250
"""Points of the moons that are learned from: half of them, each the centre of an RBF unit."""
_PENALTY = 0.025


def _soft(project: Project) -> Project:
    return _with_cost(project, 0.1)


def _hard(project: Project) -> Project:
    return _with_cost(project, 50.0)


def _with_cost(project: Project, cost: float) -> Project:
    rule = (
        replace(project.training.rule, cost=cost)
        if isinstance(project.training.rule, DualAscent)
        else DualAscent(cost)
    )
    return replace(project, training=replace(project.training, rule=rule))


def _narrow(project: Project) -> Project:
    return with_layers(project, lambda one: replace(one, width=0.08) if isinstance(one, RBF) else one)


def linear(penalty: float = _PENALTY) -> Project:
    """Return the linear machine on the breast cancer data, trained by Pegasos."""
    return chain(
        Input(),
        Dense(1, initializer=Zeros()),
        data=DataSettings(BreastCancer(), validation_share=0.5, test_share=0.0),
        loss=Hinge(),
        rule=Pegasos(penalty),
        batch=8,
        epochs=150,
    )


@animals.register
class SupportVectorAnimal(Animal):
    """A Gaussian kernel on the moons, and a linear machine on measured cells."""

    key = "svm"
    title = mark("Support vector machine")
    family = Family.FEED_FORWARD
    summary = mark(
        "Of all borders between two classes it looks for the one with the widest margin. Only the examples on the"
        " margin or inside it count, the support vectors; all others could be left out. A kernel, one unit at every"
        " example, bends the border. Every α is moved to its best in turn, and the gap between primal and dual says"
        " how far it is from the solution."
    )
    formula = "min ½‖f‖² + C·Σ max(0, 1 − y·f(x)),  f(x) = Σ αᵢ·yᵢ·K(xᵢ, x)"
    source = "Boser, Guyon & Vapnik 1992; Cortes & Vapnik 1995"
    order = 260
    claim = Claim(mark("Relative duality gap"), (0.01,), AT_MOST, "", own=True)
    tries = (
        Try(mark("C = 0.1: a wide margin with many examples inside it."), _soft),
        Try(mark("C = 50: fewer examples are allowed inside the margin, and the border bends more."), _hard),
        Try(mark("A kernel of width .08: every example is an island of its own."), _narrow),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            RBF(_TRAINED, 0.4, Examples(), frozen=True),
            Dense(1, initializer=Zeros()),
            data=DataSettings(Moons(points=2 * _TRAINED, noise=0.15), validation_share=0.5, test_share=0.0),
            loss=Hinge(),
            rule=DualAscent(cost=10.0),
        )

    def beside(self) -> tuple[Member, ...]:
        return (Member(tr("Linear, by Pegasos, on measured cells"), linear()),)

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        machine = machine_of(scene)
        if machine is None:
            return ()
        if isinstance(machine, KernelSolution):
            found = [Finding(self.claim, (machine.gap(),))]
        else:
            found = [Finding(_OBJECTIVE, (machine.above_dual(),))]
        if len(scene.prepared.validation):
            expected = machine.accuracy_of_svc(scene.prepared.validation)
            found.append(Finding(replace(_ACCURACY, expected=(expected,)), (accuracy(scene),)))
        return tuple(found)

    def notes(self, scene: Scene) -> tuple[str, ...]:
        machine = machine_of(scene)
        if machine is None:
            return ()
        held, whole = int(machine.supports.sum()), len(machine.supports)
        words = ntr(
            "{n} of {whole} examples is a support vector.",
            "{n} of {whole} examples are support vectors.",
            held,
        )
        return (words.format(n=held, whole=whole),)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        straight = begin(seeded(linear(), seed))
        for share in raising(straight):
            yield Raised(0.4 * share, figure=self.portrait(scene_of(straight)))
        project = seeded(self.project(), seed)
        run = begin(project)
        for share in raising(run):
            yield Raised(0.4 + 0.5 * share, figure=self.portrait(scene_of(run)))
        judged = self.judged(project, run)
        yield replace(judged, findings=(*judged.findings, *self.findings(scene_of(straight))))

    def portrait(self, scene: Scene) -> Figure | None:
        machine = machine_of(scene)
        if machine is None:
            return None
        plot = margin_plot(scene, machine.output, machine.inputs[machine.supports])
        return Figure(tr("The margin and its support vectors"), "", (plot,), (560.0, 430.0))
