"""Own cases, not from the table: networks that cannot learn, or are not let."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.circles import Circles
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.playground_xor import PlaygroundXor
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.optimizers.sgd import SGD
from tests.benchmarks.doctor.cases.making import KERAS_ADAM, dense, held, linear_classes
from tests.benchmarks.doctor.cases.real_case import RealCase

FLAT = DataSettings(Digits(layout="flat"))


def cases() -> Iterator[RealCase]:
    """Yield the cases whose network is at fault."""
    yield _on_digits("zeros", "all weights 0", ("symmetry", "cut_off"), _deep(initializer=Zeros()))
    yield _on_digits("equal", "all weights alike", ("symmetry",), _deep(initializer=Constant(0.05)))
    decayed = chain(*dense(32, 32, 10, hidden=ReLU()), data=FLAT, batch=32, weight_decay=1.0)
    yield _on_digits("decay_1", "a weight decay of 1", ("regularisation_too_strong",), decayed)
    yield _on_digits("dropout_9", "a dropout of .9", ("dropout_too_strong",), _deep(dropout=0.9))
    yield _on_digits("closed", "biases of -10", ("dead_relus",), _deep(bias_initializer=Constant(-10.0)))
    deep = chain(*dense(*[24] * 8, 10, hidden=Sigmoid()), data=FLAT, batch=32, learning_rate=KERAS_ADAM)
    yield _on_digits("eight_sigmoids", "eight layers of sigmoids", ("vanishing_gradients",), deep)
    large = chain(
        *dense(64, 64, 64, 10, hidden=Tanh(), initializer=Normal(2.0)),
        data=FLAT,
        batch=32,
        learning_rate=KERAS_ADAM,
    )
    too_large = ("saturated_units", "first_weights_too_large")
    yield _on_digits("loud_tanh", "tanh begun far too large", too_large, large)
    small = chain(
        *dense(64, 64, 64, 10, hidden=ReLU(), initializer=Normal(1e-4)), data=FLAT, batch=32, optimizer=SGD()
    )
    too_small = ("first_weights_too_small", "vanishing_gradients")
    yield _on_digits("quiet", "weights begun far too small", too_small, small)
    narrow = chain(*dense(32, 1, 10, hidden=ReLU()), data=FLAT, batch=32, learning_rate=0.003)
    yield _on_digits("bottleneck", "ten classes through one unit", ("no_capacity", "dead_relus"), narrow)
    yield _frozen()
    yield _one_line_for_xor()
    yield _lines_on_lines()
    yield _by_heart()


def _deep(**network: Any) -> Project:
    layers = dense(32, 32, 10, hidden=ReLU(), **network)
    return chain(*layers, data=FLAT, batch=32, learning_rate=0.003)


def _on_digits(key: str, title: str, causes: tuple[str, ...], sick: Project) -> RealCase:
    return RealCase(f"own_{key}", title, "own", sick, _deep(), causes, "the usual network", 400)


def _frozen() -> RealCase:
    layers = (
        Input(),
        Dense(32, ReLU(), Normal(0.01), frozen=True),
        Dense(32, ReLU(), Normal(0.01), frozen=True),
        Dense(10),
    )
    sick = chain(*layers, data=FLAT, batch=32, learning_rate=0.003)
    causes = ("cut_off", "first_weights_too_small")
    return _on_digits("frozen", "all but the last layer frozen", causes, sick)


def _one_line_for_xor() -> RealCase:
    data = DataSettings(PlaygroundXor())
    sick = chain(Input(), Dense(1), data=data, batch=16, learning_rate=0.03)
    healthy = chain(*dense(8, 1, hidden=Tanh()), data=data, batch=16, learning_rate=0.03)
    causes = ("no_capacity", "only_linear_layers")
    return RealCase(
        "own_xor_by_a_line", "XOR by one unit", "own", sick, healthy, causes, "a hidden layer", 600
    )


def _lines_on_lines() -> RealCase:
    data = DataSettings(Circles())
    sizes = (16, 16, 16, 1)
    sick = chain(*dense(*sizes, hidden=Identity()), data=data, batch=16, learning_rate=0.01)
    healthy = chain(*dense(*sizes, hidden=Tanh()), data=data, batch=16, learning_rate=0.01)
    causes = ("only_linear_layers", "no_capacity")
    return RealCase(
        "own_linear_stack", "circles by linear layers", "own", sick, healthy, causes, "activations", 600
    )


def _by_heart() -> RealCase:
    rng = np.random.default_rng(413)
    x, y = linear_classes(240, 30, seed=413, noise=0.2)
    y = np.where(rng.random(240) < 0.2, 1 - y, y)
    data = held(x, y, validation_share=0.4, test_share=0.0)
    sick = chain(*dense(256, 256, 1, hidden=ReLU()), data=data, batch=16, learning_rate=0.003)
    more, wanted = linear_classes(2400, 30, seed=413, noise=0.2)
    healthy = chain(*dense(8, 1, hidden=ReLU()), data=held(more, wanted), batch=32, learning_rate=0.003)
    causes = ("overfitting", "too_few_examples", "too_large")
    return RealCase(
        "own_by_heart",
        "140 rows by 74,000 weights",
        "own",
        sick,
        healthy,
        causes,
        "more rows, fewer units",
        400,
    )
