"""Gathering, scattering and multiplying patches, and how much of it a network asks for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.engine.calls import Call, Calls
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.patches import Axis, blocks, gather, multiply, multiply_transposed, scatter
from nnsim.engine.stage import Output
from tests.builders import stage


def run(calls: Calls) -> None:
    for call in calls:
        call()


@pytest.mark.parametrize(
    "axis", [Axis(7, 3, 1, 2, 2, 2), Axis(6, 2, 3), Axis(5, 4, 2, 1, 3, 0), Axis(2, 3, 1, 3, 3, 3)]
)
def test_scatter_is_the_adjoint_of_gather(axis: Axis) -> None:
    """⟨gather x, p⟩ = ⟨x, scatter p⟩ for all x and p, by the definition of an adjoint."""
    rng = np.random.default_rng(0)
    other = Axis(4, 3, 1, 1, 1, 1)
    calls = Calls(np.dtype(np.float64))
    x = rng.normal(size=(2, axis.length, other.length, 3))
    seen = np.zeros((2, axis.kernel, other.kernel, axis.places, other.places, 3))
    patches, back = rng.normal(size=seen.shape), np.full(x.shape, np.nan)
    gather(calls, x, [axis, other], seen)
    scatter(calls, patches, [axis, other], back)
    run(calls)
    assert (seen * patches).sum() == pytest.approx((x * back).sum(), rel=1e-12)


@pytest.mark.parametrize("columns", [25_088, 6_272, 10_007, 40])
def test_a_product_in_blocks_is_the_product(columns: int) -> None:
    rng = np.random.default_rng(1)
    w, x, y = (rng.normal(size=(2, *shape)) for shape in ((16, 30), (30, columns), (16, columns)))
    made, gradient = np.zeros_like(y), np.zeros((2, 30, 16))
    calls = Calls(np.dtype(np.float64))
    multiply(calls, w, x, made)
    multiply_transposed(calls, x, y, gradient)
    run(calls)
    np.testing.assert_allclose(made, w @ x, rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(gradient, x @ y.swapaxes(1, 2), rtol=1e-10, atol=1e-10)
    assert (blocks(16, 30, columns) > 1) == (columns in (25_088, 6_272))


def products(calls: Sequence[Call]) -> int:
    return sum(getattr(call, "func", None) is np.matmul for call in calls)


def two_convolutions(size: int = 8) -> Network:
    source = stage(Input(), "in", shape=(1, size, size))
    first = stage(Conv2D(2), "a", [source])
    second = stage(Conv2D(2), "b", [first])
    flat = stage(Flatten(), "flat", [second])
    return Network((source, first, second, flat), (Output("flat", MeanSquaredError()),))


def test_the_first_convolution_computes_no_gradient_of_the_data() -> None:
    """Two products for the weights of two layers, and one between them."""
    program = two_convolutions().program(4, training=True, learns=True)
    assert products(program.forward_calls) == 2
    assert products(program.backward_calls) == 3


def test_a_batch_that_would_fill_the_memory_is_refused_and_use_goes_in_smaller_batches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = two_convolutions(100)
    with pytest.raises(NnsimError, match=r"A batch of 100,000 would need .* GB of memory; the most is 4\."):
        network.program(100_000, training=True, learns=True)
    images = np.random.default_rng(0).normal(size=(5, 1, 100, 100))
    whole = network.predict(images)[0]
    monkeypatch.setattr("nnsim.engine.network.MOST_NUMBERS", 1_000_000)
    np.testing.assert_allclose(network.predict(images)[0], whole, rtol=1e-5, atol=1e-5)
    assert {batch for batch, *_ in network._programs} == {5, 2}
