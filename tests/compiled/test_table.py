"""What a table takes, what it refuses, and that whatever it takes C does as NumPy: overlaps, views and empty arrays."""

from __future__ import annotations

import gc
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import as_strided

from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.operands import address
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.calls import Call
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.gaussian_noise import GaussianNoise
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.memory import zeros
from nnsim.engine.pooling import pool_greatest
from nnsim.training.divergence import DivergedError
from tests.builders import chain, examples, start, walk
from tests.compiled.by_c import CallsByC, by_c, by_numpy, compiled, in_numpy, needs_library

pytestmark = needs_library


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


# ---- what it refuses ----------------------------------------------------------------------------


def _off_by_a_byte() -> np.ndarray:
    return np.zeros(81, np.uint8)[1:].view(np.float64)


@pytest.mark.parametrize(
    "array",
    [
        _off_by_a_byte(),
        np.zeros(10, ">f8"),
        np.zeros(10, np.float16),
        np.zeros(10, np.int32),
        np.zeros(10, complex),
        as_strided(np.zeros(5), (10,), (8,)),
        as_strided(np.zeros(10)[5:], (10,), (8,)),
        as_strided(np.zeros(10), (10,), (-8,)),
        as_strided(np.zeros(4), (10, 2), (8, 8)),
    ],
    ids=["not aligned", "other end first", "half", "int32", "complex", *(f"beyond {k}" for k in range(4))],
)
def test_what_is_no_plain_array_is_refused(array: np.ndarray) -> None:
    good = np.zeros(array.shape)
    for call in (
        partial(np.copyto, good, array),
        partial(np.copyto, array, good, "unsafe"),
        partial(np.multiply, array, good, good),
        partial(np.add, good, good, array),
        partial(array.fill, 0),
        partial(np.add.reduce, array, 0, None, np.zeros(array.shape[1:], array.dtype)),
    ):
        with pytest.raises(NotEncodableError):
            CallsByC([call], np.float64)


@pytest.mark.parametrize(
    "call",
    [
        lambda: None,
        partial(np.add, np.ones(3), np.ones(3)),
        partial(np.add, np.ones(3), np.ones(3), np.ones(3), extobj=None),
        partial(np.frexp, np.ones(3), np.ones(3), np.ones(3, np.int64)),
        partial(np.arctan, np.ones(3), np.ones(3)),
        partial(np.add.reduce, np.ones(3), 0, np.float64, np.zeros(())),
        partial(np.multiply.reduce, np.ones(3), 0, None, np.zeros(())),
        partial(np.sort, np.ones(3)),
        partial([].append, 1),
        partial(np.random.default_rng(0).integers, 3),
        partial(np.random.default_rng(0).poisson, 1.0, None),
    ],
    ids=[
        *("lambda", "no place", "setting", "two results", "arctan", "sum in a type", "product"),
        *("sort", "of a list", "whole numbers drawn", "another distribution"),
    ],
)
def test_calls_it_has_no_words_for_are_refused(call: Call) -> None:
    with pytest.raises(NotEncodableError):
        CallsByC([call], np.float64)


def test_a_ufunc_of_somebody_else_that_is_called_the_same_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call = partial(np.tanh, np.ones(3), np.ones(3))
    CallsByC([call], np.float64)
    monkeypatch.setattr(np, "tanh", np.sinh)  # now the one of the call is not NumPy's
    with pytest.raises(NotEncodableError, match="tanh"):
        CallsByC([call], np.float64)


# ---- what it takes ------------------------------------------------------------------------------

SLICES: dict[int, list[slice | list[int]]] = {}
"""By length, every way to see so many of four numbers at equal distances, forwards and backwards."""
for _first in range(4):
    for _step in (1, 2, 3, -1, -2, -3):
        for _count in range(1, 5):
            if 0 <= (_last := _first + (_count - 1) * _step) < 4:
                _end = _last + (1 if _step > 0 else -1)
                SLICES.setdefault(_count, []).append(slice(_first, None if _end < 0 else _end, _step))


@st.composite
def views(draw: st.DrawFn, pool: np.ndarray, shape: tuple[int, ...], whole: bool) -> np.ndarray:
    """Return a view of `pool`, (4, 4, 4), of `shape`; unless `whole`, some axes have one number for all."""
    counts = [n if whole or draw(st.booleans()) else 1 for n in shape]
    axes = draw(st.permutations(range(3)))
    view = pool.transpose(axes)[tuple(draw(st.sampled_from(SLICES[n])) for n in counts)]
    assert view.shape == tuple(counts)
    return view


