"""What is at the edge of what can be trained: it has a defined end, and a sentence names the place."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.document.graph import Graph
from nnsim.document.resolve import resolve
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.layer import Layer, layers
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.reshape import Reshape
from nnsim.engine.layers.slice import Slice
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.adam import Adam
from nnsim.training.divergence import DivergedError, Place
from nnsim.training.run import CHECKPOINT_EVERY, Run
from tests.builders import chain, examples, start, walk


def diverged(run: Run, burst: int = 32) -> DivergedError:
    for _ in range(500):
        try:
            taken = run.advance(burst)
        except DivergedError as error:
            return error
        if not taken:
            run.take_points()
    raise AssertionError("it did not diverge")


# ---- where numbers stop being finite -------------------------------------------------------------


def overflowing(way: str) -> Run:
    """Return a run in float32, which ends at 3e38, whose numbers overflow in `l2` or its weights."""
    weights, x, t = {
        # 1e30 · 1e30 in the sum of l2.
        "forward": ((1e30, 1e30, 1.0), 1.0, 0.0),
        # A finite output, and the square of its error.
        "loss": ((1.0, 1.0, 1.0), 1.0, 1e25),
        # Outputs of 0; on the way back l2 hands 1e30 · 1e30 on to l1.
        "backward": ((1.0, 1e30, 1e30), 0.0, 1.0),
    }[way]
    graph = chain(*[Dense(1, bias=False)] * 3, loss=MeanSquaredError())
    run = start(graph, examples([[x]], [t]), precision="float32", learning_rate=0.1)
    run.network.parameters.vector[:] = weights
    return run


@pytest.mark.parametrize("burst", [1, 32])
@pytest.mark.parametrize(
    ("way", "layer", "step"), [("forward", "l2", 1), ("loss", "l3", 1), ("backward", "l1", 2)]
)
def test_the_layer_where_numbers_first_stop_being_finite_is_named(
    way: str, layer: str, step: int, burst: int
) -> None:
    run = overflowing(way)
    error = diverged(run, burst)
    assert (error.step, error.place) == (step, Place(way, layer))
    assert layer in error.sentence()
    assert np.isfinite(run.network.parameters.vector).all()


def test_where_does_not_depend_on_how_readings_are_taken() -> None:
    """A window takes the readings away after every step; the step before is remembered all the same."""
    run = overflowing("backward")
    run.advance(1)
    assert len(run.take_points().rows) == 1
    error = diverged(run)
    assert error.place == Place("backward", "l1")
    assert len(run.take_points().rows) == 1


def test_infinite_weights_behind_a_finite_loss_are_named() -> None:
    data = examples([[1.0], [2.0]], [0.0, 1.0])
    run = start(chain(Dense(1, Tanh(), Constant(1.0), bias=False)), data, precision="float32")
    run.network.parameters.vector[:] = np.inf
    error = diverged(run)
    assert error.place == Place("weights", "l1")
    assert error.step <= CHECKPOINT_EVERY


def test_a_loss_that_is_large_and_finite_keeps_its_sentence() -> None:
    run = start(
        chain(Dense(1), loss=MeanSquaredError()), examples([[1.0], [2.0]], [0.0, 1.0]), learning_rate=10.0
    )
    error = diverged(run)
    assert error.place is None
    assert "grown beyond all bounds" in error.sentence()


# ---- codes ---------------------------------------------------------------------------------------

WORDS = chain(Embedding(3, 2), Flatten(), Dense(1), loss=MeanSquaredError())


def table(codes: Any, scaling: str = "none") -> Prepared:
    codes = np.array(codes, float)
    names = tuple(f"word {k + 1}" for k in range(codes.shape[1]))
    dataset = Dataset("t", codes, np.zeros((len(codes), 1)), "regression", names, ("y",))
    return prepare_dataset(dataset, DataSettings(scaling=scaling, validation_share=0.0, test_share=0.0))


@pytest.mark.parametrize("wrong", [3.0, -1.0, 0.5])
@pytest.mark.parametrize(
    "graph",
    [
        WORDS,
        chain(
            Reshape((3, 1)),
            Slice(1, 2, 2),
            Flatten(),
            *[n.layer for n in WORDS.nodes[1:]],
            loss=MeanSquaredError(),
        ),
    ],
)
def test_a_number_that_is_no_code_is_refused_with_row_and_column(graph: Graph, wrong: float) -> None:
    codes = np.ones((4, 3))
    start(graph, table(codes))
    codes[2, 1] = wrong
    with pytest.raises(NnsimError, match=f"from 0 to 2, and row 3 has {wrong:g} in “word 2”"):
        start(graph, table(codes))


def test_scaled_codes_are_told_to_be_scaled() -> None:
    with pytest.raises(NnsimError, match="scaling makes others of “word 1”"):
        start(WORDS, table([[0, 1], [1, 2], [2, 0], [1, 1]], "standardize"))


def test_codes_behind_layers_that_compute_are_doubted_and_train() -> None:
    data = table([[0, 9.5], [1, 2]])
    graph = chain(ActivationLayer(ReLU()), *[n.layer for n in WORDS.nodes[1:]], loss=MeanSquaredError())
    warnings = [p for p in resolve(graph, data).problems if p.severity == "warning"]
    assert [(p.node, p.text.startswith("Embedding looks up codes")) for p in warnings] == [("l2", True)]
    assert np.isfinite(walk(start(graph, data), 3)).all()
    assert not resolve(WORDS, data).problems


def test_an_embedding_learns_what_its_codes_stand_for() -> None:
    data = examples([[0], [1], [2], [1]], [3.0, -1.0, 0.5, -1.0])
    run = start(WORDS, data, optimizer=Adam(), learning_rate=0.05)
    walk(run, 400)
    assert run.evaluate().train_loss < 1e-4


# ---- the least there can be ----------------------------------------------------------------------


def sized(layer: Layer, shape: tuple[int, ...], n: int, **training: Any) -> Run:
    """Return a run of `layer` with one output behind it, on `n` examples of `shape`."""
    rng = np.random.default_rng(0)
    inputs = rng.integers(2, size=(n, *shape)) if layer.codes else rng.normal(size=(n, *shape))
    graph = chain(layer, Flatten(), Dense(1, Identity()), loss=MeanSquaredError())
    return start(graph, examples(inputs, rng.normal(size=n)), learning_rate=0.01, **training)


def takes(layer: Layer, shape: tuple[int, ...]) -> bool:
    try:
        layer.output_shape([shape] * max(1, layer.arity[0]))
    except NnsimError:
        return False
    return layer.arity == (1, 1)


SINGLE = [(1,), (1, 1), (1, 3), (1, 1, 1)]
"""One unit, a sequence of length 1 of one or three features, an image of one pixel."""
FIRST = [next(iter(cls.presets())).layer for cls in layers if cls.passes_gradient]
ONES = [(layer, shape) for layer in FIRST for shape in SINGLE if takes(layer, shape)]


@pytest.mark.parametrize(("layer", "shape"), ONES, ids=lambda v: v.key if isinstance(v, Layer) else str(v))
def test_one_unit_one_time_and_one_example_train(layer: Layer, shape: tuple[int, ...]) -> None:
    for n in (1, 3):
        run = sized(layer, shape, n, batch=2, precision="float32")
        assert np.isfinite(walk(run, 3)).all()
        assert math.isfinite(run.evaluate().train_loss)


def test_a_last_batch_of_one_leaves_what_batch_norm_remembers() -> None:
    run = sized(BatchNorm(), (3,), 5, batch=4)
    walk(run, 1)
    remembered = run.network.parameters.state.copy()
    walk(run, 1)
    np.testing.assert_array_equal(run.network.parameters.state, remembered)
    assert (remembered != np.repeat([0.0, 1.0], 3)).all()


def test_without_a_validation_part_there_is_no_validation_loss() -> None:
    data = table([[0.0], [1.0], [2.0]])
    run = start(WORDS, data)
    walk(run, 2)
    found = run.evaluate()
    assert math.isfinite(found.train_loss)
    assert found.val_loss is None


def test_a_batch_larger_than_the_data_is_the_data() -> None:
    small, large = (sized(Dense(2), (3,), 5, batch=batch) for batch in (5, 500))
    assert walk(small, 4).tobytes() == walk(large, 4).tobytes()
