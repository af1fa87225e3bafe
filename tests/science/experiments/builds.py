"""What the experiments share: Gaussian layers, Jacobians, means over the bell curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnsim.engine.layer import Layer
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.program import Program
from nnsim.engine.stage import Output, Stage
from tests.builders import stage

_HALF_WIDTH, _NODES = 12.0, 4001
Z = np.linspace(-_HALF_WIDTH, _HALF_WIDTH, _NODES)
BELL = np.exp(-(Z**2) / 2) / np.exp(-(Z**2) / 2).sum()
"""Points and weights of E[f(z)], z ~ N(0, 1): equal steps, exact to rounding for smooth f (Trefethen 2014)."""


def mean_over_normal(f: Callable[[np.ndarray], np.ndarray]) -> float:
    """Return E[f(z)] for z ~ N(0, 1)."""
    return float(BELL @ f(Z))


def chain_of(width: int, parts: Sequence[Layer]) -> list[Stage]:
    """Return Input → parts, the stages called ``in``, ``l1``, ``l2``, ..."""
    stages = [stage(Input(), "in", shape=(width,))]
    for number, part in enumerate(parts, 1):
        stages.append(stage(part, f"l{number}", [stages[-1]]))
    return stages


def network_of(stages: Sequence[Stage], seed: int, dtype: type = np.float64) -> Network:
    """Return a network measured at its last stage."""
    return Network(stages, (Output(stages[-1].id, MeanSquaredError()),), dtype, seed)


def jacobian(network: Network, x: np.ndarray) -> np.ndarray:
    """Return ∂output/∂x at one input (n,), shape (units, n), by back-propagating every unit vector."""
    out = network.outputs[0].stage
    units = next(s.shape[0] for s in network.stages if s.id == out)
    program = Program(
        network.stages,
        network.outputs,
        network.parameters,
        units,
        training=False,
        learns=True,
        random=network.random,
        input_gradients=True,
    )
    (feed,) = program.feeds.values()
    feed[:, :-1] = x
    for call in program.forward_calls:
        call()
    program.gradients[out].flat[:] = np.eye(units)
    for call in program.backward_calls:
        call()
    (inputs,) = (program.gradients[id_] for id_ in program.feeds)
    return np.array(inputs.flat.T)


def effective_rank(matrix: np.ndarray) -> float:
    """Return the exponential of the entropy of the squared singular values."""
    squares = np.linalg.svd(matrix, compute_uv=False) ** 2
    shares = squares[squares > 0] / squares.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))
