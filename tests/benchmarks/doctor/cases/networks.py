"""Networks that cannot carry what they should: too deep, too narrow, too large, begun too large or too small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.iris import Iris
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activation import Activation
from nnsim.engine.activations.elu import ELU
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.initializers.uniform import Uniform
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.global_average_pool import GlobalAveragePool
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.optimizers.sgd import SGD
from tests.benchmarks.doctor.cases.making import KERAS_ADAM, KERAS_SGD, coloured, dense, held
from tests.benchmarks.doctor.cases.real_case import RealCase


def cases() -> Iterator[RealCase]:
    """Yield the questions whose network cannot carry what it should."""
    yield _half_of_x()
    yield _sine_by_sigmoids()
    yield _iris_by_two_million()
    yield _sigmoids_that_widen()
    yield _weights_of_one()
    yield _movie_reviews()
    yield _traffic_signs()


def _half_of_x() -> RealCase:
    x = np.arange(1.0, 6.0)[:, None]
    data = held(x, x / 2, task="regression", validation_share=0.0, test_share=0.0)
    sick = chain(*dense(1, 9, 1, hidden=ReLU()), data=data, batch=5, epochs=10, seed=DEAD)
    healthy = chain(Input(), Dense(1), data=data, batch=5, learning_rate=0.1, epochs=300)
    causes = ("dead_relus", "stopped_too_early", "learning_rate_too_low")
    note = "One of three seeds begins with a dead first unit: this one does."
    known = "one linear unit, more epochs"
    return RealCase("56452176", "half of x", "SO", sick, healthy, causes, known, 300, note, "train")


DEAD = 2
"""A seed whose first weight is below 0, so that the only unit of the first layer is dead for every x."""


def _sine_by_sigmoids() -> RealCase:
    x = np.linspace(0, 2 * np.pi, 5000)[:, None]
    y = (np.sin(x) + 1) / 2

    def project(hidden: Activation, **more: Any) -> Project:
        first = Uniform(0.05) if isinstance(hidden, Sigmoid) else None
        layers = dense(20, 20, 20, 1, hidden=hidden, initializer=first)
        return chain(*layers, data=held(x, y, task="regression", scaling="min_max"), batch=32, **more)

    sick = project(Sigmoid(), optimizer=SGD(), learning_rate=KERAS_SGD, epochs=2)
    healthy = project(Tanh(), learning_rate=0.003, epochs=20)
    causes = (
        "vanishing_gradients",
        "first_weights_too_small",
        "stopped_too_early",
        "unsuited_optimizer",
        "plateau",
        "learning_rate_too_low",
    )
    known = "tanh or ReLU, Adam, more epochs"
    return RealCase("49583466", "a sine by sigmoids", "SO", sick, healthy, causes, known, 2000)


def _iris_by_two_million() -> RealCase:
    data = DataSettings(Iris())
    sick = chain(
        *dense(1000, 500, 250, 125, 64, 32, 9, 3, hidden=Tanh()),
        data=DataSettings(Iris(), scaling="none"),
        learning_rate=KERAS_ADAM,
        batch=32,
        epochs=1,
    )
    healthy = chain(*dense(16, 3, hidden=Tanh()), data=data, learning_rate=0.01, batch=16, epochs=100)
    causes = ("too_large", "stopped_too_early")
    known = "a small network, more epochs"
    return RealCase("61234347", "iris by 700,000 weights", "SO", sick, healthy, causes, known, 500)


def _sigmoids_that_widen() -> RealCase:
    data = DataSettings(Digits(layout="flat"))
    sick = chain(
        *dense(8, 16, 32, 64, 128, 10, hidden=Sigmoid()),
        data=data,
        learning_rate=KERAS_ADAM,
        batch=500,
        epochs=1000,
    )
    healthy = chain(
        *dense(128, 64, 32, 16, 10, hidden=ReLU()), data=data, learning_rate=KERAS_ADAM, batch=50, epochs=1000
    )
    causes = ("vanishing_gradients",)
    note = "Digits of 8 × 8 stand for MNIST."
    known = "ReLU, the widest layer first"
    return RealCase("65777704", "six layers of sigmoids", "SO", sick, healthy, causes, known, 1000, note)


def _weights_of_one() -> RealCase:
    data = DataSettings(Digits(layout="flat"))
    wide = Normal(1.0)
    sick = chain(
        *dense(200, 200, 200, 10, hidden=ReLU(), initializer=wide, bias_initializer=wide),
        data=data,
        learning_rate=0.003,
        batch=64,
    )
    healthy = chain(
        *dense(200, 200, 200, 10, hidden=ReLU(), initializer=HeNormal()),
        data=data,
        learning_rate=0.003,
        batch=64,
    )
    causes = ("first_weights_too_large", "exploding_gradients")
    note = "Digits of 8 × 8 stand for MNIST, 200 units for 500. It learns in the end; its first loss is in the thousands."
    return RealCase("IPS_4", "weights of size 1", "DC", sick, healthy, causes, "He's initializer", 20, note)


def _movie_reviews() -> RealCase:
    rng = np.random.default_rng(9)
    words, length, rows = 400, 30, 900
    y = rng.integers(0, 2, rows)
    x = rng.integers(0, words, (rows, length))
    told = rng.random((rows, length)) < 0.12
    x = np.where(told, rng.integers(0, 20, (rows, length)) + 20 * y[:, None], x)
    data = held(x.astype(np.float64), y, validation_share=0.5, test_share=0.0)

    def project(width: int, *between: Dropout, **more: Any) -> Project:
        body = (Input(), Embedding(words, width), Flatten())
        return chain(*body, *between, Dense(width, ReLU()), *between, Dense(1), data=data, batch=32, **more)

    sick = project(32, learning_rate=0.003)
    healthy = chain(
        Input(),
        Embedding(words, 8),
        GlobalAveragePool(),
        Dropout(0.3),
        Dense(1),
        data=data,
        batch=32,
        learning_rate=0.01,
        patience=5,
    )
    causes = ("overfitting", "too_large", "too_few_examples")
    note = "Own reviews of 30 words; the twin has dropout, fewer weights, and stops when it no longer gets better."
    return RealCase(
        "MovieReviews", "reviews learned by heart", "GitHub", sick, healthy, causes, "dropout", 800, note
    )


def _traffic_signs() -> RealCase:
    data = held(*coloured(2000, seed=21, noise=0.1))

    def project(ends: Activation, **more: Any) -> Project:
        body = (Input(), Conv2D(3, kernel=1, activation=ends), Conv2D(16, activation=ReLU()), MaxPool2D())
        return chain(
            *body,
            Flatten(),
            Dense(64, ReLU()),
            Dense(10),
            data=data,
            batch=32,
            learning_rate=KERAS_ADAM,
            **more,
        )

    sick, healthy = project(ReLU(), seed=CLOSED), project(ELU(), seed=CLOSED)
    causes = ("dead_relus", "no_capacity")
    note = "Own colour pictures stand for traffic signs; a seed whose three channels of 1 × 1 are closed for them."
    return RealCase(
        "Traffic-Sign", "a bottleneck of three ReLUs", "GitHub", sick, healthy, causes, "ELU", 1500, note
    )


CLOSED = 292
"""A seed at which the first three channels let nearly nothing through."""
