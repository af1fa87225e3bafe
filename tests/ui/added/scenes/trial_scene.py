"""A scene more: all of it in one file."""

from __future__ import annotations

from nnsim.lab.board import Board
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.neuron import Neuron
from nnsim.lab.neuron_board import NeuronBoard

CLAIM = Claim("weighted sum of 1 and 1", (2.0,), absolute(0.0), "nobody", seeds=0)


@lab_scenes.register
class TrialScene(LabScene):
    """Two inputs."""

    key = "trial_scene"
    title = "Trial"
    summary = "Two inputs are on. Their sum is 2."
    source = "nobody"
    order = 900
    lays = NeuronBoard

    def board(self) -> Board:
        return NeuronBoard(Neuron((1.0, 1.0), (1.0, 1.0)))

    def judged(self) -> tuple[Finding, ...]:
        return (Finding(CLAIM, (Neuron((1.0, 1.0), (1.0, 1.0)).sum,)),)
