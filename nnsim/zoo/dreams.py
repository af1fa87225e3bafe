"""What Boltzmann machines dream: samples of a scene, drawn without touching the run."""

from __future__ import annotations

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.activations.sigmoid import sigmoid
from nnsim.engine.rbm_energy import can_be_summed, mean_log_likelihood, states_to_sum
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array
from nnsim.training.scene import Scene
from nnsim.zoo.measuring import fed_to, learned

_SWEEPS = 50


def rbm_arrays(scene: Scene, stage: Stage) -> tuple[Array, Array, Array]:
    """Return W (n, units), a (n,) and b (units,) of an RBM stage, as float64."""
    weights, a, b = (learned(scene, stage, name).astype(np.float64) for name in ("W", "a", "b"))
    return weights, a, b


def dreamed(scene: Scene, stage: Stage, count: int) -> Array:
    """Return what an RBM stage dreams, (count, n): where its chains stand, or from a few sweeps of chains of our own."""
    arrays = dict(scene.network.parameters.items())
    chains = arrays.get(f"{stage.id}/chains")
    if chains is not None and chains.shape[1] >= count:
        return np.asarray(chains[:, :count].T)
    return gibbs(*rbm_arrays(scene, stage), count)


def gibbs(weights: Array, a: Array, b: Array, count: int) -> Array:
    """Return the inputs (count, n) of an RBM after some sweeps of Gibbs sampling that begin where nothing is on."""
    rng = np.random.default_rng(0)
    v = np.zeros((count, len(a)))
    for _ in range(_SWEEPS):
        h = rng.random((count, len(b))) < sigmoid(v @ weights + b)
        v = (rng.random(v.shape) < sigmoid(h @ weights.T + a)).astype(np.float64)
    return v


def log_likelihood(scene: Scene, stage: Stage) -> float:
    """Return the exact mean of ln p(v) over the training part; raises NnsimError where the machine is too large."""
    weights, a, b = rbm_arrays(scene, stage)
    if not can_be_summed(*weights.shape):
        raise NnsimError(
            tr("ln Z has too many terms to be summed: one of the two layers must have ten units at most.")
        )
    v = fed_to(scene, stage, scene.prepared.train.values()).T
    return mean_log_likelihood(v, weights, a, b, states_to_sum(*weights.shape))