NAMES = ["add", "subtract", "multiply", "divide", "maximum", "fmin", "copysign", "greater", "less_equal"]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), dtype=st.sampled_from([np.float32, np.float64]))
def test_any_views_even_those_that_overlap_give_what_numpy_gives(data: st.DataObject, dtype: Any) -> None:
    shape = tuple(data.draw(st.lists(st.integers(1, 4), min_size=3, max_size=3)))
    pools = [numbers(4, 4, 4, seed=k).astype(dtype) for k in range(2)]
    truths = pools[0] > 0
    a, b = (data.draw(views(data.draw(st.sampled_from(pools)), shape, False)) for _ in range(2))
    out = data.draw(views(pools[0], shape, True))
    mask = data.draw(views(truths, shape, False))
    kind = data.draw(st.sampled_from(["ufunc", "where", "copy", "masked copy", "sum", "greatest", "fill"]))
    # A comparison that NumPy writes as numbers under a mask also changes what the mask leaves out, where they overlap.
    function = getattr(np, data.draw(st.sampled_from(NAMES[:7] if kind == "where" else NAMES)))
    axes = tuple(data.draw(st.sets(st.integers(0, 2), min_size=1)))
    lone = np.zeros([1 if k in axes else n for k, n in enumerate(shape)], dtype)
    call: Call = {
        "ufunc": partial(function, a, b, out=out, casting="unsafe"),
        "where": partial(function, a, b, out=out, where=mask, casting="unsafe"),
        "copy": partial(np.copyto, out, a),
        "masked copy": partial(np.copyto, out, a, where=mask),
        "sum": partial(np.add.reduce, out, axes, None, lone, True),
        "greatest": partial(np.maximum.reduce, out, axes, None, lone, True),
        "fill": partial(out.fill, 3.0),
    }[kind]
    before = [pool.copy() for pool in pools]
    with np.errstate(all="ignore"):
        by_numpy([call], dtype)
    right = [*(pool.copy() for pool in pools), lone.copy()]
    for pool, kept in zip(pools, before, strict=True):
        pool[...] = kept
    lone[...] = np.nan if kind in ("sum", "greatest") else 0.0
    by_c([call], dtype)
    np.testing.assert_allclose([*pools[0].flat, *pools[1].flat], [*right[0].flat, *right[1].flat], rtol=1e-7)
    np.testing.assert_allclose(lone, right[2], rtol=1e-6, atol=1e-6)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), dtype=st.sampled_from([np.float32, np.float64]))
def test_products_of_any_views_are_numpys(data: st.DataObject, dtype: Any) -> None:
    m, k, n, lead = (data.draw(st.integers(1, 4)) for _ in range(4))
    pool = numbers(4, 4, 4).astype(dtype)
    a, b = (data.draw(views(pool, shape, True)) for shape in ((lead, m, k), (lead, k, n)))
    out = data.draw(views(data.draw(st.sampled_from([pool, pool.copy()])), (lead, m, n), True))
    right = np.matmul(a, b)
    by_c([partial(np.matmul, a, b, out)], dtype)
    np.testing.assert_allclose(out, right, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("m", "k", "n"), [(3, 1, 5), (17, 33, 65), (64, 7, 130), (1, 300, 1), (40, 40, 40)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("turned", range(8))
def test_products_of_many_sizes_are_numpys(m: int, k: int, n: int, dtype: Any, turned: int) -> None:
    """Every matrix lies row by row or column by column; what lies beside the result stays as it is."""
    a, b, room = (
        numbers(m, k).astype(dtype),
        numbers(k, n, seed=1).astype(dtype),
        np.full((m + 2, n + 2), 7.0),
    )
    a = np.asfortranarray(a) if turned & 1 else a
    b = np.asfortranarray(b) if turned & 2 else b
    room = np.asarray(room, dtype, order="F" if turned & 4 else "C")
    by_c([partial(np.matmul, a, b, room[1:-1, 1:-1])], dtype)
    right = np.matmul(a.astype(float), b.astype(float))
    np.testing.assert_allclose(
        room[1:-1, 1:-1], right, rtol=1e-4, atol=1e-5 if dtype == np.float32 else 1e-13
    )
    room[1:-1, 1:-1] = 7.0
    assert (room == 7.0).all()


def test_empty_arrays_do_nothing() -> None:
    none, kept = np.zeros((0, 3)), np.full((0, 3), 7.0)
    by_c([partial(np.add, none, none, kept), partial(np.copyto, kept, none), partial(kept.fill, 1.0)], float)


ODD = np.array(
    [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-310, -1e-310, 5e-324, 1e308, -1e308, 1.0, -1.5, 0.5, 2.5]
)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "name",
    [
        "negative",
        "absolute",
        "sign",
        "sqrt",
        "square",
        "reciprocal",
        "exp",
        "expm1",
        "log",
        "log1p",
        "tanh",
        "cosh",
        "rint",
        "signbit",
        "isfinite",
    ],
)
def test_odd_numbers_come_out_as_numpys(name: str, dtype: Any) -> None:
    """NaN, infinities, both zeros, numbers below the normal range (which may become 0), the greatest."""
    with np.errstate(all="ignore"):
        scale = np.concatenate([ODD.astype(dtype), np.array([1e-42, -1e-42, 3e38, 89.0, -104.0], dtype)])
        for z in (scale, scale[:3], np.tile(scale, 5)):
            right = getattr(np, name)(z)
            found = np.empty_like(right)
            by_c([partial(getattr(np, name), z, found)], dtype)
            near = {"rtol": 1e-6 if dtype == np.float32 else 1e-14, "atol": float(np.finfo(dtype).tiny)}
            np.testing.assert_allclose(found, right, **near)
            assert (np.signbit(found) == np.signbit(right))[~np.isnan(right.astype(float))].all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", [*NAMES, "minimum", "fmax", "equal", "not_equal", "less", "greater_equal"])
def test_odd_pairs_come_out_as_numpys(name: str, dtype: Any) -> None:
    with np.errstate(over="ignore"):
        odd = ODD.astype(np.float32).astype(dtype)
    a, b = (x.copy() for x in np.meshgrid(odd, odd))
    function = getattr(np, name)
    with np.errstate(all="ignore"):
        for one, other in ((a, b), (a, b[:, :1]), (a[:1, :1], b)):
            right = function(one, other)
            found = np.empty_like(right)
            by_c([partial(function, one, other, out=found)], dtype)
            np.testing.assert_array_equal(found, right)
            same = np.signbit(found) == np.signbit(right)
            if name not in ("maximum", "minimum", "fmax", "fmin"):  # of 0 and −0 either is the greatest
                assert same[~np.isnan(right.astype(float))].all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["add", "maximum"])
