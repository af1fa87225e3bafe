"""nnsim against PyTorch, by the vectors that `make_references` wrote; no PyTorch is needed here."""

from __future__ import annotations

import functools
import json
from typing import Any

import numpy as np
import pytest

from nnsim.base.registry import Registry
from nnsim.engine.activation import activations
from nnsim.engine.calls import Calls
from nnsim.engine.layer import layers
from nnsim.engine.layers.input import Input
from nnsim.engine.loss import Loss, losses
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizer import OptimizerVectors, optimizers
from nnsim.engine.parameters import Parameters
from nnsim.engine.program import Program
from nnsim.engine.schedule import REACTION, schedules
from nnsim.engine.stage import Output, Stage
from tests.builders import stage
from tests.references import everything
from tests.references.cases import (
    FOLDER,
    STEPS,
    Arrays,
    LayerCase,
    LossCase,
    OptimizerCase,
    ScheduleCase,
    Vectors,
)
from tests.references.function_cases import LOSSES
from tests.references.missing import MISSING
from tests.references.optimizer_cases import OPTIMIZERS
from tests.references.schedule_cases import SCHEDULES
from tests.references.walk import START, slope

TOLERANCE = {np.float64: 1e-10, np.float32: 1e-5}
"""Greatest difference, as a share of the greatest number of an array."""
REGISTRIES: dict[str, Registry[Any]] = {
    "layer": layers,
    "activation": activations,
    "loss": losses,
    "optimizer": optimizers,
    "schedule": schedules,
}

vectors = functools.cache(Vectors.load)
both = pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])


def agree(got: Any, expected: np.ndarray, dtype: Any, what: str) -> None:
    """Fail when an array is not of `dtype` or differs by more than its precision allows."""
    got = np.asarray(got)
    assert got.dtype == dtype, what
    assert got.shape == expected.shape, what
    largest = max(float(np.abs(expected).max(initial=0.0)), np.finfo(np.float64).tiny)
    assert np.abs(got - expected).max(initial=0.0) <= TOLERANCE[dtype] * largest, what


def compiled(stages: list[Stage], loss: Loss, batch: int, dtype: Any, training: bool) -> Program:
    parameters = Parameters(stages, np.dtype(dtype))
    return Program(
        stages,
        [Output(stages[-1].id, loss)],
        parameters,
        batch,
        training=training,
        learns=True,
        random=np.random.default_rng(0),
        input_gradients=True,
    )


def walked(case: LayerCase, given: Arrays, dtype: Any) -> Program:
    """Return the program of a layer after a step forward and back with the numbers of the case."""
    inputs = [stage(Input(), f"in{i}", shape=shape) for i, shape in enumerate(case.shapes)]
    program = compiled(
        [*inputs, stage(case.layer, "it", inputs)],
        MeanSquaredError(),
        len(given["dy"]),
        dtype,
        case.training,
    )
    for key, array in program.parameters.items():
        name = key.removeprefix("it/")
        array[...] = given[f"p.{name}"] if f"p.{name}" in given else given[f"s.{name}"]
    for i, buffer in enumerate(program.feeds.values()):
        buffer[:, :-1] = given[f"x{i}"].reshape(len(buffer), -1)
    for call in program.forward_calls:
        call()
    program.gradients["it"].flat[...] = given["dy"].reshape(len(given["dy"]), -1).T
    for call in program.backward_calls:
        call()
    return program


def examples_first(flat: np.ndarray, like: np.ndarray) -> np.ndarray:
    return flat.T.reshape(like.shape)


