"""The Boltzmann machine of the Zoo where somebody has changed it."""

from __future__ import annotations

import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.sources.bars_and_stripes import BarsAndStripes
from nnsim.lab.running import begin
from nnsim.training.scene import scene_of
from nnsim.zoo.animals.bm import BoltzmannAnimal
from nnsim.zoo.changing import with_source


def test_more_cells_than_can_be_summed_are_refused_in_words() -> None:
    animal = BoltzmannAnimal()
    scene = scene_of(begin(with_source(animal.project(), BarsAndStripes(size=4))))
    for look in (animal.portrait, animal.findings, animal.notes):
        with pytest.raises(NnsimError, match="This machine has 19 cells"):
            look(scene)
