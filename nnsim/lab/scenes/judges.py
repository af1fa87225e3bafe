"""Three judges vote with different weight, and the threshold decides."""

from __future__ import annotations

from dataclasses import replace

from nnsim.base.text import mark, tr
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.neuron import Neuron
from nnsim.lab.neuron_board import NeuronBoard

SOURCE = mark("The notes, section 1")
VOTES = (4.0, 1.0, -3.0)
CLAIMS = (
    Claim(mark("Judges' vote 4, 1, −3 with weights 1, 3, 2: weighted sum"), (1.0,), absolute(0), SOURCE, 0),
    Claim(mark("Output at threshold 3: eliminated"), (0.0,), absolute(0), SOURCE, 0),
    Claim(mark("Outputs at thresholds 1 and 0.99: a tie is not enough"), (0.0, 1.0), absolute(0), SOURCE, 0),
)


@lab_scenes.register
class Judges(LabScene):
    """The judges' vote."""

    key = "judges"
    title = mark("Judges' vote")
    summary = mark(
        "Three judges give 4, 1 and −3 points, and their votes count 1, 3 and 2 times. The sum is 1, the threshold is"
        " 3: the singer is out. Drag a vote, a weight or the threshold."
    )
    source = SOURCE
    order = 10
    lays = NeuronBoard

    def board(self) -> NeuronBoard:
        names = tuple(tr("judge {n}").format(n=n) for n in (1, 2, 3))
        neuron = Neuron(VOTES, (1.0, 3.0, 2.0), -3.0, names=names)
        rows = (VOTES, (4.0, 3.0, -1.0), (2.0, 2.0, 2.0), (5.0, -1.0, 0.0))
        return NeuronBoard(neuron, rows, verdicts=(tr("eliminated"), tr("through")))

    def judged(self) -> tuple[Finding, ...]:
        neuron = self.board().neuron
        measured = (
            (replace(neuron, bias=0.0).sum,),
            (neuron.output,),
            tuple(replace(neuron, bias=-threshold).output for threshold in (1.0, 0.99)),
        )
        return tuple(Finding(claim, found) for claim, found in zip(CLAIMS, measured, strict=True))
