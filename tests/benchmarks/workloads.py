"""The workloads every benchmark speaks of, and how nnsim runs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnsim.engine.activation import Activation, activations
from nnsim.engine.activations.identity import Identity
from nnsim.engine.calls import Call, Calls
from nnsim.engine.initializer import initializers
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizer import OptimizerVectors, optimizers
from nnsim.engine.program import Program
from nnsim.engine.threads import use_one_blas_thread
from nnsim.training.run import Run
from tests.builders import chain, examples, start

Steps = Callable[[int], object]
"""Takes a number of steps."""


@dataclass(frozen=True)
class Workload:
    """A dense network, how it is trained, and what is asked of it.

    ``norms`` says that the gradient norm of every layer at every step belongs to the work.
    """

    name: str
    sizes: tuple[int, ...]
    activation: str
    batch: int
    optimizer: str
    classes: bool
    goal: float
    gemm_goal: float
    sklearn_goal: float
    norms: bool = False
    rate: float = 0.01
    examples: int = 500

    @property
    def layers(self) -> int:
        return len(self.sizes) - 1

    def ends_linear(self, layer: int) -> bool:
        """Whether `layer` has no activation: cross-entropy applies softmax by itself."""
        return self.classes and layer == self.layers - 1

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Return inputs, and class numbers or targets."""
        rng = np.random.default_rng(0)
        inputs = rng.normal(size=(self.examples, self.sizes[0]))
        if self.classes:
            return inputs, rng.integers(0, self.sizes[-1], self.examples)
        return inputs, rng.uniform(0.1, 0.9, (self.examples, self.sizes[-1]))


WORKLOADS = (
    Workload("W1", (2, 4, 2, 1), "tanh", 10, "sgd", False, 35, 0.35, 12),
    Workload("W2, 4 hidden", (2, 8, 8, 8, 8, 1), "tanh", 10, "sgd", False, 25, 0.42, 11),
    Workload("W2, 6 hidden", (2, 8, 8, 8, 8, 8, 8, 1), "tanh", 30, "sgd", False, 25, 0.42, 11, examples=510),
    Workload("W3", (64, 64, 32, 10), "relu", 32, "adam", True, 12, 0.38, 6, rate=0.001, examples=1792),
    Workload("W4", (784, 128, 64, 10), "relu", 128, "adam", True, 1.4, 0.75, 1.7, rate=0.001, examples=4096),
    Workload("W6, sigmoid", (64,) * 31, "sigmoid", 64, "sgd", False, 2.7, 0.70, 2.3, True, examples=1024),
    Workload("W6, ReLU", (64,) * 31, "relu", 64, "sgd", False, 2.7, 0.70, 2.3, True, examples=1024),
)


def make_run(workload: Workload) -> Run:
    """Return a run of `workload`, as the program builds it."""
    kind: Activation = activations[workload.activation]()
    initializer = initializers["he_normal" if workload.activation == "relu" else "glorot_uniform"]()
    parts = [
        Dense(units, Identity() if workload.ends_linear(i) else kind, initializer)
        for i, units in enumerate(workload.sizes[1:])
    ]
    loss = SoftmaxCrossEntropy() if workload.classes else MeanSquaredError()
    inputs, targets = workload.data()
    return start(
        chain(*parts, loss=loss),
        examples(inputs, targets, workload.sizes[-1] if workload.classes else 0),
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
    next(iter(program.feeds.values()))[:, :-1] = inputs
    program.targets[0][...] = targets
    return program, [*program.forward_calls, *program.loss_calls, *program.backward_calls, *calls]


def first_batch(workload: Workload) -> tuple[np.ndarray, np.ndarray]:
    """Return the first batch, float32: inputs and targets as numbers, one column a unit."""
    inputs, targets = (a[: workload.batch] for a in workload.data())
    if workload.classes:
        targets = np.eye(workload.sizes[-1])[targets]
    return inputs.astype(np.float32), targets.astype(np.float32)


def matrix_products(calls: list[Call]) -> list[Call]:
    """Return those of `calls` that multiply matrices."""
    return [
        c
        for c in calls
        if isinstance(c, partial) and getattr(c.func, "__name__", "") == "dot" and c.args[0].ndim == 2
    ]


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
    return repeat(bare_calls(workload)[1])


def ours_gemm(workload: Workload) -> Steps:
    """The matrix products of a step and nothing else."""
    return repeat(matrix_products(bare_calls(workload)[1]))


def ours_whole(workload: Workload, readings: bool = True) -> Steps:
    """What the program does: fetch the batch, step, read the loss and four norms a layer, look for NaN."""
    run = make_run(workload)
    if not readings:
        blind(run)

    def steps(count: int) -> None:
        while count:
            taken = run.advance(count)
            count -= taken
            if not taken:
                run.take_points()

    return steps


def blind(run: Run) -> None:
    """Let `run` go without its readings."""
    recorder = run.recorder

    def count_only() -> None:
        recorder.count += 1

    recorder.record_for = lambda _program: count_only  # type: ignore[method-assign]
    recorder.flush = lambda: _forget(recorder)  # type: ignore[method-assign]


def _forget(recorder: object) -> np.ndarray:
    recorder.count = 0  # type: ignore[attr-defined]
    return np.zeros((0, 1), np.float32)
