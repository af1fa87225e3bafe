"""Measuring: a loss on whole arrays of outputs and targets, and the curve of an activation."""

from __future__ import annotations

import numpy as np

from nnsim.engine.activation import Activation
from nnsim.engine.calls import Calls
from nnsim.engine.loss import Loss, LossEmitter


def activation_curve(activation: Activation, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return f(z) and f′(z) of an elementwise activation for z (n,) float64, by the calls a network runs."""
    calls = Calls(z.dtype)
    y, slope = np.empty_like(z), np.empty_like(z)
    activation.forward(calls, z, y)
    activation.slope_at(calls, z, y, slope)
    with np.errstate(all="ignore"):
        for call in calls:
            call()
    return y, slope


def loss_value(
    loss: Loss, output: np.ndarray, target: np.ndarray, weights: np.ndarray | None = None
) -> float:
    """Return the mean loss of raw outputs (n, units) against encoded targets (n, units), in float64.

    With `weights` (n,) every example counts so often; NaN where none counts, or there is none.
    """
    if not len(output) or (weights is not None and not weights.sum() > 0):
        return float("nan")
    prediction = np.ascontiguousarray(output.T, np.float64)
    calls = Calls(np.dtype(np.float64))
    emitter = LossEmitter(
        calls,
        prediction,
        np.ascontiguousarray(target.T, np.float64),
        np.empty_like(prediction),
        np.zeros(()),
        importance=None if weights is None else weights * (len(weights) / weights.sum()),
    )
    loss.emit(emitter)
    with np.errstate(all="ignore"):
        for call in calls:
            call()
    return float(emitter.total) * emitter.factor
