"""Activations and losses that PyTorch has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnsim.engine.activation import Activation
from nnsim.engine.activations.elu import ELU
from nnsim.engine.activations.gelu import GELU
from nnsim.engine.activations.hard_sigmoid import HardSigmoid
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.leaky_relu import LeakyReLU
from nnsim.engine.activations.mish import Mish
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.selu import SELU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.silu import SiLU
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.softplus import Softplus
from nnsim.engine.activations.softsign import Softsign
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.hinge import Hinge
from nnsim.engine.losses.huber import Huber
from nnsim.engine.losses.kl_divergence import KullbackLeibler
from nnsim.engine.losses.mae import MeanAbsoluteError
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.poisson import Poisson
from nnsim.engine.losses.quadratic_sigmoid import QuadraticSigmoid
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from tests.references.cases import LayerCase, LossCase, Shape


def wide(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    """Numbers of all sizes up to some ten, of both signs."""
    return rng.normal(size=shape) * 10.0 ** rng.uniform(-2, 1, shape)


def activation(name: str, part: Activation, function: Callable[[Any, Any], Any]) -> LayerCase:
    """Return the case of an activation, as a layer of its own; `function` takes nn.functional and x."""
    return LayerCase(
        name, ActivationLayer(part), ((15,),), lambda t, x, p: function(t.nn.functional, x), draw=wide
    )


ACTIVATIONS = [
    activation("identity", Identity(), lambda f, x: 1 * x),
    activation("sigmoid", Sigmoid(), lambda f, x: f.sigmoid(x)),
    activation("tanh", Tanh(), lambda f, x: f.tanh(x)),
    activation("relu", ReLU(), lambda f, x: f.relu(x)),
    activation("leaky_relu", LeakyReLU(0.2), lambda f, x: f.leaky_relu(x, 0.2)),
    activation("elu", ELU(0.7), lambda f, x: f.elu(x, 0.7)),
    activation("softmax", Softmax(), lambda f, x: f.softmax(x, 1)),
    # Its own definition: the slope of f.hardsigmoid takes 1/6 in float32 even for float64, 3e-8 off.
    activation("hard_sigmoid", HardSigmoid(), lambda f, x: f.relu6(x + 3) / 6),
    activation("selu", SELU(), lambda f, x: f.selu(x)),
    activation("gelu", GELU(), lambda f, x: f.gelu(x)),
    activation("gelu_tanh", GELU("tanh"), lambda f, x: f.gelu(x, approximate="tanh")),
    activation("silu", SiLU(), lambda f, x: f.silu(x)),
    activation("swish", SiLU(2.5), lambda f, x: f.silu(2.5 * x) / 2.5),
    activation("mish", Mish(), lambda f, x: f.mish(x)),
    activation("softplus", Softplus(), lambda f, x: f.softplus(x, threshold=40.0)),
    activation("softsign", Softsign(), lambda f, x: f.softsign(x)),
]


def one_hot(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    return np.eye(shape[1])[rng.integers(0, shape[1], shape[0])]


def yes_or_no(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    return rng.integers(0, 2, shape).astype(float)


def signs(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    return 2.0 * rng.integers(0, 2, shape) - 1


def shares(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    return rng.dirichlet(np.ones(shape[1]), shape[0])


def counts(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    return rng.poisson(2.0, shape).astype(float)


def functional(name: str, **settings: Any) -> Callable[..., Any]:
    """Return one of PyTorch's loss functions, called as cases are."""
    return lambda t, y, target: getattr(t.nn.functional, name)(y, target, **settings)


LOSSES = [
    LossCase("mse", MeanSquaredError(), functional("mse_loss")),
    LossCase(
        "mse_half_sum",
        MeanSquaredError("half_sum"),
        lambda t, y, target: t.nn.functional.mse_loss(y, target, reduction="sum") / 2 / len(y),
    ),
    LossCase(
        "bce",
        BinaryCrossEntropy(),
        # Theirs is the mean over units as well; ours the sum over units.
        lambda t, z, target: 3 * t.nn.functional.binary_cross_entropy_with_logits(z, target),
        yes_or_no,
        wide,
    ),
    LossCase("softmax_ce", SoftmaxCrossEntropy(), functional("cross_entropy"), one_hot, wide),
    LossCase(
        "hinge",
        Hinge(),
        # max(0, 1 − t·y) is their margin ranking loss of y against 0 with a margin of 1.
        lambda t, y, sign: 3 * t.nn.functional.margin_ranking_loss(y, t.zeros_like(y), sign, margin=1.0),
        signs,
    ),
    LossCase("mae", MeanAbsoluteError(), functional("l1_loss")),
    LossCase("huber", Huber(), functional("huber_loss")),
    LossCase("huber_wide", Huber(2.5), functional("huber_loss", delta=2.5), predictions=wide),
    LossCase(
        "softmax_ce_smooth",
        SoftmaxCrossEntropy(0.2),
        functional("cross_entropy", label_smoothing=0.2),
        one_hot,
        wide,
    ),
    LossCase(
        "kl",
        KullbackLeibler(),
        lambda t, z, target: t.nn.functional.kl_div(
            t.nn.functional.log_softmax(z, 1), target, reduction="batchmean"
        ),
        shares,
    ),
    LossCase("poisson", Poisson(), functional("poisson_nll_loss", full=False), counts),
    LossCase(
        "quadratic_sigmoid",
        QuadraticSigmoid(),
        lambda t, z, target: t.nn.functional.mse_loss(t.sigmoid(z), target, reduction="sum") / 2 / len(z),
        yes_or_no,
        wide,
    ),
]
