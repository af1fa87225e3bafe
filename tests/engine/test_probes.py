"""Probes against what can be worked out by other means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.engine import curvature
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.curvature import greatest_eigenvalue, hessian_product
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.layer import Layer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.probes.activations import Activations
from nnsim.engine.probes.jacobian_spectrum import JacobianSpectrum, jacobian
from nnsim.engine.probes.output_gradients import OutputGradients
from nnsim.engine.probes.parameter_gradients import ParameterGradients
from nnsim.engine.probes.per_example_gradients import PerExampleGradients
from nnsim.engine.probes.pre_activations import PreActivations
from nnsim.engine.probes.sharpness import Sharpness
from nnsim.engine.probes.update_ratios import UpdateRatios
from nnsim.engine.probes.weight_spectrum import WeightSpectrum
from nnsim.engine.spectrum import effective_rank
from nnsim.engine.stage import Output
from nnsim.engine.subject import Subject, greatest_slope, slopes
from tests.builders import stage


def network(shape: tuple[int, ...], *parts: Layer, seed: int = 1, dtype: Any = np.float64) -> Network:
    stages = [stage(Input(), "in", shape=shape)]
    for k, layer in enumerate(parts, 1):
        stages.append(stage(layer, f"l{k}", [stages[-1]]))
    return Network(stages, (Output(stages[-1].id, MeanSquaredError()),), dtype, seed)


def subject(net: Network, shape: tuple[int, ...], n: int = 6, training: bool = True) -> Subject:
    rng = np.random.default_rng(5)
    units = math.prod(net.stages[-1].shape)
    return Subject(net, rng.normal(size=(n, *shape)), [rng.normal(size=(n, units))], training=training)


def weights(net: Network, key: str) -> np.ndarray:
    return net.weights()[key]


# ---- forward -------------------------------------------------------------------------------------


def test_activations_and_weighted_sums_are_those_of_the_formula() -> None:
    net = network((3,), Dense(5, Tanh()), Dense(4, ReLU()), Dense(2))
    seen = subject(net, (3,), 50)
    x = seen.fed["in"][:, :-1]
    z1 = x @ weights(net, "l1/W")
    z2 = np.tanh(z1) @ weights(net, "l2/W")
    before, after = PreActivations().take(seen), Activations(bins=7).take(seen)
    assert before.names == after.names == ("l1", "l2", "l3")
    for row, (z, y) in enumerate(((z1, np.tanh(z1)), (z2, np.maximum(z2, 0)))):
        np.testing.assert_allclose(before.mean[row], z.mean(), rtol=1e-12)
        np.testing.assert_allclose(before.std[row], z.std(), rtol=1e-12)
        np.testing.assert_allclose(after.rms[row], np.sqrt((y**2).mean()), rtol=1e-12)
        counts, edges = np.histogram(y, 7)
        np.testing.assert_array_equal(after.counts[row], counts)
        np.testing.assert_allclose(after.edges[row], edges, atol=1e-14)
    np.testing.assert_allclose(after.saturated[:2], [(1 - np.tanh(z1) ** 2 < 0.1).mean(), (z2 <= 0).mean()])
    assert after.saturated[2] == after.dead[2] == 0


def test_dead_units_are_counted_by_unit_channel_and_feature() -> None:
    net = network((3,), Dense(4, ReLU()), Dense(1))
    net.parameters.vector[12:16] = (-1e6, 0, -1e6, -1e6)
    assert Activations().take(subject(net, (3,))).dead[0] == 0.75
    images = network((1, 4, 4), Conv2D(2, 3, activation=ReLU()), Flatten(), Dense(1))
    images.parameters.vector[18:20] = (-1e6, 0)
    reading = PreActivations().take(subject(images, (1, 4, 4)))
    assert reading.names == ("l1", "l3")
    assert reading.dead[0] == 0.5


def test_softmax_has_no_saturation_and_a_pool_no_weighted_sums() -> None:
    net = network((3, 2), LSTM(3), Dense(3, Softmax()), BatchNorm(), Dense(1))
    seen = subject(net, (3, 2))
    assert PreActivations().take(seen).names == ("l2", "l4")
    assert Activations().take(seen).names == ("l1", "l2", "l3", "l4")
    assert np.isnan(Activations().take(seen).saturated[:3]).all()


def test_slopes_come_from_the_functions_themselves() -> None:
    z = np.linspace(-3, 3, 12).reshape(3, 4)
    np.testing.assert_allclose(slopes(Tanh(), z), 1 - np.tanh(z) ** 2, rtol=1e-13)
    assert greatest_slope(Sigmoid()) == pytest.approx(0.25)


def test_numbers_beyond_all_bounds_are_told_and_not_a_fault() -> None:
    net = network((3,), Dense(4, ReLU()), Dense(4, ReLU()), Dense(2))
    net.parameters.vector[:] = np.nan
    net.parameters.vector[0] = 1e200
    net.parameters.step[:] = 1e200
    seen = subject(net, (3,))
    for probe in (Activations(), PreActivations(), ParameterGradients(), OutputGradients()):
        assert np.isnan(probe.take(seen).norm[0])
    assert np.isnan(UpdateRatios().take(seen).norm[0])
    assert np.isnan(WeightSpectrum().take(seen).effective_rank[0])
    assert np.isnan(JacobianSpectrum().take(seen).greatest).all()
    assert np.isnan(PerExampleGradients().take(seen).cosines).all()
    with pytest.raises(NnsimError, match="finite"):
        Sharpness().take(seen)


# ---- backward ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parts", [(Dense(4, Tanh()), Dense(2)), (Dense(4, Tanh()), BatchNorm(), Dropout(0.5), Dense(2))]
)
def test_gradients_are_those_of_a_training_step_bit_for_bit(parts: Sequence[Layer]) -> None:
    net = network((3,), *parts, dtype=np.float32)
    seen = subject(net, (3,))
    reading, outputs = ParameterGradients().take(seen), OutputGradients().take(seen)
    program = net.program(6, training=True, learns=True)
    for id_, array in seen.fed.items():
        program.feeds[id_][...] = array
    program.targets[0][...] = seen.targets[0]
    for call in (*program.forward_calls, *program.loss_calls, *program.backward_calls):
        call()
    for row, (name, array) in enumerate(seen.named_parameters(net.parameters.gradient)):
        assert reading.names[row] == name
        assert reading.norm[row] == np.linalg.norm(array.reshape(-1).astype(float))
    for row, (id_, field) in enumerate(program.gradients.items()):
        assert outputs.names[row] == id_
        assert outputs.norm[row] == np.linalg.norm(field.flat.reshape(-1).astype(float))


def test_gradients_of_single_examples_have_the_gradient_of_the_batch_as_their_mean() -> None:
    net = network((3, 2), LSTM(3), Dense(2))
    seen = subject(net, (3, 2))
    single, whole = PerExampleGradients().take(seen), ParameterGradients().take(seen)
    assert single.names == whole.names
    np.testing.assert_allclose(single.norm_of_mean, whole.norm, rtol=1e-12)
    np.testing.assert_allclose(np.diag(single.cosines), 1)
    np.testing.assert_array_equal(single.gradients["l1/U"].shape, (6, 3, 12))
    same = Subject(net, np.ones((4, 3, 2)), [np.ones((4, 2))])
    np.testing.assert_allclose(PerExampleGradients().take(same).agreement, 1)
    assert len(PerExampleGradients(examples=2).take(seen).cosines) == 2


def test_update_ratios() -> None:
    net = network((3,), Dense(4), Dense(2))
    with pytest.raises(NnsimError, match="no last step"):
        UpdateRatios().take(subject(net, (3,)))
    net.parameters.step[:] = 0.25 * net.parameters.vector
    reading = UpdateRatios().take(subject(net, (3,)))
    np.testing.assert_allclose(reading.ratio, [0.25, np.nan, 0.25, np.nan])


# ---- spectra -------------------------------------------------------------------------------------


def test_effective_rank_counts_directions() -> None:
    assert effective_rank(np.ones(7)) == pytest.approx(7)
    assert effective_rank(np.array([3.0, 0, 0])) == pytest.approx(1)
    assert effective_rank(np.zeros(4)) == 0
    # Anchors §6: one Gaussian 100 × 100 matrix has 61, and the tenth part has another in a product.
    rng = np.random.default_rng(0)
    draws = [effective_rank(np.linalg.svd(rng.normal(size=(100, 100)), compute_uv=False)) for _ in range(5)]
    assert np.median(draws) == pytest.approx(61, rel=0.05)


def test_spectrum_of_weights_is_that_of_their_matrices() -> None:
    net = network((2, 5, 5), Conv2D(3, 2), Flatten(), Dense(4))
    reading = WeightSpectrum().take(subject(net, (2, 5, 5)))
    assert reading.names == ("l1/W", "l3/W")
    expected = np.linalg.svd(weights(net, "l1/W").reshape(8, 3), compute_uv=False)
    np.testing.assert_allclose(reading.singular_values["l1/W"], expected)
    np.testing.assert_allclose(reading.table()["greatest"][0], expected[0])


def test_jacobian_of_linear_layers_is_their_product() -> None:
    net = network((5,), Dense(300), Dense(3))
    seen = subject(net, (5,), 2)
    first, second = weights(net, "l1/W"), weights(net, "l2/W")
    found = jacobian(seen, "l1")
    assert found.shape == (2, 300, 5)
    np.testing.assert_allclose(found[1], first.T, atol=1e-15)
    np.testing.assert_allclose(jacobian(seen, "l2", 1)[0], (first @ second).T, atol=1e-14)
    np.testing.assert_array_equal(jacobian(seen, "in")[0], np.eye(5))
    reading = JacobianSpectrum().take(seen)
    assert reading.singular_values["l2"].shape == (2, 3)
    with pytest.raises(NnsimError, match="no layer called"):
        JacobianSpectrum(layer="nobody").take(seen)


def test_jacobian_between_two_layers_is_what_the_chain_rule_leaves() -> None:
    entry = stage(Input(), "in", shape=(4,))
    first = stage(Dense(6, Tanh()), "first", [entry])
    branch = stage(Dense(6, Sigmoid()), "branch", [first])
    join = stage(Add(), "join", [first, branch])
    end = stage(Dense(3, Tanh()), "end", [join])
    net = Network([entry, first, branch, join, end], (Output("end", MeanSquaredError()),), np.float64, 5)
    seen = Subject(net, np.random.default_rng(1).normal(size=(3, 4)))
    whole = jacobian(seen, "end")
    for name, size in (("first", 6), ("join", 6), ("end", 3)):
        later = jacobian(seen, "end", since=name)
        assert later.shape == (3, 3, size)
        np.testing.assert_allclose(later @ jacobian(seen, name), whole, atol=1e-14)
    assert not jacobian(seen, "first", since="join").any(), "the first layer does not see what follows it"
    with pytest.raises(NnsimError, match="no layer called"):
        jacobian(seen, "end", since="nobody")


def test_jacobian_agrees_with_differences_through_joins_images_and_time() -> None:
    rng = np.random.default_rng(2)
    a, b = stage(Input(), "a", shape=(2, 3, 3)), stage(Input(), "b", shape=(2, 3, 3))
    conv = stage(Conv2D(2, 2, activation=Tanh()), "conv", [a])
    normal = stage(BatchNorm(), "normal", [conv])
    join = stage(Add(), "join", [normal, b])
    flat = stage(Flatten(), "flat", [join])
    end = stage(Dense(3, Sigmoid()), "end", [flat])
    # A loss that applies sigmoid itself leaves z at the end: the Jacobian is that of z.
    net = Network(
        [a, b, conv, normal, join, flat, end], (Output("end", BinaryCrossEntropy()),), np.float64, 3
    )
    x = rng.normal(size=(1, 2, 3, 3))
    seen = Subject(net, x)
    for name in ("conv", "join", "end"):
        exact = jacobian(seen, name)[0]
        for column in range(36):
            moved = []
            for h in (1e-6, -1e-6):
                fed = {id_: array.copy() for id_, array in seen.fed.items()}
                fed["ab"[column // 18]][0, column % 18] += h
                moved.append(net.run(fed, [name])[0][0])
            np.testing.assert_allclose(exact[:, column], (moved[0] - moved[1]) / 2e-6, atol=1e-8)


def test_a_jacobian_too_large_for_a_look_has_a_sentence() -> None:
    net = network((2001,), Dense(2001), Dense(1))
    with pytest.raises(NnsimError, match="Choose a smaller layer"):
        jacobian(subject(net, (2001,), 1), "l1")


# ---- curvature -----------------------------------------------------------------------------------


def hessian(seen: Subject) -> np.ndarray:
    product = hessian_product(seen)
    return np.array([product(row) for row in np.eye(seen.vector.size)])


def test_hessian_of_a_linear_network_is_the_one_on_paper() -> None:
    """Mean of squared errors of y = Wᵀx + b: H = 2/(n·units)·XᵀX for each unit."""
    net = network((3,), Dense(2))
    seen = subject(net, (3,), 9)
    x = seen.fed["in"]
    block = x.T @ x * 2 / (9 * 2)
    paper = np.kron(block, np.eye(2))
    np.testing.assert_allclose(hessian(seen), paper, atol=1e-9)
    reading = Sharpness(tolerance=1e-6).take(seen)
    assert reading.sharpness[0] == pytest.approx(np.linalg.eigvalsh(paper)[-1], rel=1e-8)
    assert reading.greatest_rate[0] == 2 / reading.sharpness[0]
    assert reading.direction["l1/W"].shape == (3, 2)


@pytest.mark.parametrize("training", [True, False])
def test_products_are_symmetric_and_the_sharpness_is_the_greatest_eigenvalue(training: bool) -> None:
    net = network((3,), Dense(5, Tanh()), BatchNorm(), Dropout(0.3), Dense(4, Sigmoid()), Dense(2))
    seen = subject(net, (3,), 8, training)
    product = hessian_product(seen)
    rng = np.random.default_rng(3)
    u, v = rng.normal(size=(2, seen.vector.size))
    assert abs(u @ product(v) - v @ product(u)) < 1e-7 * np.linalg.norm(product(u)) * np.linalg.norm(v)
    np.testing.assert_allclose(product(3 * u), 3 * product(u), atol=1e-7)
    dense = hessian(seen)
    np.testing.assert_allclose(dense, dense.T, atol=1e-7)
    values = np.linalg.eigvalsh((dense + dense.T) / 2)
    found = greatest_eigenvalue(product, len(v), 2000, 1e-5)
    assert found.value == pytest.approx(values[-1], rel=1e-6)


@pytest.mark.parametrize(
    "values", [(-9.0, 2.0, 1.0), (-5.0, 5.0, 0.1), (3.0, 1.0, -1.0), (-1.0, -2.0, -4.0), (0, 0, 0)]
)
def test_the_greatest_is_found_not_the_largest_in_size(values: tuple[float, ...]) -> None:
    q = np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]
    matrix = q @ np.diag(values) @ q.T
    found = greatest_eigenvalue(lambda v: matrix @ v, 3, 2000, 1e-6)
    assert found.value == pytest.approx(max(values), abs=1e-8)
    assert found.converged


@pytest.mark.parametrize("gap", [1e-1, 1e-3, 1e-5])
def test_what_has_converged_is_right_and_what_has_not_is_a_bound(gap: float) -> None:
    """Two greatest eigenvalues close together: power iteration would need 1/gap products and more."""
    values = np.concatenate([np.linspace(-1, 0.9, 298), [1 - gap, 1.0]])
    q = np.linalg.qr(np.random.default_rng(0).normal(size=(300, 300)))[0]
    matrix = (q * values) @ q.T
    found = greatest_eigenvalue(lambda v: matrix @ v, 300, 1000, 1e-4)
    assert found.converged
    assert found.value == pytest.approx(1.0, abs=1e-4)
    assert found.products < 150
    few = greatest_eigenvalue(lambda v: matrix @ v, 300, 5, 1e-4)
    assert not few.converged
    assert few.residual > 1e-4
    assert few.value <= 1.0
    assert few.products == 5


def test_a_large_network_is_searched_again_and_again_from_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curvature, "BASIS_NUMBERS", 0)
    values = np.linspace(0, 1, 60) ** 2
    found = greatest_eigenvalue(lambda v: values * v, 60, 1000, 1e-4)
    assert found.converged
    assert found.value == pytest.approx(1.0, abs=1e-4)
    assert found.products > 2 * curvature.BASIS_LEAST


def test_a_sharpness_that_has_not_converged_says_so() -> None:
    net = network((3,), Dense(9, Tanh()), Dense(2))
    seen = subject(net, (3,), 20)
    short, whole = Sharpness(most=3).take(seen), Sharpness().take(seen)
    assert short.converged.tolist() == [False]
    assert short.sharpness[0] < whole.sharpness[0]
    (text,) = short.notes()
    assert f"at least {short.sharpness[0]:.4g}" in text
    assert whole.converged.tolist() == [True]
    assert whole.notes() == ()
    assert whole.sharpness[0] == pytest.approx(np.linalg.eigvalsh(hessian(seen))[-1], rel=1e-4)


def test_kinks_beside_the_weights_are_passed_by_and_a_kink_at_them_is_told() -> None:
    """Two units of ReLU: the sum of the first is 1e-7 from its kink, then exactly at it."""
    net = network((1,), Dense(1, ReLU()), Dense(1, initializer=Constant(1.0)))
    seen = subject(net, (1,), 1)
    seen.fed["in"][:, 0] = 1.0
    for offset, told in ((1e-7, False), (0.0, True)):
        seen.vector[:2] = 1.0, -1.0 + offset
        if told:
            with pytest.raises(NnsimError, match="kink of ReLU"):
                Sharpness().take(seen)
        else:
            smooth = np.linalg.eigvalsh(_hessian_of_relu_then_linear(seen))[-1]
            assert Sharpness().take(seen).sharpness[0] == pytest.approx(smooth, rel=1e-4)


def _hessian_of_relu_then_linear(seen: Subject) -> np.ndarray:
    """L = (v·(w + b) + c − t)² with w + b > 0, by hand."""
    w, b, v, c = seen.vector.astype(float)
    z, r = w + b, v * (w + b) + c - float(seen.targets[0][0, 0])
    slope = np.array([v, v, z, 1.0])
    second = np.zeros((4, 4))
    second[[0, 1, 2, 2], [2, 2, 0, 1]] = 1.0
    return 2 * np.outer(slope, slope) + 2 * r * second


def test_gradient_descent_diverges_just_above_the_rate_the_sharpness_tells() -> None:
    net = network((3,), Dense(1, initializer=Constant(0.3)))
    seen = subject(net, (3,), 20)
    rate = float(Sharpness(tolerance=1e-6).take(seen).greatest_rate[0])
    x, y = seen.fed["in"], seen.targets[0][:, 0]
    for factor, diverges in ((0.98, False), (1.02, True)):
        w = np.ones(4)
        for _ in range(2000):
            w -= factor * rate * 2 * x.T @ (x @ w - y) / 20
        assert (np.linalg.norm(w) > 1e6) == diverges
