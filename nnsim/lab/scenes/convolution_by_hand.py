"""A convolution by hand: one weight at many places, whose gradient is the sum over all of them."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.typed_table import TypedTable
from nnsim.document.building import Builder
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.layers.conv1d import Conv1D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.sgd import SGD
from nnsim.lab.byhand.board import ByHandBoard
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.running import begin

CLAIM = Claim(
    mark("Places at which each weight of the filter stands"), (4.0, 4.0), absolute(0), "LeCun et al. 1989", 0
)


@lab_scenes.register
class ConvolutionByHand(LabScene):
    """Five numbers, one filter of two weights."""

    key = "convolution_by_hand"
    title = mark("Convolution")
    summary = mark(
        "One filter of two weights slides over five numbers. Each weight stands at four places, so its gradient is a sum"
        " of four products: click w₁."
    )
    source = "LeCun et al. 1989"
    order = 30
    lays = ByHandBoard

    def board(self) -> ByHandBoard:
        project = _project()
        run = begin(project)
        return ByHandBoard.of(project, run.prepared, run.network)

    def judged(self) -> tuple[Finding, ...]:
        shared = [w for w in self.board().sheet.weights if w.symbol in ("w₁", "w₂")]
        return (Finding(CLAIM, tuple(float(len(w.uses)) for w in shared)),)


def _project() -> Project:
    drawn = Builder()
    slid = drawn.add(Conv1D(1, 2, padding="valid", activation=ReLU()), drawn.add(Input(shape=(5, 1))))
    drawn.add(Dense(1), drawn.add(Flatten(), slid), loss=MeanSquaredError("half_sum"))
    table = TypedTable(rows="0.1 0.5 0.9 0.4 0.2 0.7", names="x₁, x₂, x₃, x₄, x₅, t", task="regression")
    return drawn.project(
        DataSettings(table, scaling="none"),
        learning_rate=0.1,
        optimizer=SGD(),
        batch=1,
        precision="float64",
        seed=2,
    )
