"""An experiment more: all of it in one file."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.figures.figure import Axis, Figure, Line, Plot
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.experiment import Experiment, Found, experiments
from nnsim.lab.pictures import Pictures

CLAIM = Claim("mean of two draws from N(0, 1)", (0.0,), absolute(5.0), "nobody", seeds=2)


@experiments.register
class TrialExperiment(Experiment):
    """Two draws."""

    key = "trial_experiment"
    title = "Trial"
    summary = "It draws two numbers. Their mean is near nothing."
    source = "nobody"
    formula = "(x + y)/2"
    order = 900

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        drawn = np.random.default_rng(seed).normal(size=2)
        line = Line("drawn", np.arange(2.0), drawn, "#2f6fe4")
        figure = Figure("Trial", "", (Plot(Axis("draw"), Axis("number"), (line,)),))
        yield Found(0.5, figure=figure)
        yield Found(1.0, (Finding(CLAIM, (float(drawn.mean()),)),), figure)
