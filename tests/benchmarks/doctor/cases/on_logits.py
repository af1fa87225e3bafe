"""Something between the logits of classes and their softmax."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activation import Activation
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.optimizers.sgd import SGD
from tests.benchmarks.doctor.cases.making import (
    KERAS_ADAM,
    KERAS_SGD,
    coloured,
    dense,
    held,
)
from tests.benchmarks.doctor.cases.real_case import RealCase


def cases() -> Iterator[RealCase]:
    """Yield the questions that do something to logits that they should not."""
    yield _four_classes_by_sigmoids()
    yield _dropout_after_logits()
    yield _relu_on_logits()


def _four_classes_by_sigmoids() -> RealCase:
    rng = np.random.default_rng(41999686)
    y = rng.integers(0, 4, 2000)
    data = held(0.3 * rng.normal(size=(4, 283))[y] + rng.normal(size=(2000, 283)), y)
    sizes = (100, 150, 200, 200, 200, 4)

    def project(out: Activation, **training: Any) -> Project:
        layers = dense(*sizes, hidden=ReLU(), out=out, dropout=0.2, initializer=Normal(0.05))
        return chain(*layers, data=data, batch=32, **training)

    sick = project(Sigmoid(), optimizer=SGD(), learning_rate=KERAS_SGD)
    healthy = project(Identity(), learning_rate=KERAS_ADAM)
    causes = ("sigmoid_many_classes", "activation_twice")
    note = "The repaired network learns within the time one watches with Adam."
    return RealCase("41999686", "four sigmoids", "SO", sick, healthy, causes, "a softmax", 600, note)


def _dropout_after_logits() -> RealCase:
    data = held(*coloured(1500, seed=44755431, noise=0.15))
    body = (Input(), Conv2D(12, activation=ReLU()), MaxPool2D(), Flatten(), Dense(50, ReLU()))
    sick = chain(*body, Dense(10), Dropout(0.5), data=data, learning_rate=KERAS_ADAM, batch=32)
    healthy = chain(*body, Dense(10), data=data, learning_rate=KERAS_ADAM, batch=32)
    note = "Own colour pictures stand for CIFAR; one convolution."
    return RealCase(
        "44755431",
        "dropout after the logits",
        "SO",
        sick,
        healthy,
        ("dropout_after_logits",),
        "no dropout there",
        600,
        note,
    )


def _relu_on_logits() -> RealCase:
    def project(out: Activation) -> Project:
        layers = (
            Input(),
            Conv2D(8, activation=ReLU()),
            MaxPool2D(),
            Flatten(),
            Dense(256, ReLU()),
            Dense(10, out),
        )
        return chain(*layers, data=DataSettings(Digits()), learning_rate=KERAS_ADAM, batch=32)

    note = "Digits of 8 × 8 stand for MNIST; 256 units for 1024."
    return RealCase(
        "IPS_11",
        "ReLU on the logits",
        "DC",
        project(ReLU()),
        project(Identity()),
        ("activation_twice",),
        "linear logits",
        400,
        note,
    )
