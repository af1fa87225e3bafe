"""The workloads every benchmark speaks of, and how nnsim runs them."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from nnsim.compiled import request
from nnsim.compiled.blas import gemm, taken_from
from nnsim.compiled.library import NUMPY, library, walk_of
from nnsim.compiled.step import EncodedStep
from nnsim.engine.activation import activations
from nnsim.engine.calls import Call, Calls
from nnsim.engine.initializer import initializers
from nnsim.engine.layer import Layer
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizer import OptimizerVectors, optimizers
from nnsim.engine.program import Program
from nnsim.engine.threads import use_one_blas_thread
from nnsim.training.compiled_walker import CompiledWalker
from nnsim.training.machine import Machine
from nnsim.training.numpy_walker import NumPyWalker
from nnsim.training.recorder import recorder_for
from nnsim.training.run import Run
from nnsim.training.step import Step
from tests.builders import chain, examples, start

Steps = Callable[[int], object]
"""Takes a number of steps."""


Spec = tuple[str, int, str]
"""One layer: kind (dense, conv, pool, lstm), its units (filters, size) and its activation."""


@dataclass(frozen=True)
class Workload:
    """A network, how it is trained, and what is asked of it.

    ``norms`` says that the gradient norm of every layer at every step belongs to the work. Goals are
    how many times as fast as PyTorch, JAX and scikit-learn a step has to be, and as NumPy's walk; None
    where there is none. The last ones are shares: of bare products in a bare step, and what readings add.
    """

    name: str
    shape: tuple[int, ...]
    specs: tuple[Spec, ...]
    batch: int
    optimizer: str
    classes: int
    goal: float
    jax_goal: float
    sklearn_goal: float | None
    walk_goal: float | None
    gemm_goal: float | None
    readings_goal: float = 0.05
    norms: bool = False
    rate: float = 0.01
    examples: int = 500

    @property
    def dense_only(self) -> bool:
        return all(kind == "dense" for kind, _, _ in self.specs)

    @property
    def activation(self) -> str:
        return self.specs[0][2]

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Return inputs, and class numbers or targets."""
        rng = np.random.default_rng(0)
        inputs = rng.normal(size=(self.examples, *self.shape))
        if self.classes:
            return inputs, rng.integers(0, self.classes, self.examples)
        return inputs, rng.uniform(0.1, 0.9, (self.examples, self.specs[-1][1]))


def _dense(
    name: str, sizes: tuple[int, ...], activation: str, classes: bool, *rest: Any, **more: Any
) -> Workload:
    """Return a chain of dense layers; cross-entropy applies softmax by itself, so its output is linear."""
    units = sizes[1:]
    kinds = [activation] * (len(units) - 1) + ["identity" if classes else activation]
    specs = tuple(("dense", n, kind) for n, kind in zip(units, kinds, strict=True))
    batch, optimizer, *goals = rest
    return Workload(name, sizes[:1], specs, batch, optimizer, sizes[-1] if classes else 0, *goals, **more)


W7_LAYERS = (
    ("conv", 8, "relu"),
    ("pool", 2, ""),
    ("conv", 16, "relu"),
    ("pool", 2, ""),
    ("dense", 10, "identity"),
)
W8_LAYERS = (("lstm", 64, ""), ("dense", 1, "identity"))

WORKLOADS = (
    _dense("W1", (2, 4, 2, 1), "tanh", False, 10, "sgd", 250, 3.5, 12, 10, None),
    _dense("W2, 4 hidden", (2, 8, 8, 8, 8, 1), "tanh", False, 10, "sgd", 150, 2.5, 11, 8, None),
    _dense("W2, 6 hidden", (2, *[8] * 6, 1), "tanh", False, 30, "sgd", 25, 2.5, 11, None, None, examples=510),
    _dense(
        "W3", (64, 64, 32, 10), "relu", True, 32, "adam", 12, 1.8, 6, 2.5, 0.38, rate=0.001, examples=1792
    ),
    _dense(
        "W4",
        (784, 128, 64, 10),
        "relu",
        True,
        128,
        "adam",
        1.4,
        0.85,
        1.7,
        1.2,
        0.75,
        0.1,
        rate=0.001,
        examples=4096,
    ),
    _dense("W5", (784, 2048, 2048, 10), "relu", True, 512, "sgd", 1.05, 1.0, 1.3, None, 0.93, examples=1024),
    _dense(
        "W6, sigmoid",
        (64,) * 31,
        "sigmoid",
        False,
        64,
        "sgd",
        2.7,
        1.4,
        2.3,
        1.6,
        0.70,
        0.1,
        norms=True,
        examples=1024,
    ),
    _dense(
        "W6, ReLU",
        (64,) * 31,
        "relu",
        False,
        64,
        "sgd",
        2.7,
        1.4,
        2.3,
        1.2,
        0.70,
        0.1,
        norms=True,
        examples=1024,
    ),
    Workload("W7", (1, 28, 28), W7_LAYERS, 32, "sgd", 10, 2.0, 2.2, None, 1.7, 0.50, examples=512),
    Workload("W8", (50, 8), W8_LAYERS, 32, "sgd", 0, 1.1, 1.2, None, 1.25, 0.52, examples=512),
)