def test_odd_sums_come_out_as_numpys(name: str, dtype: Any) -> None:
    rng = np.random.default_rng(0)
    for count in (1, 3, 40, 200):
        for odd in (0.0, np.inf, -np.inf, np.nan):
            z = -1.0 - rng.random((count, 9)).astype(dtype)
            z[rng.integers(count), 4] = odd
            for axis in (0, 1):
                function = getattr(np, name)
                found = np.empty(z.shape[1 - axis], dtype)
                by_c([partial(function.reduce, z, axis, None, found)], dtype)
                np.testing.assert_allclose(found, function.reduce(z, axis), rtol=1e-6)


# ---- what it holds ------------------------------------------------------------------------------


def test_a_table_keeps_alive_what_it_names() -> None:
    def made() -> tuple[CallsByC, np.ndarray]:
        a, b, place = numbers(50_000), numbers(50_000, seed=1), np.zeros(50_000)
        right = a + b
        kept = np.zeros(50_000)
        calls = [partial(np.add, a, b, place), partial(np.copyto, kept, place)]
        return CallsByC(calls, float), (kept, right)  # type: ignore[return-value]

    run, (kept, right) = made()
    gc.collect()
    taken = [np.full(50_000, 9.0) for _ in range(20)]  # lies where the others were, had they been let go
    run()
    np.testing.assert_array_equal(kept, right)
    assert all((array == 9.0).all() for array in taken)


@pytest.mark.parametrize("layers", [[Dropout(0.3)], [GaussianNoise(0.1)], [Dropout(0.3), GaussianNoise(0.1)]])
def test_numbers_drawn_ahead_are_put_back_where_a_run_is_lost(layers: list[Any]) -> None:
    graph = chain(Dense(4, Tanh()), *layers, Dense(1), loss=MeanSquaredError())
    data = examples(numbers(10, 3), numbers(10, 1))
    runs = [
        how(start(graph, data, batch=4, learning_rate=1e3, seed=2, precision="float32"))
        for how in (in_numpy, compiled)
    ]
    for run in runs:
        with pytest.raises(DivergedError):
            walk(run, 1_000)
    numpy, c = runs
    assert numpy.step == c.step
    assert numpy.network.random.bit_generator.state == c.network.random.bit_generator.state


def test_what_is_pooled_reaches_a_place_whose_numbers_lie_apart() -> None:
    tiles = np.random.default_rng(0).normal(size=(2, 3, 4))
    numbers, wide = np.zeros((2, 3, 4)), np.zeros((3, 8))
    by_c([partial(pool_greatest, tiles, numbers, numbers, wide[:, ::2])], np.float64)
    np.testing.assert_array_equal(wide[:, ::2], tiles.max(axis=0))
    assert not wide[:, 1::2].any()


def test_memory_of_its_own_ends_where_its_numbers_end() -> None:
    """Beyond them is room to the end of a line, which is no part of it."""
    array = zeros((3,), np.float32)
    with pytest.raises(NotEncodableError, match="beyond"):
        address(as_strided(array, (4,), (4,)))
    assert address(array[1:]) == address(array) + 4
