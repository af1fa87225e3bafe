"""Two groups of points, and a line that finds its way between them."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.lab.claim import Finding
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.learning_board import LearningBoard
from nnsim.lab.learning_scene import within_bound


@lab_scenes.register
class TwoGroups(LabScene):
    """Rosenblatt's rule on points that a line tells apart."""

    key = "two_groups"
    title = mark("Two groups")
    summary = mark(
        "One example at a time: where the neuron is wrong, the example is added to its weights or taken away, and the line"
        " turns. Novikoff bounds the mistakes. Drag points, the line, or the arrow."
    )
    source = "Rosenblatt 1957; Novikoff 1962"
    order = 210
    lays = LearningBoard

    def board(self) -> LearningBoard:
        rng = np.random.default_rng(38)
        first = rng.normal((-0.5, -0.25), 0.45, (14, 2))
        second = rng.normal((0.75, 0.6), 0.45, (14, 2))
        order = rng.permutation(28)
        places = np.concatenate([first, second]).round(2)[order]
        labels = np.repeat([0, 1], 14)[order]
        points = tuple((float(x), float(y)) for x, y in places)
        return LearningBoard(points, tuple(map(int, labels)), kinds=(tr("orange"), tr("blue")))

    def judged(self) -> tuple[Finding, ...]:
        return (within_bound(self.board(), mark("Two groups: mistakes against (R/γ)²")),)
