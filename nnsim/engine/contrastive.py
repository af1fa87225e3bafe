"""Contrastive divergence: the gradient of an RBM, estimated by a few steps of Gibbs sampling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.calls import Calls
from nnsim.engine.layers.rbm import RBM
from nnsim.engine.parameters import Parameters
from nnsim.engine.program import Program
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Stage
from nnsim.engine.step_plan import StepPlan

RECONSTRUCTION = Scalar("reconstruction", mark("Reconstruction error"), "|v − v′|²")
"""The mean squared difference of an input and what the hidden cells tell of it."""


@dataclass(frozen=True, eq=False)
class RBMArrays:
    """The arrays of an RBM stage: W (n, units), a (n,), b (units,), of the parameters or of their gradient."""

    weights: np.ndarray
    a: np.ndarray
    b: np.ndarray

    @classmethod
    def of(cls, parameters: Parameters, stage: Stage, vector: np.ndarray) -> RBMArrays:
        """Return the windows of `stage` in `vector`, one of those of `parameters`."""
        own = {w.spec.name: vector[w.start : w.stop] for w in parameters.windows_of(stage.id)}
        return cls(own["W"].reshape(stage.inputs[0][0], -1), own["a"], own["b"])


def visible_of(program: Program, stage: Stage) -> np.ndarray:
    """Return what an RBM stage is fed, (n, batch)."""
    return program.values[stage.sources[0]].flat


def rbm_stages(stages: Sequence[Stage]) -> list[Stage]:
    """Return the stages that are RBM layers, in their order."""
    return [stage for stage in stages if isinstance(stage.layer, RBM)]


def emit_down(calls: Calls, own: RBMArrays, h: np.ndarray, v: np.ndarray) -> None:
    """Emit v ← p(v = 1 | h); h (units, chains), v (n, chains)."""
    calls(own.weights.dot, h, v)
    calls(np.add, v, own.a.reshape(-1, 1), v)
    Sigmoid().forward(calls, v, v)


def emit_up(calls: Calls, own: RBMArrays, v: np.ndarray, h: np.ndarray) -> None:
    """Emit h ← p(h = 1 | v); v (n, chains), h (units, chains)."""
    calls(own.weights.T.dot, v, h)
    calls(np.add, h, own.b.reshape(-1, 1), h)
    Sigmoid().forward(calls, h, h)


def emit_sample(calls: Calls, random: np.random.Generator, p: np.ndarray, states: np.ndarray) -> None:
    """Emit states ← 1 with probability p, else 0; of one shape, perhaps the same array."""
    drawn = calls.buffer(*p.shape)
    calls(random.random, None, drawn.dtype, drawn)
    calls(np.greater, p, drawn, states)


def emit_reconstruction(
    calls: Calls, own: RBMArrays, v: np.ndarray, p: np.ndarray, error: np.ndarray
) -> None:
    """Emit error ← the mean of (v − p(v | h = p))²; v (n, batch), p (units, batch), error () float64."""
    told, mean = calls.buffer(*v.shape), calls.buffer()
    emit_down(calls, own, p, told)
    calls(np.subtract, told, v, told)
    calls(np.multiply, told, told, told)
    calls(np.add.reduce, told.reshape(-1), 0, None, mean)
    calls(np.multiply, mean, calls.constant(1 / max(1, v.size)), mean)
    calls(np.copyto, error, mean)


def emit_contrast(
    step: StepPlan, stage: Stage, chains: np.ndarray, k: int, *, persistent: bool, sampled: bool
) -> None:
    """Emit the gradient of −ln p(v) of an RBM stage: what chains dream, less what was fed.

    ∂/∂W = ⟨v·hᵀ⟩ of the chains − ⟨v·hᵀ⟩ of the batch, ∂/∂a and ∂/∂b of v and h alike. The chains take k steps
    of Gibbs sampling first; in the last h is taken as its probability.

    Parameters
    ----------
    chains
        (n, chains), where they stand; written. Where they are not persistent, as many as the batch, or that many
        times as many.
    persistent
        Whether they go on from where they were (Tieleman 2008); otherwise they begin at the batch (CD-k, Hinton 2002).
    sampled
        Whether v is drawn; otherwise it is its probability, which is less noisy, and biased.
    """
    program, calls, parameters = step.program, step.calls, step.parameters
    own = RBMArrays.of(parameters, stage, parameters.vector)
    gradient = RBMArrays.of(parameters, stage, parameters.gradient)
    v, p = visible_of(program, stage), program.values[stage.id].flat
    count, batch = chains.shape[1], v.shape[1]
    h = calls.buffer(len(p), count)
    if not persistent:
        for start in range(0, count, batch):
            calls(np.copyto, chains[:, start : start + batch], v)
    for _ in range(k):
        emit_up(calls, own, chains, h)
        emit_sample(calls, program.random, h, h)
        emit_down(calls, own, h, chains)
        if sampled:
            emit_sample(calls, program.random, chains, chains)
    emit_up(calls, own, chains, h)
    _emit_difference(calls, gradient, (v, p), (chains, h))


def _emit_difference(
    calls: Calls,
    gradient: RBMArrays,
    told: tuple[np.ndarray, np.ndarray],
    dreamed: tuple[np.ndarray, np.ndarray],
) -> None:
    """Emit the means over what was dreamed, less those over what was told; each v (n, ·) and h (units, ·)."""
    rest = RBMArrays(*(calls.buffer(*a.shape) for a in (gradient.weights, gradient.a, gradient.b)))
    for (v, h), out in ((dreamed, gradient), (told, rest)):
        share = calls.constant(1 / v.shape[1])
        calls(v.dot, h.T, out.weights)
        calls(np.add.reduce, v, 1, None, out.a)
        calls(np.add.reduce, h, 1, None, out.b)
        for array in (out.weights, out.a, out.b):
            calls(np.multiply, array, share, array)
    for window, less in ((gradient.weights, rest.weights), (gradient.a, rest.a), (gradient.b, rest.b)):
        calls(np.subtract, window, less, window)
