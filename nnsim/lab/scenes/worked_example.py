"""The worked example of back-propagation that the notes lead to."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.byhand.address import Address, Of, WeightAt
from nnsim.lab.byhand.bench import Order
from nnsim.lab.byhand.board import ByHandBoard
from nnsim.lab.byhand.scenes import worked_example, worked_project
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.running import prepared

SOURCE = "Mazur 2015"
NEAR = absolute(1e-9)
W1, W5 = WeightAt(0), WeightAt(6)
CLAIMS = (
    Claim(mark("Loss of the worked example"), (0.298371109,), NEAR, SOURCE, 0),
    Claim(mark("∂E/∂w₅ and ∂E/∂w₁"), (0.082167041, 0.000438568), NEAR, SOURCE, 0),
    Claim(
        mark("Loss after one update of all weights together"),
        (0.291027774,),
        NEAR,
        mark("plain gradient descent"),
        0,
    ),
    Claim(mark("Loss after one update with the output weights first"), (0.291027924,), NEAR, SOURCE, 0),
)


@lab_scenes.register
class WorkedExample(LabScene):
    """Two inputs, two hidden units, two outputs."""

    key = "worked_example"
    title = mark("Worked example")
    summary = mark(
        "Two inputs, two hidden units, two outputs, one example: the well-known page that works back-propagation out by"
        " hand. Switch the order of updating: the published loss comes from the outputs first, which is no gradient descent."
    )
    source = SOURCE
    order = 10
    lays = ByHandBoard

    def board(self) -> ByHandBoard:
        project = worked_project()
        return ByHandBoard(project, prepared(project.data), worked_example())

    def judged(self) -> tuple[Finding, ...]:
        sheet = self.board().sheet
        measured = (
            (sheet.loss,),
            tuple(sheet.value(Address(Of.GRADIENT, w)) for w in (W5, W1)),
            (sheet.after().loss,),
            (sheet.with_order(Order.OUTPUTS_FIRST).after().loss,),
        )
        return tuple(Finding(claim, found) for claim, found in zip(CLAIMS, measured, strict=True))