def _layer(kind: str, units: int, activation: str) -> Layer:
    if kind == "dense":
        initializer = initializers["he_normal" if activation == "relu" else "glorot_uniform"]()
        return Dense(units, activations[activation](), initializer)
    if kind == "conv":
        return Conv2D(units, 3, padding="valid", activation=activations[activation]())
    return MaxPool2D(units) if kind == "pool" else LSTM(units)


def layers_of(workload: Workload) -> list[Layer]:
    """Return the layers of `workload`, with the Flatten that an image needs before its Dense layer."""
    parts = [_layer(*spec) for spec in workload.specs]
    return parts if workload.dense_only or len(workload.shape) == 2 else [*parts[:-1], Flatten(), parts[-1]]


def make_run(workload: Workload) -> Run:
    """Return a run of `workload`, as the program builds it."""
    loss = SoftmaxCrossEntropy() if workload.classes else MeanSquaredError()
    inputs, targets = workload.data()
    return start(
        chain(*layers_of(workload), loss=loss),
        examples(inputs, targets, workload.classes),
        batch=workload.batch,
        optimizer=optimizers[workload.optimizer](),
        learning_rate=workload.rate,
        precision="float32",
        shuffle=True,
    )


def bare_calls(workload: Workload) -> tuple[Program, list[Call]]:
    """Return all calls of a step, optimizer included, with one batch already in place."""
    network = make_run(workload).network
    program = network.program(workload.batch, training=True, learns=True)
    parameters = network.parameters
    calls = Calls(network.dtype)
    vectors = OptimizerVectors(parameters.vector, parameters.gradient, parameters.step, parameters.rate)
    optimizers[workload.optimizer]().emit(vectors, calls)
    calls(np.subtract, parameters.vector, parameters.step, parameters.vector)
    inputs, targets = first_batch(workload)
    next(iter(program.feeds.values()))[:, :-1] = inputs.reshape(len(inputs), -1)
    program.targets[0][...] = targets
    return program, [*program.forward_calls, *program.loss_calls, *program.backward_calls, *calls]


def first_batch(workload: Workload) -> tuple[np.ndarray, np.ndarray]:
    """Return the first batch, float32: inputs as they are, targets as numbers, one column a unit."""
    inputs, targets = (a[: workload.batch] for a in workload.data())
    if workload.classes:
        targets = np.eye(workload.classes)[targets]
    return inputs.astype(np.float32), targets.astype(np.float32)


def matrix_products(calls: list[Call]) -> list[Call]:
    """Return those of `calls` that multiply matrices."""
    return [c for c in calls if isinstance(c, partial) and _multiplies(c)]


def _multiplies(call: partial[object]) -> bool:
    name = getattr(call.func, "__name__", "")
    return name == "matmul" or (name == "dot" and call.args[0].ndim == 2)


def repeat(calls: list[Call]) -> Steps:
    """Return what runs `calls` so many times."""

    def steps(count: int) -> None:
        with np.errstate(all="ignore"):
            for _ in range(count):
                for call in calls:
                    call()

    return steps


def ours_bare(workload: Workload) -> Steps:
    """The step alone: forward, loss, backward, optimizer, on a batch that lies ready."""
    use_one_blas_thread()
    program, calls = bare_calls(workload)
    walk, products = walk_of(), gemm()
    if walk is None:
        return repeat(calls)
    words = library().words
    step = EncodedStep(
        words, [], calls, [], program.loss_totals, program.factors, blas_from=taken_from(walk.level)
    )
    order = np.zeros(1, np.int64)
    leg = request.Leg(step.address, order.ctypes.data, 0, 0)
    told = request.Walk(
        legs=ctypes.addressof(leg), legs_count=1, first=1, limit=math.inf, loss_place=-1, every=1 << 60
    )
    if products is not None:
        told.sgemm, told.dgemm, told.wide = products.single, products.double, products.wide
    owned = program, calls, order, step

    def steps(count: int) -> None:
        leg.steps = count
        taken = walk.take(ctypes.addressof(told))
        assert taken == count, owned

    return steps


def ours_gemm(workload: Workload) -> Steps:
    """The matrix products of a step and nothing else."""
    return repeat(matrix_products(bare_calls(workload)[1]))


def ours_whole(workload: Workload, walk: str = "", readings: bool = True) -> Steps:
    """What the program does: fetch the batch, step, read the loss and four norms a layer, keep checkpoints.

    Parameters
    ----------
    walk
        "numpy", or nothing: what the program would take here.
    readings
        False only in the compiled walk: without the norms.
    """
    run = make_run(workload)
    if walk == NUMPY:
        run.machine.choose = _numpy_walker
    elif not readings:
        run.machine.choose = _Blind

    def steps(count: int) -> None:
        while count:
            taken = run.advance(count, beyond_epoch=True)
            count -= taken
            if not taken:
                run.take_points()

    return steps


def _numpy_walker(machine: Machine) -> NumPyWalker:
    return NumPyWalker(machine, recorder_for(machine.network, machine.columns, machine.batch))


class _Blind(CompiledWalker):
    """Reads nothing but the loss."""

    def __init__(self, machine: Machine) -> None:
        walk = walk_of()
        assert walk is not None
        super().__init__(machine, walk)

    def _encoded(self, step: Step) -> EncodedStep:
        encoded = super()._encoded(step)
        encoded.request.parts_count = encoded.request.short_parts = 0
        return encoded
