"""What follows the gradient in a step: clipping, penalties, optimizer, step, limits of weights."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnsim.document.project import TrainingSettings
from nnsim.engine.calls import Call, Calls
from nnsim.engine.fading import SQUARES, Floor, emit_flush
from nnsim.engine.optimizer import OptimizerVectors
from nnsim.engine.parameters import Parameters


def compile_update(
    parameters: Parameters, training: TrainingSettings, memory: Mapping[str, np.ndarray]
) -> tuple[list[Call], dict[str, np.ndarray], list[Call]]:
    """Return the calls of an update, the optimizer's slots they work on, and the calls of a flush.

    What is switched off costs no call. The gradient vector itself is not written to, so that
    readings show the gradient of the loss, before clipping and without penalties. A flush sets to 0
    what has faded in slots, parameters and states (`nnsim.engine.fading`); to be called at counted
    steps, so that a run depends on nothing else.

    Parameters
    ----------
    memory
        Slots to go on with, which are copied; the optimizer takes what it knows, the rest is dropped.
    """
    calls = Calls(parameters.dtype)
    slots = {name: np.array(a, parameters.dtype if a.ndim else np.float64) for name, a in memory.items()}
    used: set[str] = set()
    fading: dict[str, Floor] = {}
    if training.rule.uses_optimizer:
        gradient = _clipped(parameters, training, calls)
        gradient = _penalised(parameters, training, gradient, calls)
        vectors = OptimizerVectors(parameters.vector, gradient, parameters.step, parameters.rate, slots)
        training.optimizer.emit(vectors, calls)
        used, fading = vectors.used, vectors.fading
        if training.decoupled:
            _emit_pull_beside(parameters, training.weight_decay, 0.0, calls)
    else:
        _emit_pull_beside(parameters, training.weight_decay, training.l1, calls)
    calls(np.subtract, parameters.vector, parameters.step, parameters.vector)
    if training.max_norm > 0:
        _emit_max_norm(parameters, training.max_norm, calls)
    kept = {name: array for name, array in slots.items() if name in used}
    return list(calls), kept, _flushes(parameters, kept, fading)


def _flushes(
    parameters: Parameters, slots: Mapping[str, np.ndarray], fading: Mapping[str, Floor]
) -> list[Call]:
    """Return the calls that set to 0 what has faded."""
    calls = Calls(parameters.dtype)
    for name, floor in fading.items():
        emit_flush(calls, slots[name], floor)
    # Weights that decay fade too, whoever lets them: penalties, optimizer or rule.
    for array in (parameters.vector, parameters.state):
        emit_flush(calls, array, SQUARES)
    return list(calls)


def _clipped(parameters: Parameters, training: TrainingSettings, calls: Calls) -> np.ndarray:
    """Return where the gradient is after clipping."""
    if training.clipping is None:
        return parameters.gradient
    clipped = np.zeros_like(parameters.gradient)
    layers = list(parameters.layer_windows.values())
    training.clipping.emit(parameters.gradient, clipped, layers, calls)
    return clipped


def _penalised(
    parameters: Parameters, training: TrainingSettings, gradient: np.ndarray, calls: Calls
) -> np.ndarray:
    """Return where the gradient is after the slopes of the penalties were added."""
    l2 = 0.0 if training.decoupled else training.weight_decay
    if not (l2 or training.l1):
        return gradient
    pull = _emit_pull(parameters, l2, training.l1, calls)
    calls(np.add, pull, gradient, pull)
    return pull


def _emit_pull(parameters: Parameters, l2: float, l1: float, calls: Calls) -> np.ndarray:
    """Emit λ₂·W + λ₁·sign(W), 0 for biases and scales, and return where it is."""
    mask = parameters.weight_mask()
    pull = np.zeros_like(mask)
    # The first of the two writes, whichever it is, and only a second one adds.
    if l1:
        calls(np.sign, parameters.vector, pull)
        calls(np.multiply, pull, mask * calls.constant(l1), pull)
    if l2:
        shrink = np.zeros_like(mask) if l1 else pull
        calls(np.multiply, parameters.vector, mask * calls.constant(l2), shrink)
        if l1:
            calls(np.add, pull, shrink, pull)
    return pull


def _emit_pull_beside(parameters: Parameters, l2: float, l1: float, calls: Calls) -> None:
    """Emit step += η·(λ₂·W + λ₁·sign(W)): beside the optimizer (Loshchilov & Hutter 2019), or without one."""
    if not (l2 or l1):
        return
    pull = _emit_pull(parameters, l2, l1, calls)
    calls(np.multiply, pull, parameters.rate, pull)
    calls(np.add, parameters.step, pull, parameters.step)


def _emit_max_norm(parameters: Parameters, most: float, calls: Calls) -> None:
    """Emit w ← w·c/‖w‖ for the incoming weights w of every unit with ‖w‖ > c (Srivastava et al. 2014)."""
    limit, nothing = calls.constant(most), calls.constant(0)
    for window in parameters.weights():
        units = window.spec.shape[-1]
        weights = parameters.vector[window.start : window.stop].reshape(-1, units)
        squares, lengths = calls.buffer(*weights.shape), calls.buffer(units)
        beyond = calls.buffer(units)
        calls(np.multiply, weights, weights, squares)
        calls(np.add.reduce, squares, 0, None, lengths)
        calls(np.sqrt, lengths, lengths)
        # A length beyond all numbers must not end as weights of 0, but as a divergence: ∞·0 is none.
        calls(np.multiply, lengths, nothing, beyond)
        calls(np.maximum, lengths, limit, out=lengths)
        calls(np.divide, limit, lengths, lengths)
        calls(np.add, lengths, beyond, lengths)
        calls(np.multiply, weights, lengths, weights)
