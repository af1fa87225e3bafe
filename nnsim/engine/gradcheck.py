"""Checking gradients: the analytic derivative along a random direction against a difference quotient.

One direction tests all partial derivatives at once (the idea of autograd's ``test_util``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnsim.engine.parameters import Parameters
from nnsim.engine.program import Program
from nnsim.engine.stage import Output, Stage


def directional_error(
    value: Callable[[np.ndarray], float], gradient: np.ndarray, at: np.ndarray, rng: np.random.Generator
) -> float:
    """Return the relative error of `gradient` at the point `at` along one random direction.

    Uses the fourth-order central difference (8(f₁ − f₋₁) − (f₂ − f₋₂))/12h.
    """
    direction = rng.normal(size=at.shape)
    direction /= np.linalg.norm(direction)
    h = 1e-4
    f = [value(at + k * h * direction) for k in (-2, -1, 1, 2)]
    measured = (8 * (f[2] - f[1]) - (f[3] - f[0])) / (12 * h)
    claimed = float((gradient * direction).sum())
    return abs(measured - claimed) / max(1e-3, abs(measured), abs(claimed))


def check_gradients(
    stages: Sequence[Stage],
    outputs: Sequence[Output],
    inputs: dict[str, np.ndarray],
    targets: Sequence[np.ndarray],
    seed: int = 0,
) -> tuple[float, float]:
    """Return the relative errors of ∂L/∂P and of ∂L/∂inputs, in float64, in training mode.

    Parameters
    ----------
    inputs
        By stage id, (batch, size) arrays.
    targets
        One (batch, units) array an output.
    """
    rng = np.random.default_rng(seed)
    parameters = Parameters(stages, np.dtype(np.float64))
    parameters.initialize(seed)
    parameters.vector += 0.1 * rng.normal(size=parameters.size)
    draws = np.random.default_rng(0)
    batch = len(next(iter(inputs.values())))
    program = Program(
        stages,
        outputs,
        parameters,
        batch,
        training=True,
        learns=True,
        random=draws,
        input_gradients=True,
    )
    start = draws.bit_generator.state
    for buffer, target in zip(program.targets, targets, strict=True):
        buffer[...] = target
    ids = list(inputs)
    points = np.concatenate([inputs[i].reshape(-1) for i in ids])

    def loss_at(vector: np.ndarray, point: np.ndarray) -> float:
        draws.bit_generator.state = start
        parameters.vector[:] = vector
        at = 0
        for id_ in ids:
            size = inputs[id_].size
            program.feeds[id_][:, :-1] = point[at : at + size].reshape(batch, -1)
            at += size
        for call in (*program.forward_calls, *program.loss_calls):
            call()
        return float((program.loss_totals * program.factors).sum())

    vector = parameters.vector.copy()
    loss_at(vector, points)
    for call in program.backward_calls:
        call()
    by_parameter = parameters.gradient.copy()
    by_input = np.concatenate([program.gradients[i].flat.T.reshape(-1) for i in ids])
    error = directional_error(lambda v: loss_at(v, points), by_parameter, vector, rng) if vector.size else 0.0
    return error, directional_error(lambda p: loss_at(vector, p), by_input, points, rng)
