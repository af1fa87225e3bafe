"""The two sick networks that every remedy is tried on, each a switch away from health.

Both learn the digits that come with the program, with plain gradient descent at one rate, so that nothing but the
remedy makes the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import Builder
from nnsim.document.project import Project
from nnsim.engine.activation import Activation
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.lecun import LeCunNormal
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.optimizers.sgd import SGD

UNITS = 30
SIGMOID_LAYERS, TANH_LAYERS = 6, 14
TOO_LARGE = 2.5
"""How many times larger than LeCun's the first weights of the exploding network are."""

Block = Callable[[Builder, str], str]
"""Draws one hidden layer behind the layer of that name, and returns the name of its end."""


def vanishing(activation: Activation | None = None, block: Block | None = None) -> Project:
    """Return the network of the notes' link: six hidden layers of 30 sigmoids, whose gradient fades on its way back.

    Parameters
    ----------
    activation
        In place of the sigmoids.
    block
        Draws another hidden layer than a dense one, from the second on.
    """
    first = Dense(UNITS, activation or Sigmoid())
    return _deep(first, block or plain(first), Dense(10), SIGMOID_LAYERS)


def exploding(**training: Any) -> Project:
    """Return 14 hidden layers of 30 tanh units, whose first weights are 2.5 times too large.

    Signals cannot grow, for tanh is bounded, but differences and gradients do from layer to layer.
    """
    large = LeCunNormal(TOO_LARGE)
    first = Dense(UNITS, Tanh(), large)
    return _deep(first, plain(first), Dense(10, initializer=large), TANH_LAYERS, **training)


def plain(layer: Dense) -> Block:
    """Return the block that is one more of `layer`."""
    return lambda net, before: net.add(layer, before)


def with_skip(layer: Dense) -> Block:
    """Return y = x + layer(x), He et al. 2016."""
    return lambda net, before: net.add(Add(), before, net.add(layer, before))


def normalised(activation: Activation) -> Block:
    """Return y = f(BN(W·x)), Ioffe & Szegedy 2015."""

    def block(net: Builder, before: str) -> str:
        normal = net.add(BatchNorm(), net.add(Dense(UNITS), before))
        return net.add(ActivationLayer(activation), normal)

    return block


def _deep(first: Dense, block: Block, last: Dense, layers: int, **training: Any) -> Project:
    net = Builder()
    end = net.add(first, net.add(Input()))
    for _ in range(layers - 1):
        end = block(net, end)
    net.add(last, end)
    return net.project(
        DataSettings(Digits(layout="flat")),
        **{"learning_rate": 0.1, "batch": 32, "optimizer": SGD(), **training},
    )
