"""What follows the gradient in a step: clipping, penalties, optimizer, step, limits of weights."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnsim.document.project import TrainingSettings
from nnsim.engine.calls import Call, Calls
from nnsim.engine.fading import SQUARES, Floor, emit_flush
from nnsim.engine.group import Section, Span, frozen, learning
from nnsim.engine.memory import copy_of
from nnsim.engine.optimizer import OptimizerVectors
from nnsim.engine.parameters import Parameters

Slots = dict[str, np.ndarray]


def compile_update(
    parameters: Parameters, training: TrainingSettings, memory: Mapping[str, np.ndarray]
) -> tuple[dict[str, list[Call]], Slots, list[Call]]:
    """Return the calls of an update by group, the slots they work on, and the calls of a flush.

    What is switched off costs no call. The gradient vector itself is not written to, so that
    readings show the gradient of the loss, before clipping and without penalties. A flush sets to 0
    what has faded in slots, parameters and states (`nnsim.engine.fading`); to be called at counted
    steps, so that a run depends on nothing else.

    Parameters
    ----------
    memory
        Slots to go on with, which are copied; every optimizer takes what it knows, the rest is dropped.

    Raises
    ------
    ValueError
        When two groups of the rule have one name.
    """
    taken = {name: copy_of(a, parameters.dtype if a.ndim else np.float64) for name, a in memory.items()}
    updates: dict[str, list[Call]] = {}
    slots: Slots = {}
    fading: dict[str, Floor] = {}
    for group in training.rule.groups(parameters.stages, training.optimizer):
        if group.name in updates:
            raise ValueError(f"two groups are called {group.name!r}")
        calls = Calls(parameters.dtype)
        section = Section(parameters, group)
        section.emit_gather(calls)
        if group.optimizer is None:
            _emit_own_step(parameters, section, training, calls)
        else:
            gradient = _penalised(section, training, _clipped(section, training, calls), calls)
            for span in section.spans:
                vectors = _vectors(section, span, gradient, _rate(parameters, span, calls), taken)
                group.optimizer.emit(vectors, calls)
                slots |= {
                    span.slots + name: vectors.slots[name] for name in vectors.slots if name in vectors.used
                }
                fading |= {span.slots + name: floor for name, floor in vectors.fading.items()}
            if training.decoupled:
                _emit_pull_beside(parameters, section, training.weight_decay, 0.0, calls)
        calls(np.subtract, section.vector, section.step, section.vector)
        if training.max_norm > 0:
            _emit_max_norm(section, training.max_norm, calls)
        section.emit_scatter(calls)
        updates[group.name] = list(calls) if section.size else []
    return updates, slots, _flushes(parameters, slots, fading)


def _vectors(
    section: Section, span: Span, gradient: np.ndarray, rate: np.ndarray, memory: Slots
) -> OptimizerVectors:
    """Return what an optimizer works on in one span, with the part of `memory` that is of it."""
    mine = slice(span.start, span.stop)
    named = {n.removeprefix(span.slots): a for n, a in memory.items() if n.startswith(span.slots)}
    own = {name: array for name, array in named.items() if "/" not in name}
    return OptimizerVectors(section.vector[mine], gradient[mine], section.step[mine], rate, own)


def _rate(parameters: Parameters, span: Span, calls: Calls) -> np.ndarray:
    """Return the learning rate of a span, which is emitted where it is not that of all."""
    if span.factor == 1:
        return parameters.rate
    rate = calls.buffer()
    calls(np.multiply, parameters.rate, calls.constant(span.factor), rate)
    return rate


def _emit_own_step(
    parameters: Parameters, section: Section, training: TrainingSettings, calls: Calls
) -> None:
    """Emit what becomes of a step that the rule has filled."""
    for start, stop in frozen(parameters):
        calls(parameters.step[start:stop].fill, 0.0)
    for span in section.spans:
        if span.factor != 1:
            step = section.step[span.start : span.stop]
            calls(np.multiply, step, calls.constant(span.factor), step)
    _emit_pull_beside(parameters, section, training.weight_decay, training.l1, calls)


def _flushes(parameters: Parameters, slots: Slots, fading: Mapping[str, Floor]) -> list[Call]:
    """Return the calls that set to 0 what has faded."""
    calls = Calls(parameters.dtype)
    for name, floor in fading.items():
        emit_flush(calls, slots[name], floor)
    # Weights that decay fade too, whoever lets them: penalties, optimizer or rule.
    for start, stop in learning(parameters):
        emit_flush(calls, parameters.vector[start:stop], SQUARES)
    emit_flush(calls, parameters.state, SQUARES)
    return list(calls)


def _clipped(section: Section, training: TrainingSettings, calls: Calls) -> np.ndarray:
    """Return where the gradient is after clipping."""
    if training.clipping is None:
        return section.gradient
    clipped = calls.buffer(section.size)
    training.clipping.emit(section.gradient, clipped, section.layers, calls)
    return clipped


def _penalised(
    section: Section, training: TrainingSettings, gradient: np.ndarray, calls: Calls
) -> np.ndarray:
    """Return where the gradient is after the slopes of the penalties were added."""
    l2 = 0.0 if training.decoupled else training.weight_decay
    if not (l2 or training.l1):
        return gradient
    pull = _emit_pull(section, l2, training.l1, calls)
    calls(np.add, pull, gradient, pull)
    return pull


def _emit_pull(section: Section, l2: float, l1: float, calls: Calls) -> np.ndarray:
    """Emit λ₂·W + λ₁·sign(W), 0 for biases and scales, and return where it is."""
    mask = section.weight_mask()
    pull = calls.buffer(section.size)
    # The first of the two writes, whichever it is, and only a second one adds.
    if l1:
        calls(np.sign, section.vector, pull)
        calls(np.multiply, pull, mask * calls.constant(l1), pull)
    if l2:
        shrink = calls.buffer(section.size) if l1 else pull
        calls(np.multiply, section.vector, mask * calls.constant(l2), shrink)
        if l1:
            calls(np.add, pull, shrink, pull)
    return pull


def _emit_pull_beside(parameters: Parameters, section: Section, l2: float, l1: float, calls: Calls) -> None:
    """Emit step += η·(λ₂·W + λ₁·sign(W)): beside the optimizer (Loshchilov & Hutter 2019), or without one."""
    if not (l2 or l1):
        return
    pull = _emit_pull(section, l2, l1, calls)
    for span in section.spans:
        mine = pull[span.start : span.stop]
        calls(np.multiply, mine, _rate(parameters, span, calls), mine)
    calls(np.add, section.step, pull, section.step)


def _emit_max_norm(section: Section, most: float, calls: Calls) -> None:
    """Emit w ← w·c/‖w‖ for the incoming weights w of every unit with ‖w‖ > c (Srivastava et al. 2014)."""
    limit, nothing = calls.constant(most), calls.constant(0)
    for window in section.weights():
        units = window.spec.shape[-1]
        weights = section.vector[window.start : window.stop].reshape(-1, units)
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
