"""Clicks on the picture of an animal: what is hit is what is drawn there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.sources.iris import Iris
from nnsim.data.sources.patterns import Patterns
from nnsim.figures.figure import Image
from nnsim.lab.running import begin
from nnsim.training.scene import scene_of
from nnsim.zoo.animals.hn import HopfieldAnimal
from nnsim.zoo.drawing.tiles import tile_at, tiles
from nnsim.zoo.raising import raising


def test_the_pixel_at_a_place_is_the_one_that_is_painted_there() -> None:
    images = np.arange(5 * 2 * 3).reshape(5, 2, 3).astype(float)
    plot = tiles("pixel", images, 2)
    for k, mark in enumerate(m for m in plot.marks if isinstance(m, Image)):
        left, right, bottom, top = mark.extent
        for row in range(2):
            for column in range(3):
                x = left + (right - left) * (column + 0.5) / 3
                y = top - (top - bottom) * (row + 0.5) / 2
                assert tile_at(images.shape, 2, x, y) == (k, row, column)
    assert tile_at(images.shape, 2, 3.5, 7.0) is None  # the gap beside the first
    assert tile_at(images.shape, 2, -1.0, 8.0) is None
    assert tile_at(images.shape, 2, 5.0, 2.0) is None  # where a sixth would be


def test_a_click_on_a_stored_pattern_turns_over_just_that_cell_and_it_is_learned() -> None:
    animal = HopfieldAnimal()
    project = animal.project()
    before = project.data.source.whole()
    stored, _ = animal.portrait(scene_of(begin(project))).plots
    second = [m for m in stored.marks if isinstance(m, Image)][1]
    left, _, _, top = second.extent
    changed = animal.touched(project, left + 3.5, top - 6.5)
    after = changed.data.source.whole()
    assert np.argwhere(after != before).tolist() == [[1, 6, 3]]
    run = begin(changed)
    list(raising(run))
    plot = animal.portrait(scene_of(run)).plots[0]
    shown = [m for m in plot.marks if isinstance(m, Image)]
    np.testing.assert_array_equal([m.values[::-1] for m in shown[:5]], after)
    again = animal.touched(changed, left + 3.5, top - 6.5)
    np.testing.assert_array_equal(again.data.source.whole(), before)


@pytest.mark.parametrize("place", [(-5.0, 5.0), (10.5, 31.0), (3.0, 3.0)])
def test_a_click_beside_the_stored_patterns_does_nothing(place: tuple[float, float]) -> None:
    assert HopfieldAnimal().touched(HopfieldAnimal().project(), *place) is None


def test_with_other_data_there_is_nothing_to_draw_on() -> None:
    project = HopfieldAnimal().project()
    other = replace(project, data=replace(project.data, source=Iris()))
    assert HopfieldAnimal().touched(other, 3.5, 30.5) is None
    assert isinstance(project.data.source, Patterns)
