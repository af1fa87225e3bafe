"""Initializers: shape, moments, and the same draw from the same generator."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.column import Column
from nnsim.engine.initializers.identity import IdentityMatrix
from nnsim.engine.initializers.orthogonal import Orthogonal
from nnsim.engine.initializers.sparse import Sparse
from nnsim.engine.initializers.spectral_radius import SpectralRadius
from nnsim.engine.initializers.truncated_normal import TruncatedNormal
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.input import Input
from nnsim.engine.network import Network
from tests.builders import stage, variants

ALL = [i for cls in initializers for i in variants(cls())]
each = pytest.mark.parametrize("initializer", ALL, ids=str)
FAN_IN, FAN_OUT = 300, 200
SPREAD = {
    "glorot": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "he": math.sqrt(2 / FAN_IN),
    "lecun": math.sqrt(1 / FAN_IN),
}


@each
def test_draws_the_shape_asked_for_and_the_same_again(initializer: Initializer) -> None:
    for shape in ((7,), (1,), (3, 5), (5, 3), (2, 3, 3, 4), (1, 1)):
        one, two = (initializer.draw(np.random.default_rng(5), shape, 12, 7) for _ in range(2))
        assert one.shape == shape
        assert one.dtype == np.float64
        assert np.isfinite(one).all()
        np.testing.assert_array_equal(one, two)


@each
def test_moments_are_those_promised(initializer: Initializer) -> None:
    drawn = initializer.draw(np.random.default_rng(0), (FAN_IN, FAN_OUT), FAN_IN, FAN_OUT)
    kind = initializer.key
    family, _, form = kind.partition("_")
    if family in SPREAD:
        expected = initializer.gain * SPREAD[family]  # type: ignore[attr-defined]
    else:
        expected = {
            "ones": lambda i: 0.0,
            "lsuv": lambda i: 1 / math.sqrt(FAN_IN),
            "truncated_normal": lambda i: i.std * _left_by_cut(i.cut),
            "sparse": lambda i: i.std * math.sqrt(min(i.connections, FAN_IN) / FAN_IN),
            "identity": lambda i: abs(i.gain) * np.eye(FAN_IN, FAN_OUT).std(),
            "zeros": lambda i: 0.0,
            "constant": lambda i: 0.0,
            "normal": lambda i: i.std,
            "k_means": lambda i: 1.0,
            "examples": lambda i: 1.0,
            "spectral_radius": _of_spectral_radius,
            "column": _of_column,
            "uniform": lambda i: i.limit / math.sqrt(3),
            "orthogonal": lambda i: i.gain / math.sqrt(FAN_IN),
        }[kind](initializer)
    few = 3.0 / math.sqrt(2 * max(1, np.count_nonzero(drawn)))
    assert drawn.std() == pytest.approx(expected, rel=max(0.02, few), abs=1e-12)
    mean = {
        "constant": lambda i: i.value,
        "ones": lambda i: 1.0,
        "identity": lambda i: i.gain / FAN_IN,
        "column": lambda i: drawn.mean(),
    }.get(kind, lambda i: 0.0)(initializer)
    assert drawn.mean() == pytest.approx(mean, abs=5 * expected / math.sqrt(drawn.size) + 1e-12)
    if form == "uniform" or kind == "uniform":
        assert np.abs(drawn).max() <= expected * math.sqrt(3) * (1 + 1e-12)
        assert np.abs(drawn).max() >= expected * math.sqrt(3) * 0.99


def _of_column(initializer: Column) -> float:
    """N(0, 1) is drawn where cells are connected; the mean is none of it, as excitation outweighs inhibition."""
    drawn = initializer.draw(np.random.default_rng(0), (FAN_IN, FAN_OUT), FAN_IN, FAN_OUT)
    return math.sqrt(max(np.count_nonzero(drawn) / drawn.size - drawn.mean() ** 2, 0.0))


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_cells_of_a_column_either_excite_or_inhibit_and_reach_their_neighbours(share: float) -> None:
    drawn = Column(share).draw(np.random.default_rng(2), (135, 135), 1, 1)
    inhibits, excites = (drawn < 0).any(1), (drawn > 0).any(1)
    assert not (inhibits & excites).any()
    # Some reach nobody.
    assert 0.7 * share * 135 <= inhibits.sum() <= share * 135
    assert 0.7 * (1 - share) * 135 <= excites.sum() <= (1 - share) * 135
    assert (np.diagonal(drawn) == 0).all()
    k = np.arange(135)
    places = np.column_stack([k % 3, k // 3 % 3, k // 9])
    away = np.linalg.norm(places[:, np.newaxis] - places, axis=2)
    near, far = (np.count_nonzero(drawn[here]) / here.sum() for here in ((away == 1), (away > 4)))
    assert far < 0.01
    # Mean of C over all pairs, with a fifth of the cells inhibitory, times e^(−1/4).
    mean = 0.3 * (1 - share) ** 2 + 0.6 * share * (1 - share) + 0.1 * share**2
    assert near == pytest.approx(mean * math.exp(-1 / 4), abs=0.05)


def _of_spectral_radius(initializer: SpectralRadius) -> float:
    drawn = Sparse(initializer.connections).draw(np.random.default_rng(0), (FAN_IN, FAN_OUT), 1, 1)
    share = min(initializer.connections, FAN_IN) / FAN_IN
    return float(initializer.radius / np.linalg.svd(drawn)[1][0] * math.sqrt(share))


@pytest.mark.parametrize("size", [1, 2, 30, 300])
def test_spectral_radius_is_the_largest_eigenvalue(size: int) -> None:
    drawn = SpectralRadius(0.7, 5).draw(np.random.default_rng(4), (size, size), 1, 1)
    assert np.abs(np.linalg.eigvals(drawn)).max() == pytest.approx(0.7)
    assert set(np.count_nonzero(drawn, axis=0)) == {min(5, size)}


def test_spectral_radius_of_what_has_no_eigenvalues() -> None:
    wide = SpectralRadius(0.7, 3).draw(np.random.default_rng(4), (20, 8), 1, 1)
    assert np.linalg.svd(wide)[1][0] == pytest.approx(0.7)


@pytest.mark.parametrize("shape", [(6, 6), (8, 3), (3, 8), (2, 3, 3, 5)])
def test_orthogonal_keeps_all_singular_values_equal(shape: tuple[int, ...]) -> None:
    drawn = Orthogonal(gain=0.7).draw(np.random.default_rng(1), shape, 1, 1)
    np.testing.assert_allclose(np.linalg.svd(drawn.reshape(-1, shape[-1]))[1], 0.7, atol=1e-12)


def _left_by_cut(c: float) -> float:
    """Standard deviation of N(0, 1) given |x| ≤ c, by quadrature."""
    x = np.linspace(-c, c, 20_001)
    density = np.exp(-(x**2) / 2)
    return math.sqrt((x**2 * density).sum() / density.sum())


def test_truncated_normal_has_no_tails() -> None:
    drawn = TruncatedNormal(std=0.5, cut=1.5).draw(np.random.default_rng(2), (100, 100), 1, 1)
    assert 0.7 < np.abs(drawn).max() <= 0.75


@pytest.mark.parametrize("shape", [(6, 6), (8, 3), (3, 8)])
def test_identity_copies_inputs(shape: tuple[int, ...]) -> None:
    drawn = IdentityMatrix(gain=2.0).draw(np.random.default_rng(0), shape, 1, 1)
    np.testing.assert_array_equal(drawn, 2 * np.eye(*shape))


@pytest.mark.parametrize("kernel", [1, 2, 3, 4])
def test_identity_kernels_pass_an_image_on(kernel: int) -> None:
    data = np.random.default_rng(0).normal(size=(2, 3, 5, 6))
    source = stage(Input(), "in", shape=(3, 5, 6))
    layer = stage(Conv2D(3, kernel, initializer=IdentityMatrix()), "conv", [source])
    found = Network((source, layer), (), np.float64).predict(data, ["conv"])[0]
    np.testing.assert_array_equal(found, data.reshape(2, -1))


@pytest.mark.parametrize(("shape", "count"), [((40, 7), 4), ((3, 7), 3), ((2, 3, 3, 5), 4), ((9,), 1)])
def test_sparse_gives_every_unit_so_many_connections(shape: tuple[int, ...], count: int) -> None:
    drawn = Sparse(connections=4).draw(np.random.default_rng(3), shape, 1, 1).reshape(-1, shape[-1])
    assert set(np.count_nonzero(drawn, axis=0)) == {count}
