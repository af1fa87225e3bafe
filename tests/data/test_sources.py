"""What particular sources hold."""

import itertools

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.sources.bumps import Bumps
from nnsim.data.sources.checkerboard import Checkerboard
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.plane import Plane
from nnsim.data.sources.pulse_order import PulseOrder
from nnsim.data.sources.truth_table import TruthTable
from nnsim.data.sources.two_gaussians import TwoGaussians
from nnsim.data.sources.two_spirals import TwoSpirals


@pytest.mark.parametrize(
    ("function", "outputs"),
    [
        ("and", "0001"), ("or", "0111"), ("nand", "1110"), ("nor", "1000"), ("xor", "0110"), ("xnor", "1001"),
        ("implies", "1101"), ("not", "10"), ("parity_3", "01101001"), ("majority_3", "00010111"),
        ("parity_4", "0110100110010110"), ("multiplexer", "00110101"),
    ],
)  # fmt: skip
def test_truth_tables_in_counting_order(function: str, outputs: str) -> None:
    data = TruthTable(function=function).load()
    assert "".join(map(str, data.targets)) == outputs
    assert [int("".join(map(str, row.astype(int))), 2) for row in data.inputs] == list(range(len(outputs)))


def test_truth_table_trains_and_validates_on_every_row() -> None:
    ready = prepare(DataSettings(source=TruthTable(), validation_share=0.5, test_share=0.4))
    assert ready.train is ready.validation
    assert ready.train.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert len(ready.test) == 0
    assert any("All 4 rows train" in line for line in ready.summary)


def test_noisy_copies_of_a_truth_table_are_split_like_any_sample() -> None:
    ready = prepare(DataSettings(source=TruthTable(copies=25, noise=0.1, coding="signs")))
    assert [len(p) for p in (ready.train, ready.validation, ready.test)] == [70, 20, 10]
    assert np.abs(np.abs(ready.train.inputs) - 1).max() < 0.6


def test_gaussians_keep_the_asked_share_at_every_point_of_the_sequence() -> None:
    labels = TwoGaussians(points=1000, share=0.2).load().targets
    assert labels.sum() == 200
    assert labels[:100].sum() == 20


def test_spirals_without_noise_are_each_other_turned_by_half() -> None:
    data = TwoSpirals(points=100_000, noise=0.0, turns=1.0).load()
    radius = np.hypot(*data.inputs.T)
    turn = np.angle(data.inputs[:, 0] + 1j * data.inputs[:, 1])
    expected = 2 * np.pi * (radius / 2 - 0.1) / 0.9 + np.pi * data.targets
    assert np.abs(np.exp(1j * turn) - np.exp(1j * expected)).max() < 1e-9


def test_checkerboard_of_two_is_xor() -> None:
    data = Checkerboard(cells=2).load()
    assert (data.targets == ((data.inputs[:, 0] >= 0) ^ (data.inputs[:, 1] >= 0))).all()


def test_plane_without_noise_is_a_plane() -> None:
    data = Plane(noise=0.0, slope_1=2.0, slope_2=-1.0, height=0.5).load()
    np.testing.assert_allclose(data.targets[:, 0], data.inputs @ [2.0, -1.0] + 0.5)


def test_bumps_alternate_in_sign() -> None:
    y = Bumps(noise=0.0, points=5000, bumps=2, width=0.2).load().targets
    assert y.max() == pytest.approx(1, abs=0.05)
    assert y.min() == pytest.approx(-1, abs=0.05)
    assert Bumps(noise=0.0, bumps=1).load().targets.min() >= 0


def test_pulse_order_cannot_be_told_from_sums() -> None:
    data = PulseOrder(noise=0.0).load()
    assert data.shape == (10, 2)
    assert (data.inputs.sum(1) == 1).all()
    first = data.inputs.argmax(1).argmin(1)
    assert (first == data.targets).all()


def test_iris_against_the_rest_with_two_inputs() -> None:
    data = Iris(species="versicolor", features="petal").load()
    assert data.target_names == ("the rest", "versicolor")
    assert data.input_names == ("petal length (cm)", "petal width (cm)")
    assert data.targets.nonzero()[0].tolist() == list(range(50, 100))
    assert data.inputs[0].tolist() == [1.4, 0.2]


def test_digits_are_images_or_flat_between_paper_and_ink() -> None:
    image, flat = Digits().load(), Digits(layout="flat").load()
    assert image.shape == (1, 8, 8)
    assert flat.shape == (64,)
    assert (image.inputs.reshape(-1, 64) == flat.inputs).all()
    assert (image.inputs.min(), image.inputs.max()) == (0, 1)


def test_digits_may_ask_for_their_pixels() -> None:
    for layout in ("image", "flat"):
        again = Digits(layout=layout, asked="pixels").load()
        assert again.task == "regression"
        assert len(again.target_names) == 64
        np.testing.assert_array_equal(again.targets, again.inputs.reshape(-1, 64))


def test_default_spirals_are_learned_by_two_small_hidden_layers() -> None:
    """2-16-16-1 tanh, Adam 0.01, batch 32: 95 % of the validation part, the promise of the default."""
    ready = prepare(DataSettings())
    assert _best_accuracy(ready, epochs=400) >= 0.95


def _best_accuracy(ready, epochs: int) -> float:
    rng = np.random.default_rng(0)
    sizes = (2, 16, 16, 1)
    P = [rng.normal(0, np.sqrt(2 / (a + b)), (a, b)) for a, b in itertools.pairwise(sizes)]
    P += [np.zeros(n) for n in sizes[1:]]
    M, V = [np.zeros_like(p) for p in P], [np.zeros_like(p) for p in P]
    x, y = ready.train.inputs, ready.train.targets[:, np.newaxis]

    def forward(x):
        h1 = np.tanh(x @ P[0] + P[3])
        h2 = np.tanh(h1 @ P[1] + P[4])
        return h1, h2, h2 @ P[2] + P[5]

    best, step = 0.0, 0
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for rows in np.array_split(order, len(x) // 32):
            step += 1
            h1, h2, z = forward(x[rows])
            d3 = (1 / (1 + np.exp(-z)) - y[rows]) / len(rows)
            d2 = (d3 @ P[2].T) * (1 - h2**2)
            d1 = (d2 @ P[1].T) * (1 - h1**2)
            G = [x[rows].T @ d1, h1.T @ d2, h2.T @ d3, d1.sum(0), d2.sum(0), d3.sum(0)]
            for p, g, m, v in zip(P, G, M, V, strict=True):
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                p -= 0.01 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        right = (forward(ready.validation.inputs)[2][:, 0] > 0) == ready.validation.targets
        best = max(best, float(right.mean()))
        if best >= 0.95:
            break
    return best
