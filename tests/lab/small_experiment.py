"""An experiment that takes no time, to see what is made of one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from nnsim.figures import palette
from nnsim.figures.figure import Axis, Figure, Line, Plot
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.experiment import Experiment, Found, experiments
from nnsim.lab.pictures import Pictures

CLAIM = Claim("a seed over ten", (0.5,), absolute(0.25), "Anon. 2001", 4)
EXACT = Claim("and its neighbours", (0.4, 0.6), absolute(0.15), "Anon. 2001", 1, own=True)


class Small(Experiment):
    """Half the seed: agrees from seed 5 on, and stops by itself at seed 13."""

    key = "small"
    title = "Small"
    summary = "Nothing is measured. It is a test."
    source = "Anon. 2001"

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        measured = float("nan") if seed == 99 else seed / 10
        for k in range(1, 5):
            if seed == 13 and k == 3:
                raise KeyboardInterrupt
            line = Line("x", np.arange(k), np.arange(k) * measured, palette.SERIES[0])
            figure = Figure("Small", "Anon. 2001", (Plot(Axis("n"), Axis("y"), (line,)),))
            findings = (
                Finding(CLAIM, (measured,)),
                Finding(EXACT, (measured - 0.1, 0.6), "So be it."),
            )
            yield Found(k / 4, findings, figure)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> type[Small]:
    """Put the experiment among the others for one test."""
    list(experiments)
    monkeypatch.setitem(experiments._all, "small", Small)
    return Small
