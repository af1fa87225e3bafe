"""Clipping: nothing longer than the limit, nothing shorter touched, in place, and no allocation."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnsim.engine.calls import Calls
from nnsim.engine.clipping import Clipping, clippings
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.clippings.layer_norm import ClipByLayerNorm
from nnsim.engine.clippings.value import ClipByValue
from tests.builders import variants

KINDS = [cls(threshold=2.0) for cls in clippings]
ALL = [c for cls in clippings for c in variants(cls())]
each = pytest.mark.parametrize("clipping", ALL, ids=str)
each_kind = pytest.mark.parametrize("clipping", KINDS, ids=str)
LAYERS = [(0, 3), (3, 4), (4, 9)]


def compiled(clipping: Clipping, g: np.ndarray, layers: Any = LAYERS) -> Callable[[], np.ndarray]:
    calls, out = Calls(g.dtype), np.full_like(g, np.nan)
    clipping.emit(g, out, layers, calls)

    def clip() -> np.ndarray:
        with np.errstate(all="ignore"):
            for call in calls:
                call()
        return out

    return clip


def reference(clipping: Any, g: np.ndarray) -> np.ndarray:
    t = clipping.threshold
    match clipping.key:
        case "value":
            return np.clip(g, -t, t)
        case "global_norm":
            return g * min(1.0, t / np.linalg.norm(g))
        case "layer_norm":
            return np.concatenate([g[a:b] * min(1.0, t / np.linalg.norm(g[a:b])) for a, b in LAYERS])
    raise AssertionError(f"no reference for {clipping.key}")


@each
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_agrees_with_its_formula_and_leaves_the_gradient(clipping: Clipping, scale: float) -> None:
    g = scale * np.random.default_rng(0).normal(size=9)
    before = g.copy()
    clip = compiled(clipping, g)
    np.testing.assert_allclose(clip(), reference(clipping, g), rtol=1e-14)
    np.testing.assert_array_equal(g, before)
    g *= 0.5
    np.testing.assert_allclose(clip(), reference(clipping, g), rtol=1e-14)


@each_kind
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_short_gradient_keeps_its_bits(clipping: Clipping, dtype: Any) -> None:
    g = np.random.default_rng(1).normal(size=9).astype(dtype) * dtype(0.1)
    out = compiled(clipping, g)()
    assert out.dtype == dtype
    assert out.tobytes() == g.tobytes()


@each_kind
def test_gradients_whose_squares_leave_float32_are_still_clipped(clipping: Clipping) -> None:
    """Exploding gradients are what clipping is for."""
    g = np.array([3e30, -4e30, 0, 1e25, 0, 0, 0, 0, 1], np.float32)
    out = compiled(clipping, g)().astype(np.float64)
    np.testing.assert_allclose(out, reference(clipping, g.astype(np.float64)), rtol=1e-5, atol=1e-20)


@each_kind
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_number_is_not_hidden(clipping: Clipping, bad: float) -> None:
    g = np.ones(9)
    g[5] = bad
    out = compiled(clipping, g)()
    assert not np.isfinite(out).all() or (bad == np.inf and clipping.key == "value")


@each_kind
def test_nothing_is_allocated(clipping: Clipping) -> None:
    g = np.linspace(-1, 1, 100_000).astype(np.float32)
    clip = compiled(clipping, g, [(0, 60_000), (60_000, 100_000)])
    clip()
    tracemalloc.start()
    try:
        clip()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000


def test_what_keeps_the_direction() -> None:
    g = np.array([3.0, 4.0, 0, 0.5, 0, 0, 0, 0, 12.0])
    whole = compiled(ClipByGlobalNorm(1.0), g)()
    np.testing.assert_allclose(whole, g / np.linalg.norm(g), rtol=1e-14)
    layers = compiled(ClipByLayerNorm(1.0), g)()
    np.testing.assert_allclose(layers, [0.6, 0.8, 0, 0.5, 0, 0, 0, 0, 1.0], rtol=1e-14)
    single = compiled(ClipByValue(1.0), g)()
    np.testing.assert_array_equal(single, [1, 1, 0, 0.5, 0, 0, 0, 0, 1])
