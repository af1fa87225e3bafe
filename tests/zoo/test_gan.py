"""What is measured of a generator, against a count written independently; and its portrait on other data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document import edits
from nnsim.document.project import Project
from nnsim.engine.layers.dense import Dense
from nnsim.figures.figure import Image
from nnsim.lab.running import begin
from nnsim.training.scene import scene_of
from nnsim.zoo.animals.gan import AdversarialAnimal, modes, on_numbers


def test_clouds_are_counted_as_by_hand() -> None:
    scene = scene_of(begin(AdversarialAnimal().project()))
    angle = 2 * np.pi * np.arange(8) / 8
    centres = np.column_stack((np.cos(angle), np.sin(angle)))
    rng = np.random.default_rng(0)
    made = np.concatenate(
        (
            centres[rng.integers(0, 5, 900)] + 0.05 * rng.standard_normal((900, 2)),
            centres[[5] * 10] + 0.01 * rng.standard_normal((10, 2)),
            rng.uniform(3, 4, (90, 2)),
        )
    )
    found, within = modes(scene, made)
    assert found == 5
    assert within == pytest.approx(0.91)
    # Three standard deviations of .1 are .3, as near as 2,000 points tell.
    for distance, inside in ((0.28, 1.0), (0.32, 0.0)):
        assert modes(scene, np.array([[1 + distance, 0.0]] * 3))[1] == inside


def on_digits() -> Project:
    project = AdversarialAnimal().project()
    last = next(n for n in project.graph.nodes if isinstance(n.layer, Dense) and n.layer.units == 2)
    graph = edits.set_layer(project.graph, last.id, replace(last.layer, units=64))
    return replace(project, graph=graph, data=DataSettings(Digits(layout="flat")))


def test_pictures_are_drawn_as_pictures_and_numbers_as_curves() -> None:
    animal = AdversarialAnimal()
    pictures = animal.portrait(scene_of(begin(on_digits())))
    assert pictures is not None
    assert [sum(isinstance(m, Image) for m in plot.marks) for plot in pictures.plots] == [20, 20]
    numbers = animal.portrait(scene_of(begin(on_numbers(steady=True))))
    assert numbers is not None
    assert [m.name for m in numbers.plots[0].marks] == ["real", "generated"]


def test_the_portrait_is_the_same_each_time_and_leaves_the_run_alone() -> None:
    animal, run = AdversarialAnimal(), begin(AdversarialAnimal().project())
    state = run.network.random.bit_generator.state
    points = [animal.portrait(scene_of(run)).plots[0].marks[-1] for _ in range(2)]  # type: ignore[union-attr]
    np.testing.assert_array_equal(points[0].x, points[1].x)  # type: ignore[union-attr]
    assert run.network.random.bit_generator.state == state
