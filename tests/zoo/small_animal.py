"""An animal that takes no time, to see what is made of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.truth_table import TruthTable
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.figures import palette
from nnsim.figures.figure import Axis, Figure, Line, Plot
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Raised, Try, animals
from nnsim.zoo.family import Family


class Small(Animal):
    """One unit on a truth table; reached below seed 8, stopped by itself at seed 99, impossible at seed 12."""

    key = "small"
    title = "Small"
    family = Family.OTHER
    summary = "Nothing is measured. It is a test. It is small. It is quick."
    formula = "y = x"
    source = "Anon. 2001"
    order = 1000
    claim = Claim("A tenth of the seed", (0.7,), AT_MOST, "", own=True)
    tries = (Try("Two units.", lambda project: replace(project, notes="tried")),)

    def project(self) -> Project:
        return chain(Input(), Dense(1), data=DataSettings(TruthTable(function="and")), batch=4, epochs=4)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        if seed == 12:
            raise NnsimError("Twelve cannot be done.")
        for raised in super().raise_from(seed):
            yield raised
        if seed == 99:
            yield replace(raised, share=0.5)
            raise KeyboardInterrupt

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        return (Finding(self.claim, (scene.network.seed / 10,)),)

    def portrait(self, scene: Scene) -> Figure | None:
        line = Line("w", np.arange(2), scene.network.parameters.vector[:2].astype(float), palette.SERIES[0])
        return Figure("Two weights", "Of one unit", (Plot(Axis("n"), Axis("w"), (line,)),))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> type[Small]:
    """Put the animal among the others for one test."""
    list(animals)
    monkeypatch.setitem(animals._all, "small", Small)
    return Small
