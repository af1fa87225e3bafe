"""What is measured of a Kohonen map, against a count by hand; and the portrait of maps that somebody changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.uniform_square import UniformSquare
from nnsim.document.building import chain
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.kohonen import Kohonen
from nnsim.engine.rules.kohonen import KohonenRule
from nnsim.lab.running import begin
from nnsim.training.scene import scene_of
from nnsim.zoo.animals.kn import KohonenAnimal, errors

DATA = DataSettings(UniformSquare(points=60), validation_share=0.0, test_share=0.0)


@pytest.mark.parametrize("tangled", [False, True])
def test_errors_are_those_counted_by_hand(tangled: bool) -> None:
    run = begin(chain(Input(), Kohonen(3, 3), data=DATA, rule=KohonenRule()))
    row, column = np.divmod(np.arange(9), 3)
    # Slanted, so that some examples have the unit across a corner as their second nearest.
    places = np.stack((column / 3 + 1 / 6 + (row - 1) / 8, row / 3 + 1 / 6))
    if tangled:
        places = places[:, [8, 1, 2, 3, 4, 5, 6, 7, 0]]
    run.network.parameters.vector[:] = places.reshape(-1)
    apart, wrong, across = [], 0, 0
    for x in run.prepared.train.values():
        by_unit = sorted((float(np.hypot(*(x - places[:, j]))), j) for j in range(9))
        apart.append(by_unit[0][0])
        a, b = by_unit[0][1], by_unit[1][1]
        steps = abs(a // 3 - b // 3), abs(a % 3 - b % 3)
        wrong += max(steps) > 1
        across += steps == (1, 1)
    scene = scene_of(run)
    found = errors(scene, scene.network.stages[1])
    assert found == pytest.approx((np.mean(apart), wrong / 60), rel=1e-5)
    assert (wrong > 5) == tangled
    assert across > 0


def test_maps_of_any_lattice_and_data_are_drawn() -> None:
    animal = KohonenAnimal()
    projects = [animal.project(), *(t.change(animal.project()) for t in animal.tries)]
    projects += [m.project for m in animal.beside()]
    for project in projects:
        figure = animal.portrait(scene_of(begin(project)))
        assert figure is not None
        assert len(figure.plots) == 2
    other = replace(animal.project(), graph=chain(Input()).graph)
    assert animal.portrait(scene_of(begin(other))) is None


def test_what_must_be_reached_is_asked_of_the_square_alone() -> None:
    animal = KohonenAnimal()
    square = scene_of(begin(animal.project()))
    colours = scene_of(begin(animal.beside()[0].project))
    assert len(animal.findings(square)) == 2
    assert animal.notes(square) == ()
    assert animal.findings(colours) == ()
    [note] = animal.notes(colours)
    assert note.startswith("Quantisation error ")
