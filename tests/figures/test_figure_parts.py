"""Ticks, smoothing, contours, colours and planes: what figures are made of."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.source import sources
from nnsim.figures import palette
from nnsim.figures.contour import contour
from nnsim.figures.curves import grouped, smooth
from nnsim.figures.plane import default_plane, input_plane, principal_plane
from nnsim.figures.readings import decades, severity
from nnsim.figures.ticks import linear_ticks, log_ticks, short

_SPAN = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))


@given(_SPAN, st.integers(2, 12))
def test_linear_ticks_are_few_inside_and_differ_in_words(span: tuple[float, float], most: int) -> None:
    low, high = span[0], span[0] + span[1]
    ticks = linear_ticks(low, high, most)
    assert len(ticks) <= most + 1
    assert all(low - 1e-6 * span[1] <= v <= high + 1e-6 * span[1] for v, _ in ticks)
    if span[1] > 1e-4 * max(abs(low), abs(high)):
        assert len({text for _, text in ticks}) == len(ticks)


@given(st.floats(-20, 20), st.floats(0.05, 30))
def test_log_ticks_stand_at_the_logarithms_of_what_they_say(low: float, span: float) -> None:
    for place, text in log_ticks(low, low + span, 6):
        assert low - 1e-6 <= place <= low + span + 1e-6
        if text[-1].isdigit():
            assert float(text) == pytest.approx(10**place, rel=0.06)


def test_ticks_say_what_a_person_would_write() -> None:
    assert [t for _, t in linear_ticks(0, 0.8, 5)] == ["0", "0.2", "0.4", "0.6", "0.8"]
    assert [t for _, t in linear_ticks(0, 40000, 4)] == ["0", "10k", "20k", "30k", "40k"]
    assert [t for _, t in linear_ticks(0, 1, 4)] == ["0", "0.25", "0.5", "0.75", "1"]
    assert [t for _, t in log_ticks(-6, 0, 4)] == ["1e-6", "1e-4", "1e-2", "1"]
    assert [t for _, t in log_ticks(-2, 1, 6)] == ["0.01", "0.1", "1", "10"]
    assert [t for _, t in log_ticks(-7, -1, 2)] == ["1e-7", "1e-3"]
    assert short(7.14e-6) == "7.1e-6"


@given(st.floats(-20, 5), st.floats(2, 40), st.integers(2, 8))
def test_log_ticks_are_two_at_least_and_few(low: float, span: float, most: int) -> None:
    assert 2 <= len(log_ticks(low, low + span, most)) <= max(9, most)


def test_smoothing_is_the_mean_over_the_window_and_keeps_gaps() -> None:
    x = np.arange(100.0)
    rng = np.random.default_rng(0)
    y = rng.normal(size=100)
    y[40] = np.nan
    made = smooth(x, y, 10)
    assert made[20] == pytest.approx(y[15:26].mean())
    assert np.isnan(made[40])
    assert made[42] == pytest.approx(np.nanmean(y[37:48]))
    assert smooth(x, y, 0) is y


def test_grouping_keeps_the_extremes_of_the_band() -> None:
    y = np.random.default_rng(0).normal(size=1000)
    x, mean, low, high = grouped(np.arange(1000.0), y, y, y, 64)
    assert len(x) <= 64
    assert (low.min(), high.max()) == (y.min(), y.max())
    assert x[-1] == 999
    assert mean[0] == pytest.approx(y[:16].mean())


def test_a_contour_of_a_circle_lies_on_the_circle_and_is_closed() -> None:
    u, v = np.meshgrid(np.linspace(-1, 1, 60), np.linspace(-2, 2, 80))
    ends = contour(u**2 + (v / 2) ** 2, 0.5, (-1, 1), (-2, 2))
    radius = np.sqrt(ends[..., 0] ** 2 + (ends[..., 1] / 2) ** 2)
    np.testing.assert_allclose(radius, math.sqrt(0.5), atol=2e-3)
    met = Counter(map(tuple, np.round(ends.reshape(-1, 2), 9).tolist()))
    assert set(met.values()) == {2}


@given(st.integers(0, 2**32 - 1))
def test_every_contour_is_closed_or_ends_at_the_edge(seed: int) -> None:
    field = np.random.default_rng(seed).normal(size=(7, 9))
    ends = contour(field, 0.1, (0, 8), (0, 6))
    met = Counter(map(tuple, np.round(ends.reshape(-1, 2), 9).tolist()))
    for (x, y), times in met.items():
        on_edge = min(x, 8 - x) < 1e-9 or min(y, 6 - y) < 1e-9
        assert times == (1 if on_edge else 2)


@pytest.mark.parametrize("middle", [1.0, -1.0])
def test_a_saddle_is_cut_by_the_mean_of_its_corners(middle: float) -> None:
    # Two opposite corners are above; whether they are joined depends on the mean of all four.
    field = np.array([[3.0, -1.0], [-1.0, 3.0]]) if middle > 0 else np.array([[1.0, -3.0], [-3.0, 1.0]])
    ends = contour(field, 0.0, (0, 1), (0, 1))
    cut_off = {(float(round(m[0])), float(round(m[1]))) for m in ends.mean(1)}
    assert cut_off == ({(1.0, 0.0), (0.0, 1.0)} if middle > 0 else {(0.0, 0.0), (1.0, 1.0)})


def test_colours_stand_between_fixed_levels_and_unknown_is_transparent() -> None:
    table = palette.lookup(("#000000", "#ffffff"))
    rgba = palette.coloured(np.array([[-9.0, 0.5, 9.0, np.nan]]), (0.0, 1.0), table)
    assert rgba[0, 0].tolist() == [0, 0, 0, 255]
    assert rgba[0, 1, 0] in (127, 128)
    assert rgba[0, 2].tolist() == [255, 255, 255, 255]
    assert rgba[0, 3, 3] == 0


def test_severity_tells_the_layers_far_below_the_largest() -> None:
    assert [severity(v, 1.0) for v in (1.0, 0.05, 1e-2, 1e-4, 0.0, math.nan)] == [
        "good", "good", "warning", "bad", "bad", "bad",
    ]  # fmt: skip
    assert severity(0.0, 0.0) == "good", "none of them vanishes beside another"
    assert decades(np.array([2e-5, 0.3, 0.0, np.nan])) == (-5.0, 0.0)
    assert decades(np.array([0.5])) == (-3.0, 0.0)


def _iris():
    return prepare(DataSettings(source=sources["iris"]()))


def test_a_plane_of_two_inputs_shows_them_in_the_units_of_the_data() -> None:
    iris = _iris()
    plane = input_plane(iris, 2, 3)
    shown = plane.coordinates(iris.train.inputs)
    raw = iris.dataset.inputs[iris.rows.train]
    np.testing.assert_allclose(shown, raw[:, [2, 3]], atol=1e-9)
    x, y = plane.extent(iris)
    assert x[0] < raw[:, 2].min() < raw[:, 2].max() < x[1]
    u = plane.grid(x, y, 2).u_range
    assert u[0] < iris.train.inputs[:, 2].min() < u[1]
    assert plane.origin[0] == pytest.approx(iris.train.inputs[:, 0].mean())
    with pytest.raises(NnsimError, match="two different"):
        input_plane(iris, 1, 1)


@pytest.mark.parametrize("key", ["iris", "digits", "two_spirals"])
def test_principal_axes_are_orthonormal_and_carry_the_most_variance(key: str) -> None:
    prepared = prepare(DataSettings(source=sources[key]()))
    plane = principal_plane(prepared)
    basis = np.array([plane.first, plane.second])
    np.testing.assert_allclose(basis @ basis.T, np.eye(2), atol=1e-9)
    flat = prepared.train.inputs.reshape(len(prepared.train), -1)
    largest = np.linalg.svd(flat - flat.mean(0), compute_uv=False)[:2] ** 2 / len(flat)
    found = plane.coordinates(prepared.train.inputs).var(0)
    np.testing.assert_allclose(found, largest, rtol=1e-6)


def test_the_default_plane_of_two_inputs_is_these_two() -> None:
    plane = default_plane(prepare(DataSettings()))
    assert plane.first == (1.0, 0.0)
    assert plane.origin == (0.0, 0.0)
