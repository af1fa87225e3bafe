"""The toys of TensorFlow Playground are its distributions: what is known of each holds of every point."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.base.declared import check_all
from nnsim.data.data_settings import DataSettings, with_source
from nnsim.data.dataset import Dataset
from nnsim.data.playground import PlaygroundSource
from nnsim.data.prepare import prepare
from nnsim.data.source import PLAYGROUND, sources
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.image_folder import ImageFolder
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.data.splitters.in_order import InOrder
from nnsim.data.steps.features import Features

TOYS = {kind.key.removeprefix("playground_"): kind for kind in sources if kind.group == PLAYGROUND}


def toy(name: str, **settings: object) -> Dataset:
    return TOYS[name](**settings).load()


def signs(data: Dataset) -> np.ndarray:
    return 2 * data.targets - 1


def test_all_six_are_there_with_its_defaults() -> None:
    assert list(TOYS) == ["circle", "xor", "gauss", "spiral", "plane", "multi_gauss"]
    for kind in TOYS.values():
        assert issubclass(kind, PlaygroundSource)
        assert (kind().points, kind().noise, kind.shares) == (500, 0.0, (0.5, 0.0))
        assert list(check_all(kind(noise=50.5))) != []
        data = kind().load()
        assert np.abs(data.inputs).max() <= 6
        assert data.task == "regression" or data.target_names == ("−1", "+1")


@pytest.mark.parametrize("points", [2, 3, 500])
def test_circle_is_a_disc_in_a_ring(points: int) -> None:
    data = toy("circle", points=points)
    radius = np.linalg.norm(data.inputs, axis=1)
    np.testing.assert_array_equal(signs(data) == 1, radius < 2.5)
    assert ((radius < 2.5) | (radius >= 3.5)).all()
    assert abs(int(signs(data).sum())) <= 1


def test_xor_keeps_away_from_the_axes() -> None:
    data = toy("xor")
    np.testing.assert_array_equal(signs(data), np.sign(data.inputs.prod(1)))
    assert np.abs(data.inputs).min() >= 0.3
    assert np.abs(data.inputs).max() <= 5.3


@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (25, 2.25), (50, 4.0)])
def test_gauss_widens_with_noise(noise: float, variance: float) -> None:
    data = toy("gauss", points=20_000, noise=float(noise))
    for sign in (1, -1):
        cloud = data.inputs[signs(data) == sign]
        np.testing.assert_allclose(cloud.mean(0), 2 * sign, atol=0.1)
        np.testing.assert_allclose(cloud.var(0), variance, rtol=0.06)


def test_spiral_has_two_arms_of_equal_angles() -> None:
    data = toy("spiral")
    arm = data.inputs[signs(data) == 1]
    t = np.arange(250) / 250
    np.testing.assert_allclose(arm[:, 0], 5 * t * np.sin(3.5 * np.pi * t), atol=1e-12)
    np.testing.assert_allclose(arm[:, 1], 5 * t * np.cos(3.5 * np.pi * t), atol=1e-12)
    np.testing.assert_allclose(data.inputs[signs(data) == -1], -arm, atol=1e-12)
    moved = toy("spiral", noise=50.0).inputs - data.inputs
    assert 0.45 < np.abs(moved).max() <= 0.5


def test_plane_and_multi_gauss_are_the_surfaces() -> None:
    plane = toy("plane")
    np.testing.assert_allclose(plane.targets[:, 0], plane.inputs.sum(1) / 10)
    hills = toy("multi_gauss", points=5_000)
    at = {(-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1, (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1}
    for centre, height in at.items():
        distance = np.linalg.norm(hills.inputs - centre, axis=1)
        near = distance < 1.5
        np.testing.assert_allclose(hills.targets[near, 0], height * (1 - distance[near] / 2), atol=1e-12)
    assert (hills.targets[:, 0] == 0).any()


@pytest.mark.parametrize("name", ["circle", "xor", "plane", "multi_gauss"])
def test_noise_gives_a_point_the_answer_of_another_and_leaves_its_place(name: str) -> None:
    clean, noisy = toy(name), toy(name, noise=50.0)
    np.testing.assert_array_equal(clean.inputs, noisy.inputs)
    share = (clean.targets != noisy.targets).mean()
    assert share > (0.05 if clean.task == "classes" else 0.5)


def test_choosing_one_brings_its_split_and_leaving_it_takes_that_along() -> None:
    begin = DataSettings(TwoSpirals())
    playing = with_source(begin, TOYS["circle"]())
    assert (playing.validation_share, playing.test_share) == (0.5, 0.0)
    rows = prepare(playing).rows
    assert (len(rows.train), len(rows.validation), len(rows.test)) == (250, 250, 0)
    assert with_source(playing, TOYS["xor"]()).validation_share == 0.5
    assert with_source(playing, Iris()) == replace(begin, source=Iris())
    by_hand = replace(playing, validation_share=0.3)
    assert with_source(by_hand, Iris()).validation_share == 0.3
    assert with_source(by_hand, TOYS["circle"](noise=10.0)).validation_share == 0.3
    assert with_source(by_hand, TOYS["xor"]()).validation_share == 0.5, "it is known with a split of its own"
    assert with_source(replace(begin, validation_share=0.3), TOYS["xor"]()).validation_share == 0.5
    tested = replace(playing, test_share=0.4)
    left = with_source(tested, Iris())
    assert (left.validation_share, left.test_share) == (begin.validation_share, 0.4), (
        "only what somebody set stays"
    )


def test_what_was_made_for_other_data_does_not_stay_with_those_that_come() -> None:
    squared = DataSettings(
        TOYS["circle"](), steps=(Features(),), splitter=InOrder(), class_weights="balanced"
    )
    assert with_source(squared, TOYS["xor"]()).steps == squared.steps, "points have columns of one kind"
    assert with_source(squared, TwoSpirals()).steps == squared.steps
    left = with_source(squared, Iris())
    assert (left.steps, left.splitter, left.class_weights) == ((), DataSettings().splitter, "")
    table = replace(squared, source=CsvFile(path="a.csv"))
    assert with_source(table, CsvFile(path="./a.csv", target="y")).steps == table.steps, "the same file"
    assert with_source(table, CsvFile(path="b.csv"), alike=True).steps == table.steps
    other = with_source(table, CsvFile(path="b.csv"))
    assert (other.steps, other.splitter, other.class_weights) == ((), DataSettings().splitter, "")
    assert with_source(table, ImageFolder(path="c")).steps == ()
