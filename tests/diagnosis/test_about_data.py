"""What data are like, as illnesses ask it."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.data.sources.two_gaussians import TwoGaussians
from nnsim.data.splitters.by_time import ByTime
from nnsim.diagnosis.about_data import SAMPLE, about
from nnsim.diagnosis.relation import relation
from nnsim.diagnosis.simple_methods import linear_score
from nnsim.diagnosis.unlike import unlike

RNG = np.random.default_rng(8)


def _data(
    x: np.ndarray, y: np.ndarray, classes: int = 0, moments: np.ndarray | None = None, **settings: object
) -> Prepared:
    targets = np.asarray(y) if classes else np.asarray(y, float).reshape(len(x), -1)
    titles = tuple(f"t{k}" for k in range(classes or targets.shape[1]))
    names = tuple(f"x{k}" for k in range(x.shape[1])) if x.ndim == 2 else ()
    task = "classes" if classes else "regression"
    dataset = Dataset("test", x, targets, task, names, titles, moments=moments)  # type: ignore[arg-type]
    return prepare_dataset(dataset, DataSettings(scaling="none", **settings))  # type: ignore[arg-type]


def test_it_is_one_and_the_same_for_the_same_data() -> None:
    data = _data(RNG.normal(size=(40, 2)), RNG.normal(size=40))
    assert about(data) is about(data)
    assert about(data) is not about(_data(RNG.normal(size=(40, 2)), RNG.normal(size=40)))


def test_many_rows_are_sampled_and_targets_belong_to_their_rows() -> None:
    x = RNG.normal(size=(6000, 2))
    known = about(_data(x, 3 * x[:, 0]))
    assert len(known.train) == SAMPLE
    np.testing.assert_allclose(known.targets[:, 0], 3 * known.train[:, 0])
    np.testing.assert_allclose(known.validation_targets[:, 0], 3 * known.validation[:, 0])


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (np.arange(90) % 3 + 1, (1, 2, 3)),
        (np.arange(90) % 2, (0, 1)),
        (np.arange(90) % 3 + 0.5, ()),
        (np.arange(90) % 60, ()),
        (np.arange(90) % 3 * 10, ()),
    ],
)
def test_whole_numbers_that_come_back_may_be_names(values: np.ndarray, codes: tuple[int, ...]) -> None:
    data = _data(RNG.normal(size=(90, 2)), values, validation_share=0.0, test_share=0.0)
    assert about(data).codes == codes
    scaled = _data(RNG.normal(size=(90, 2)), values, validation_share=0.0, test_share=0.0, scale_targets=True)
    assert about(scaled).codes == codes


def test_yes_and_no_are_told_from_one_of_many() -> None:
    x = RNG.normal(size=(60, 2))
    one = about(_data(x, np.eye(3)[np.arange(60) % 3]))
    several = about(_data(x, np.stack([x[:, 0] > 0, x[:, 0] > -1], axis=1)))
    assert (one.are_yes_and_no, one.are_one_hot) == (True, True)
    assert (several.are_yes_and_no, several.are_one_hot) == (True, False)
    assert not about(_data(x, x[:, 0])).are_yes_and_no


@pytest.mark.parametrize("kind", ["line", "product", "ring", "spirals"])
def test_a_relation_is_found_whatever_its_form(kind: str) -> None:
    x = RNG.normal(size=(300, 2))
    labels = {
        "line": x[:, 0] > 0,
        "product": x[:, 0] * x[:, 1] > 0,
        "ring": np.hypot(*x.T) > 1.1,
    }
    if kind == "spirals":
        along, arm = np.sqrt(RNG.random(300)) * 9, RNG.integers(2, size=300)
        x = np.stack([along * np.cos(along + np.pi * arm), along * np.sin(along + np.pi * arm)], axis=1)
        labels["spirals"] = arm == 1
    assert relation(x, labels[kind].astype(int), 2).chance < 1e-3


def test_of_labels_dealt_out_at_random_hardly_ever_a_relation_is_found() -> None:
    found = [relation(RNG.normal(size=(200, 5)), RNG.integers(3, size=200), 3).chance for _ in range(40)]
    assert np.mean(np.array(found) < 0.02) <= 0.1


def test_bits_and_more_features_than_rows_say_little_where_nothing_is_found() -> None:
    bits = RNG.integers(0, 2, size=(200, 8)).astype(float)
    assert relation(bits, bits.sum(axis=1).astype(int) % 2, 2).is_weak
    assert relation(RNG.normal(size=(50, 60)), RNG.integers(2, size=50), 2).is_weak
    assert not relation(RNG.normal(size=(200, 8)), RNG.integers(2, size=200), 2).is_weak


def test_a_linear_model_is_judged_on_other_rows() -> None:
    x, other = RNG.normal(size=(200, 3)), RNG.normal(size=(100, 3))
    assert linear_score(x, x[:, :1] * 2 + 1, other, other[:, :1] * 2 + 1, 0) > 0.95
    label, asked = (x[:, 0] > 0).astype(int), (other[:, 0] > 0).astype(int)
    assert linear_score(x, label, other, asked, 2) > 0.9
    assert linear_score(x, RNG.permutation(label), other, asked, 2) < 0.7


def test_equal_rows_are_counted_in_the_validation_part_only_where_they_say_something() -> None:
    x = RNG.normal(size=(100, 3))
    assert about(_data(x, x[:, 0])).leaked == 0
    twice = np.tile(x, (2, 1))
    assert about(_data(twice, twice[:, 0])).leaked > 0.4
    bits = RNG.integers(0, 2, size=(200, 4)).astype(float)
    assert about(_data(bits, bits[:, 0])).leaked == 0


def test_parts_of_one_kind_are_alike_and_a_moved_or_wider_one_is_not() -> None:
    x, other = RNG.normal(size=(300, 5)), RNG.normal(size=(120, 5))
    y, asked = np.zeros(300, int), np.zeros(120, int)
    assert unlike(x, other, y, asked, 2).feature == -1
    moved = unlike(x, other + np.eye(5)[2] * 1.5, y, asked, 2)
    assert (moved.feature, moved.moved > 0.2) == (2, True)
    wider = unlike(x, other * [1, 9, 1, 1, 1], y, asked, 2)
    assert (wider.feature, wider.wider > 0.2, wider.ratio > 5) == (1, True, True)
    assert unlike(x, other, y, np.ones(120, int), 2).classes == 1
    assert unlike(x, other, np.arange(300) % 2, np.arange(120) % 2, 2).classes == 0


def test_rows_that_follow_each_other_are_alike_and_lie_between_those_that_train() -> None:
    walk = np.cumsum(RNG.normal(size=(200, 3)), axis=0)
    times = RNG.permutation(200).astype(float)
    series = about(_data(walk[times.astype(int)], walk[times.astype(int), 0], moments=times)).in_time
    assert (series.known, series.alike > 0.7, series.between > 0.5) == (True, True, True)
    by_time = _data(walk[times.astype(int)], walk[times.astype(int), 0], moments=times, splitter=ByTime())
    assert about(by_time).in_time.between < 0.05
    loose = RNG.normal(size=(200, 3))
    assert abs(about(_data(loose, loose[:, 0])).in_time.alike) < 0.3


def test_windows_that_overlap_are_seen() -> None:
    series = RNG.normal(size=120)
    windows = np.lib.stride_tricks.sliding_window_view(series, 6)[:-1]
    assert about(_data(windows, series[6:])).in_time.overlap
    apart = windows[::6]
    assert not about(_data(apart, apart[:, 0])).in_time.overlap
    assert about(_data(windows[:, :, None].copy(), series[6:])).in_time.overlap


def test_a_part_without_rows_has_no_rows_and_as_many_columns() -> None:
    data = prepare(DataSettings(TwoGaussians(), validation_share=0.0, test_share=0.0))
    assert len(data.validation) == 0
    assert about(data).validation.shape == (0, 2)
    about(data).work_out()
