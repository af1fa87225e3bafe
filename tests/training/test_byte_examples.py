"""A run of bytes is the run of their numbers, bit for bit, in both walks; and nothing unpacks all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnsim.base.byte_numbers import ByteNumbers
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.byte_rows import ByteRows
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.figures.plane import principal_plane
from nnsim.lab.byhand.walkthrough import walkthrough_of
from nnsim.training.batches import some
from nnsim.training.grid import usual_grid
from nnsim.training.input_gradients import input_gradients
from nnsim.training.run import Run
from nnsim.training.testing import measure_test_part
from tests.builders import chain, start, walk
from tests.compiled.by_c import compiled, in_numpy, needs_library

ONE_INPUT = chain(Dense(5, ReLU()), Dense(3), loss=SoftmaxCrossEntropy())
PICTURES = chain(Conv2D(filters=2), Flatten(), Dense(3), loss=SoftmaxCrossEntropy())
TWO_INPUTS = Graph(
    (
        Node("a", "a", Input(columns="2-4")),
        Node("b", "b", Input(columns="1, 5-6")),
        Node("both", "both", Concatenate()),
        Node("out", "out", Dense(3), objective=Objective(SoftmaxCrossEntropy())),
    ),
    (Edge("a", "both"), Edge("b", "both"), Edge("both", "out")),
)
CASES = [(ONE_INPUT, (6,), "auto"), (ONE_INPUT, (6,), "standardize"), (TWO_INPUTS, (6,), "standardize")]
CASES += [(PICTURES, (3, 5, 4), kind) for kind in ("auto", "standardize")]
WALKS = [in_numpy, pytest.param(compiled, marks=needs_library)]


def both(shape: tuple[int, ...], scaling: str) -> tuple[Prepared, Prepared]:
    """Return the same examples as bytes, and as the numbers they stand for."""
    rng = np.random.default_rng(3)
    codes = rng.integers(0, 256, (50, *shape)).astype(np.uint8)
    names = tuple(f"x{i}" for i in range(shape[0])) if len(shape) == 1 else ()
    targets = rng.integers(0, 3, 50)
    data = Dataset("t", codes, targets, "classes", names, ("a", "b", "c"), ready=True, divisor=255.0)
    kept = prepare_dataset(data, DataSettings(scaling=scaling))
    unpacked = {
        part: replace(getattr(kept, part), inputs=getattr(kept, part).values())
        for part in ("train", "validation", "test")
    }
    return kept, replace(kept, dataset=replace(data, inputs=data.values()), **unpacked)


@pytest.mark.parametrize("walked", WALKS)
@pytest.mark.parametrize(("graph", "shape", "scaling"), CASES)
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_bytes_train_as_their_numbers_do(
    walked: Callable[[Run], Run], graph: Graph, shape: tuple[int, ...], scaling: str, precision: str
) -> None:
    runs = [
        walked(start(graph, data, batch=8, shuffle=True, optimizer=Adam(), precision=precision))
        for data in both(shape, scaling)
    ]
    assert all(isinstance(rows, ByteRows) for rows in runs[0].batches.inputs.values())
    assert all(isinstance(rows, np.ndarray) for rows in runs[1].batches.inputs.values())
    readings = [walk(run, 25) for run in runs]
    assert readings[0].tobytes() == readings[1].tobytes()
    one, other = (run.moment() for run in runs)
    assert one.parameters.tobytes() == other.parameters.tobytes()
    assert runs[0].evaluate() == runs[1].evaluate()
    tested = [measure_test_part(run) for run in runs]
    assert replace(tested[0], run=0) == replace(tested[1], run=0)


def test_places_of_pictures_are_those_of_their_numbers() -> None:
    kept, plain = both((3, 5, 4), "standardize")
    assert usual_grid(kept, 4) == usual_grid(plain, 4)


def test_no_run_unpacks_all_of_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, _ = both((3, 5, 4), "auto")
    assert isinstance(kept.train.inputs, ByteNumbers)

    def refused(*_: object) -> None:
        raise AssertionError("all numbers were unpacked")

    monkeypatch.setattr(ByteNumbers, "numbers", refused)
    run = start(PICTURES, kept, batch=8, shuffle=True, optimizer=Adam())
    walk(run, 5)
    run.evaluate()


def test_what_looks_at_bytes_sees_their_numbers() -> None:
    kept, plain = both((3, 5, 4), "standardize")
    looks = []
    for data in (kept, plain):
        run = start(PICTURES, data, batch=8)
        few = some(data.train, 7)
        gradients = input_gradients(run.network, data, few)
        [outputs] = run.network.predict(data.validation.inputs)
        follow = walkthrough_of(run.network, data, data.validation).row(2)
        answer = data.train.values(0)
        looks.append((gradients, outputs, follow.inputs, answer, principal_plane(data).of(few)))
    for one, other in zip(*looks, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)