@both
@pytest.mark.parametrize(
    ("kind", "case"),
    [
        (kind, case)
        for kind, cases in everything.KINDS.items()
        for case in cases
        if isinstance(case, LayerCase)
    ],
    ids=lambda v: getattr(v, "name", v),
)
def test_layer(kind: str, case: LayerCase, dtype: Any) -> None:
    given = vectors(kind).of(case.name)
    program = walked(case, given, dtype)
    parameters = program.parameters
    agree(examples_first(program.values["it"].flat, given["y"]), given["y"], dtype, "y")
    for i in range(len(case.shapes)):
        if (expected := given.get(f"d.x{i}")) is not None:
            agree(
                examples_first(program.gradients[f"in{i}"].flat, expected), expected, dtype, f"∂L/∂input {i}"
            )
    for window in parameters.windows:
        expected = given[f"d.p.{window.spec.name}"]
        gradient = parameters.gradient[window.start : window.stop].reshape(window.spec.shape)
        agree(gradient, expected, dtype, f"∂L/∂{window.spec.name}")
    states = parameters.state_of("it")
    for key in (key for key in given if key.startswith("after.")):
        agree(states[key.removeprefix("after.")], given[key], dtype, key)


@both
@pytest.mark.parametrize("case", LOSSES, ids=lambda c: c.name)
def test_loss(case: LossCase, dtype: Any) -> None:
    given = vectors("losses").of(case.name)
    inputs = stage(Input(), "in0", shape=(case.units,))
    program = compiled([inputs], case.loss, len(given["y"]), dtype, True)
    program.feeds["in0"][:, :-1] = given["y"]
    program.targets[0][...] = given["t"]
    for call in (*program.forward_calls, *program.loss_calls):
        call()
    value = program.loss_totals[0] * dtype(program.factors[0])
    agree(value, given["loss"], dtype, "loss")
    agree(program.gradients["in0"].flat.T, given["d"], dtype, "gradient")


@both
@pytest.mark.parametrize("case", OPTIMIZERS, ids=lambda c: c.name)
def test_optimizer(case: OptimizerCase, dtype: Any) -> None:
    path = vectors("optimizers").of(case.name)["path"]
    assert len(path) == STEPS
    zeros = np.zeros((3, len(START)), dtype)
    v = OptimizerVectors(*zeros, np.array(case.rate, dtype))
    calls = Calls(np.dtype(dtype))
    case.optimizer.emit(v, calls)
    v.parameters[:] = START
    got = np.empty(path.shape, dtype)
    for step in range(STEPS):
        v.gradient[:] = slope(v.parameters, step, case.wind)
        for call in calls:
            call()
        v.parameters[:] -= v.step
        got[step] = v.parameters
    agree(got, path, dtype, "path")


@pytest.mark.parametrize("case", SCHEDULES, ids=lambda c: c.name)
def test_schedule(case: ScheduleCase) -> None:
    given = vectors("schedules").of(case.name)
    state: dict[str, Any] = {}
    got = []
    for epoch in range(len(given["rates"])):
        if epoch and case.schedule.observes:
            case.schedule.observe(float(given["losses"][epoch - 1]), state)
        got.append(case.schedule.factor(float(epoch)) * state.get(REACTION, 1.0))
    agree(got, given["rates"], np.float64, "rates")


def test_every_part_is_compared_or_known_to_be_missing_in_pytorch() -> None:
    registered = {(kind, cls.key) for kind, registry in REGISTRIES.items() for cls in registry}
    compared = set(everything.covered())
    assert registered - compared - set(MISSING) == set()
    assert not compared & set(MISSING), "compared, and yet in MISSING"
    assert set(MISSING) <= registered, "in MISSING, and yet no part"


@pytest.mark.parametrize("kind", everything.KINDS)
def test_every_case_has_vectors_and_no_vectors_are_left_over(kind: str) -> None:
    names = [case.name for case in everything.KINDS[kind]]
    assert len(set(names)) == len(names)
    assert vectors(kind).names() == set(names), "run python -m tests.references.make_references"


def test_versions_are_noted_and_the_vectors_are_small() -> None:
    versions = json.loads((FOLDER / "versions.json").read_text())
    assert versions["torch"].startswith("2.13.")
    assert set(versions) == {"python", "numpy", "torch"}
    assert sum(path.stat().st_size for path in FOLDER.glob("*.npz")) < 1_500_000
