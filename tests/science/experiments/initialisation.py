"""Section 4: initialisation and explosion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.selu import SELU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.calls import Calls
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.initializers.glorot import GlorotNormal, GlorotUniform
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.initializers.lecun import LeCunUniform
from nnsim.engine.initializers.lsuv import LSUV
from nnsim.engine.initializers.orthogonal import Orthogonal
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.training.quantities import OUTPUT_GRADIENT
from tests.builders import chain, examples, start, walk
from tests.science.experiments.builds import chain_of, jacobian, network_of
from tests.science.experiments.rows import Row, absolute, factor, relative

TITLE = "Initialisation and explosion"


def glorot(name: str, initializer: Initializer, spreads: list[float], ratio: float) -> Iterator[Row]:
    """Yield spreads of tanh layers 1–5 and the ratio of gradients with respect to their sums."""
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(300, 784)), rng.integers(0, 10, 300), classes=10)
    hidden = [p for _ in range(5) for p in (Dense(1000, initializer=initializer), ActivationLayer(Tanh()))]
    graph = chain(*hidden, Dense(10, initializer=initializer), loss=SoftmaxCrossEntropy())
    run = start(graph, data, learning_rate=0.0, precision="float32")
    outputs = run.network.predict(data.train.inputs, [f"l{k}" for k in (2, 4, 6, 8, 10)])
    source = "Glorot & Bengio 2010"
    claim = f"784-1000×5-10 tanh, {name}: standard deviation of activations, layers 1–5"
    yield Row(claim, spreads, [float(y.std()) for y in outputs], relative(0.05), source, "0")
    row = walk(run, 1)[0]
    norms = [row[OUTPUT_GRADIENT.column(layer)] for layer in run.unreported.columns.layers[:5]]
    yield Row(
        f"{name}: gradient of layer 1 over layer 5",
        [ratio],
        [norms[0] / norms[4]],
        relative(0.1),
        source,
        "0",
    )


def he(initializer: Initializer, name: str, expected: float) -> Row:
    """Return the mean square at layer 22 of 30 ReLU layers over that at layer 1."""
    x = np.random.default_rng(1).normal(size=(100, 256))
    stages = chain_of(256, [Dense(256, ReLU(), initializer) for _ in range(30)])
    found = []
    for seed in range(9):
        first, late = network_of(stages, seed, np.float32).predict(x, ["l1", "l22"])
        found.append(float((late**2).mean() / (first**2).mean()))
    claim = f"30 ReLU layers of 256, {name}: mean square at layer 22 over layer 1"
    return Row(claim, [expected], [float(np.median(found))], factor(3), "He et al. 2015", "0–8")


def lsuv() -> Row:
    """Return the variance of the weighted sums of deep ReLU layers after LSUV."""
    rng = np.random.default_rng(2)
    data = examples(rng.normal(size=(256, 64)), np.zeros(256))
    parts = [p for _ in range(20) for p in (Dense(64, initializer=LSUV()), ActivationLayer(ReLU()))]
    run = start(chain(*parts, Dense(1), loss=MeanSquaredError()), data)
    found = run.network.predict(data.train.inputs, [f"l{k}" for k in (1, 11, 21, 31, 39)])
    claim = "LSUV, 20 ReLU layers of 64: variance of the weighted sums, layers 1, 6, 11, 16, 20"
    return Row(claim, [1.0] * 5, [float(z.var()) for z in found], absolute(0.1), "Mishkin & Matas 2015", "0")


def selu() -> Row:
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
    return Row(claim, [0, 1], list(moments), absolute(1e-12), "Klambauer et al. 2017", "quadrature")


def recurrent_map() -> Iterator[Row]:
    """Yield the norm of the Jacobian of a rotation times ρ, a hundred times over."""
    for rho, expected in ((0.9, 2.656e-5), (1.1, 1.378e4)):
        stages = chain_of(5, [Dense(5, initializer=Orthogonal(rho), bias=False) for _ in range(100)])
        norm = float(np.linalg.norm(jacobian(network_of(stages, 0), np.ones(5)), 2))
        claim = f"linear recurrent map {rho:g}·Q: ‖J₁₀₀‖ = {rho:g}¹⁰⁰ = {expected:.4g}"
        yield Row(claim, [rho**100], [norm], relative(1e-10), "Pascanu et al. 2013", "0")


def descent_threshold() -> Row:
    """Return by what |x| grows in a step of gradient descent on λx²/2, just below and above ηλ = 2."""
    lam, found = 3.0, []
    for product in (1.999, 2.0, 2.001):
        data = examples([[np.sqrt(lam)]], [[0.0]])
        layer = Dense(1, initializer=Constant(1.0), bias=False)
        run = start(chain(layer, loss=MeanSquaredError("half_sum")), data, learning_rate=product / lam)
        walk(run, 1)
        found.append(abs(float(run.network.parameters.vector[0])))
    claim = "gradient descent on λx²/2 diverges exactly when ηλ > 2: growth of |x| in a step at ηλ = 1.999, 2, 2.001"
    return Row(claim, [0.999, 1.0, 1.001], found, absolute(1e-12), "exact", "—")


def adam() -> Row:
    """Return the least and the greatest size of the first step, in units of η."""
    rng = np.random.default_rng(3)
    data = examples(rng.normal(size=(20, 4)), rng.normal(size=(20, 3)))
    run = start(chain(Dense(3), loss=MeanSquaredError()), data, optimizer=Adam(), learning_rate=0.01)
    before = run.network.parameters.vector.copy()
    walk(run, 1)
    gradient = run.network.parameters.gradient
    steps = (before - run.network.parameters.vector) / 0.01 * np.sign(gradient)
    claim = "Adam: first step is η·sign(g); least and greatest in units of η"
    return Row(claim, [1, 1], [steps.min(), steps.max()], absolute(1e-6), "Kingma & Ba 2015", "0")


def batch_norm() -> Iterator[Row]:
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
    yield Row(
        "batch norm: loss with 3W over loss with W", [1], [losses[1] / losses[0]], relative(1e-6), source, "0"
    )
    share = float(np.linalg.norm(gradients[1]) / np.linalg.norm(gradients[0]))
    yield Row("batch norm: gradient of 3W over that of W", [1 / 3], [share], relative(1e-6), source, "0")


def fast_rows() -> Iterator[Row]:
    """Yield rows that take less than a second."""
    yield lsuv()
    yield selu()
    yield from recurrent_map()
    yield descent_threshold()
    yield adam()
    yield from batch_norm()


def rows() -> Iterator[Row]:
    """Yield all rows."""
    standard = LeCunUniform(gain=3**-0.5)
    yield from glorot("U(±1/√n)", standard, [0.452, 0.244, 0.139, 0.079, 0.046], 0.085)
    yield from glorot("normalised", GlorotUniform(), [0.600, 0.471, 0.402, 0.358, 0.323], 0.44)
    yield he(GlorotNormal(), "Xavier", 2.0**-21)
    yield he(HeNormal(), "He", 1.0)
    yield from fast_rows()
