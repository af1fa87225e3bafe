"""Outputs and losses that do not fit what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activation import Activation
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.optimizers.sgd import SGD
from tests.benchmarks.doctor.cases.making import (
    KERAS_ADAM,
    KERAS_SGD,
    curved,
    dense,
    held,
    linear_classes,
    waves,
)
from tests.benchmarks.doctor.cases.real_case import RealCase


def cases() -> Iterator[RealCase]:
    """Yield the questions whose output or loss does not fit."""
    yield _labels_that_go_together()
    yield _parabola_by_a_sigmoid()
    yield _relu_twice()
    yield _hundreds_by_a_sigmoid()
    yield _numbers_by_a_softmax()
    yield _four_classes_by_one_unit()
    yield _car_prices()
    yield _seven_to_twelve()


def _labels_that_go_together() -> RealCase:
    rng = np.random.default_rng(38648195)
    x = rng.normal(size=(1000, 20))
    y = (x @ rng.normal(size=(20, 3)) + rng.normal(size=(1000, 3)) > -1).astype(np.float64)
    data = held(x, y, task="regression")
    sizes = (20, 20, 3)
    sick = chain(
        *dense(*sizes, hidden=ReLU(), out=Softmax(), dropout=0.5),
        data=data,
        loss=MeanSquaredError(),
        optimizer=SGD(),
        learning_rate=KERAS_SGD,
        batch=20,
    )
    healthy = chain(
        *dense(*sizes, hidden=ReLU(), dropout=0.5),
        data=data,
        loss=BinaryCrossEntropy(),
        learning_rate=0.005,
        batch=20,
    )
    causes = ("unsuited_loss", "targets_out_of_range")
    note = "Three columns of 0 and 1 are a regression here; binary cross-entropy takes them as shares."
    known = "sigmoids and binary cross-entropy: the labels do not exclude each other"
    return RealCase("38648195", "labels that go together", "SO", sick, healthy, causes, known, 1500, note)


def _parabola_by_a_sigmoid() -> RealCase:
    x = np.linspace(-10, 10, 600)[:, None]

    def project(out: Activation, scaled: bool, **training: Any) -> Project:
        data = held(
            x, x**2 + 3, task="regression", scaling="standardize" if scaled else "none", scale_targets=scaled
        )
        return chain(*dense(5, 1, hidden=Sigmoid(), out=out), data=data, loss=MeanSquaredError(), **training)

    sick = project(Sigmoid(), False, optimizer=SGD(), learning_rate=0.01, batch=150)
    healthy = project(Identity(), True, learning_rate=0.03, batch=32)
    return RealCase(
        "48221692",
        "a parabola by a sigmoid",
        "SO",
        sick,
        healthy,
        ("targets_out_of_range",),
        "a linear output",
        1500,
        "The twin scales both and takes Adam: with the linear output alone it learns, and its loss swings.",
    )


def _relu_twice() -> RealCase:
    x, y = linear_classes(1000, 7, seed=44758894)
    data = held(x, y)
    twice = (Input(), Dense(16, ReLU()), ActivationLayer(ReLU()), Dense(1, ReLU()))
    sick = chain(
        *twice,
        data=data,
        loss=MeanSquaredError(),
        optimizer=SGD(),
        learning_rate=KERAS_SGD,
        batch=32,
        epochs=5,
    )
    healthy = chain(
        *dense(16, 1, hidden=ReLU()),
        data=data,
        loss=BinaryCrossEntropy(),
        batch=32,
    )
    causes = ("activation_twice", "linear_output_on_classes", "unsuited_loss", "targets_out_of_range")
    known = "one ReLU, a sigmoid at the end, binary cross-entropy"
    return RealCase("44758894", "ReLU twice, and at the end", "SO", sick, healthy, causes, known, 200)


def _hundreds_by_a_sigmoid() -> RealCase:
    x, y = curved(600, 5, seed=52566823)
    y = np.clip(120 * y, -370, 370)
    sick = chain(
        *dense(5, 4, 1, hidden=Sigmoid(), out=Sigmoid()),
        data=held(x, y, task="regression"),
        optimizer=SGD(),
        learning_rate=0.1,
        batch=32,
    )
    healthy = chain(
        *dense(5, 4, 1, hidden=Sigmoid()),
        data=held(x, y, task="regression", scale_targets=True),
        optimizer=SGD(),
        learning_rate=0.1,
        batch=32,
    )
    causes = ("targets_out_of_range",)
    return RealCase(
        "52566823", "±370 by a sigmoid", "SO", sick, healthy, causes, "a linear output, targets scaled", 3000
    )


def _numbers_by_a_softmax() -> RealCase:
    x, y = curved(500, 8, 4, seed=60766775)
    sick = chain(
        *dense(32, 20, 15, 4, hidden=Sigmoid(), out=Softmax(), dropout=0.1),
        data=held(x, 3 * y + 5, task="regression"),
        optimizer=Momentum(0.87),
        learning_rate=0.01,
        batch=1,
    )
    healthy = chain(
        *dense(32, 20, 15, 4, hidden=ReLU(), dropout=0.1),
        data=held(x, 3 * y + 5, task="regression", scale_targets=True),
        optimizer=Momentum(0.87),
        learning_rate=0.01,
        batch=16,
    )
    causes = ("targets_out_of_range", "unsuited_loss")
    known = "a linear output, ReLU, targets scaled"
    note = "The twin takes 16 at a time."
    return RealCase("60766775", "four numbers by a softmax", "SO", sick, healthy, causes, known, 1500, note)


def _four_classes_by_one_unit() -> RealCase:
    rng = np.random.default_rng(41596619)
    y = np.array([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2])
    x = np.eye(4, 3)[y] * 2 + 0.2 * rng.normal(size=(11, 3))
    whole: dict[str, Any] = {"validation_share": 0.0, "test_share": 0.0}
    sick = chain(
        *dense(3, 1, hidden=Sigmoid(), out=Sigmoid()),
        data=held(x, y.astype(np.float64)[:, None], task="regression", **whole),
        loss=MeanSquaredError(),
        optimizer=SGD(),
        learning_rate=0.001,
        batch=11,
    )
    healthy = chain(*dense(3, 4, hidden=Tanh()), data=held(x, y, task="classes", **whole), batch=11)
    causes = ("targets_out_of_range", "linear_output_on_classes", "unsuited_loss")
    note = (
        "Binary cross-entropy on the numbers 0 to 3 is refused here; squared error after the same sigmoid has the"
        " fault."
    )
    return RealCase(
        "41596619",
        "four classes by one unit",
        "SO",
        sick,
        healthy,
        causes,
        "four units with a softmax",
        600,
        note,
        "train",
    )


def _car_prices() -> RealCase:
    x, y = curved(800, 5, seed=48976413)
    prices = np.maximum(500, 15_000 + 8_000 * y)
    sick = chain(
        *dense(12, 8, 1, hidden=ReLU(), out=Sigmoid()),
        data=held(x, prices, task="regression", scaling="min_max"),
        learning_rate=KERAS_ADAM,
        batch=32,
    )
    healthy = chain(
        *dense(12, 8, 1, hidden=ReLU()),
        data=held(x, prices, task="regression", scaling="min_max", scale_targets=True),
        learning_rate=0.005,
        batch=32,
    )
    causes = ("targets_out_of_range", "huge_targets")
    return RealCase(
        "48976413",
        "car prices by a sigmoid",
        "SO",
        sick,
        healthy,
        causes,
        "a linear output, prices scaled",
        1000,
    )


def _seven_to_twelve() -> RealCase:
    x, y = waves(600, 10, seed=54811239)
    data = held(x, 9.5 + 2.3 * y, task="regression")

    def project(out: Activation, **training: Any) -> Project:
        return chain(
            Input(), LSTM(50), Dense(1, out), data=data, loss=MeanSquaredError(), batch=32, **training
        )

    sick = project(Tanh(), learning_rate=KERAS_ADAM, epochs=5)
    healthy = project(Identity(), learning_rate=0.01)
    causes = ("targets_out_of_range",)
    return RealCase(
        "54811239",
        "7 to 12 by a tanh",
        "SO",
        sick,
        healthy,
        causes,
        "a linear output",
        400,
        "The twin trains longer.",
    )
