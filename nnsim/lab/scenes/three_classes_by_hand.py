"""Softmax with cross-entropy by hand: three examples, ReLU and tanh, and a skip connection."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.typed_table import TypedTable
from nnsim.document.building import Builder
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.sgd import SGD
from nnsim.lab.byhand.address import Address, Of
from nnsim.lab.byhand.board import ByHandBoard
from nnsim.lab.byhand.lines import line
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.running import begin

EXAMPLES = 3
CLAIM = Claim(
    mark("Greatest difference of p − t from what comes back to an output"),
    (0.0,),
    absolute(1e-12),
    "Bridle 1990",
    0,
)


@lab_scenes.register
class ThreeClassesByHand(LabScene):
    """A skip connection and three examples at once."""

    key = "three_classes_by_hand"
    title = mark("Softmax and a skip")
    summary = mark(
        "Three examples of three classes. Softmax with cross-entropy sends p − t back; the skip connection carries it"
        " past the ReLU units undamped; every gradient is the mean over the examples."
    )
    source = "Bridle 1990; He et al. 2015"
    order = 20
    lays = ByHandBoard

    def board(self) -> ByHandBoard:
        project = _project()
        run = begin(project)
        return ByHandBoard.of(project, run.prepared, run.network, 0, EXAMPLES)

    def judged(self) -> tuple[Finding, ...]:
        sheet = self.board().sheet
        deltas = [Address(Of.DELTA, at, n) for n in range(EXAMPLES) for at in sheet.columns[-1].places()]
        told = [line(sheet, address).right for address in deltas]
        apart = [abs(t.value - sheet.value(a)) for t, a in zip(told, deltas, strict=True) if t is not None]
        return (Finding(CLAIM, (max(apart),)),)


def _project() -> Project:
    drawn = Builder()
    first = drawn.add(Dense(3, Tanh()), drawn.add(Input()))
    bent = drawn.add(Dense(3, ReLU()), first)
    joined = drawn.add(Add(), first, bent)
    drawn.add(Dense(3, Softmax()), joined, loss=SoftmaxCrossEntropy())
    table = TypedTable(rows="0.2 0.9 0; -0.6 0.4 1; 0.8 -0.5 2", names="x₁, x₂, class", task="classes")
    return drawn.project(
        DataSettings(table),
        learning_rate=0.1,
        optimizer=SGD(),
        batch=EXAMPLES,
        shuffle=False,
        precision="float64",
        seed=3,
    )
