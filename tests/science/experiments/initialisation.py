"""Section 4: initialisation and explosion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.selu import SELU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.calls import Calls
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.initializers.lsuv import LSUV
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.adam import Adam
from nnsim.lab.claim import Finding, absolute, relative
from tests.builders import chain, examples, start, walk
from tests.science.experiments.table import row

TITLE = "Initialisation and explosion"


def lsuv() -> Finding:
    """Return the variance of the weighted sums of deep ReLU layers after LSUV."""
    rng = np.random.default_rng(2)
    data = examples(rng.normal(size=(256, 64)), np.zeros(256))
    parts = [p for _ in range(20) for p in (Dense(64, initializer=LSUV()), ActivationLayer(ReLU()))]
    run = start(chain(*parts, Dense(1), loss=MeanSquaredError()), data)
    found = run.network.predict(data.train.inputs, [f"l{k}" for k in (1, 11, 21, 31, 39)])
    claim = "LSUV, 20 ReLU layers of 64: variance of the weighted sums, layers 1, 6, 11, 16, 20"
    return row(claim, [1.0] * 5, [float(z.var()) for z in found], absolute(0.1), "Mishkin & Matas 2015", 1)


def selu() -> Finding:
    """Return mean and second moment of SELU on N(0, 1), by Gauss-Legendre on both sides of the kink."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    moments = np.zeros(2)
    for low, high in ((-20.0, 0.0), (0.0, 20.0)):
        z, w = (high - low) / 2 * nodes + (high + low) / 2, (high - low) / 2 * weights
        density = w * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
        y, calls = np.empty_like(z), Calls(np.dtype(np.float64))
        SELU().forward(calls, z, y)
        for call in calls:
            call()
        moments += density @ y, density @ y**2
    claim = "SELU keeps N(0, 1): mean and second moment"
    return row(claim, [0, 1], list(moments), absolute(1e-12), "Klambauer et al. 2017", 0)


def descent_threshold() -> Finding:
    """Return by what |x| grows in a step of gradient descent on λx²/2, just below and above ηλ = 2."""
    lam, found = 3.0, []
    for product in (1.999, 2.0, 2.001):
        data = examples([[np.sqrt(lam)]], [[0.0]])
        layer = Dense(1, initializer=Constant(1.0), bias=False)
        run = start(chain(layer, loss=MeanSquaredError("half_sum")), data, learning_rate=product / lam)
        walk(run, 1)
        found.append(abs(float(run.network.parameters.vector[0])))
    claim = "gradient descent on λx²/2 diverges exactly when ηλ > 2: growth of |x| in a step at ηλ = 1.999, 2, 2.001"
    return row(claim, [0.999, 1.0, 1.001], found, absolute(1e-12), "exact", 0)


def adam() -> Finding:
    """Return the least and the greatest size of the first step, in units of η."""
    rng = np.random.default_rng(3)
    data = examples(rng.normal(size=(20, 4)), rng.normal(size=(20, 3)))
    run = start(chain(Dense(3), loss=MeanSquaredError()), data, optimizer=Adam(), learning_rate=0.01)
    before = run.network.parameters.vector.copy()
    walk(run, 1)
    gradient = run.network.parameters.gradient
    steps = (before - run.network.parameters.vector) / 0.01 * np.sign(gradient)
    claim = "Adam: first step is η·sign(g); least and greatest in units of η"
    return row(claim, [1, 1], [steps.min(), steps.max()], absolute(1e-6), "Kingma & Ba 2015", 1)


def batch_norm() -> Iterator[Finding]:
    """Yield that the scale of the weights before batch normalisation is not seen, but by their gradient."""
    rng = np.random.default_rng(2)
    data = examples(rng.normal(size=(50, 4)), rng.normal(size=(50, 2)))
    parts = (Dense(6, bias=False), BatchNorm(epsilon=1e-12), Dense(2, Tanh()))
    losses, gradients = [], []
    for scale in (1.0, 3.0):
        run = start(chain(*parts, loss=MeanSquaredError()), data, learning_rate=0.0)
        parameters = run.network.parameters
        parameters.layer_window(parameters.vector, "l1")[:] *= scale
        losses.append(float(walk(run, 1)[0, 0]))
        gradients.append(parameters.layer_window(parameters.gradient, "l1").copy())
    source = "Ioffe & Szegedy 2015"
    yield row(
        "batch norm: loss with 3W over loss with W", [1], [losses[1] / losses[0]], relative(1e-6), source, 1
    )
    share = float(np.linalg.norm(gradients[1]) / np.linalg.norm(gradients[0]))
    yield row("batch norm: gradient of 3W over that of W", [1 / 3], [share], relative(1e-6), source, 1)


def fast_rows() -> Iterator[Finding]:
    """Yield rows that take less than a second."""
    yield lsuv()
    yield selu()
    yield descent_threshold()
    yield adam()
    yield from batch_norm()


def rows() -> Iterator[Finding]:
    """Yield all rows."""
    yield from fast_rows()
