"""How large the gradients of single examples by the weights of a layer are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from nnsim.engine.beside import NOTHING, REAL, Beside
from nnsim.engine.layers.input import Input
from nnsim.engine.parameters import Parameters
from nnsim.engine.program import Program
from nnsim.engine.stage import Output, Stage
from nnsim.engine.subject import Readout


def weight_gradient_norms(
    stage: Stage,
    parameters: Parameters,
    inputs: Mapping[str, np.ndarray],
    gradient: np.ndarray,
    real: np.ndarray | None = None,
) -> np.ndarray:
    """Return ‖∂Lₙ/∂W‖ of every example, (examples,) float64, up to the factor that `gradient` has.

    Parameters
    ----------
    stage
        A layer that treats every example by itself, as all with weights that connect do; without an
        activation of its own.
    inputs
        What it reads, (size, examples), by the id of the source.
    gradient
        ∂L/∂output, (size, examples).
    real
        Where padded sequences are real, (times, examples) of 0 and 1; None: everywhere.

    Notes
    -----
    In a fully connected layer ∂Lₙ/∂W = xₙ·δₙᵀ, whose norm is ‖xₙ‖·‖δₙ‖. Any other layer runs by
    itself, forward and back, one example at a time.
    """
    if stage.layer.fully_connected:
        [x] = inputs.values()
        with np.errstate(all="ignore"):
            return np.asarray(_lengths(x) * _lengths(gradient))
    return _one_by_one(stage, parameters, inputs, gradient, real)


def _lengths(columns: np.ndarray) -> np.ndarray:
    return np.asarray(np.linalg.norm(columns.astype(np.float64), axis=0))


def _one_by_one(
    stage: Stage,
    parameters: Parameters,
    inputs: Mapping[str, np.ndarray],
    gradient: np.ndarray,
    real: np.ndarray | None,
) -> np.ndarray:
    shapes = dict(zip(stage.sources, stage.inputs, strict=True))
    feeds = [Stage(id_, id_, Input(), (), (shape,), shape) for id_, shape in shapes.items()]
    own = Parameters((stage,), parameters.dtype)
    own.vector[:] = parameters.layer_window(parameters.vector, stage.id)
    program = Program(
        (*feeds, replace(stage, columns=None)),
        (Output(stage.id, Readout()),),
        own,
        1,
        training=True,
        learns=True,
        random=np.random.default_rng(0),
        own_losses=False,
        beside=NOTHING if real is None else Beside(times=len(real)),
    )
    weights = np.concatenate([np.full(w.stop - w.start, not w.spec.bias) for w in own.windows])
    norms = np.zeros(gradient.shape[1])
    with np.errstate(all="ignore"):
        for n in range(len(norms)):
            for id_ in shapes:
                program.feeds[id_][0, :-1] = inputs[id_][:, n]
            if real is not None:
                program.feeds[REAL][0] = real[:, n]
            program.targets[0][0] = gradient[:, n]
            for call in (*program.forward_calls, *program.loss_calls, *program.backward_calls):
                call()
            norms[n] = np.linalg.norm(own.gradient[weights].astype(np.float64))
    return norms
