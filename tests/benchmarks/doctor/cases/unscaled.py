"""Inputs or targets in the units they were measured in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.splitters.in_order import InOrder
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activation import Activation
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.sgd import SGD
from tests.benchmarks.doctor.cases.making import (
    KERAS_ADAM,
    KERAS_SGD,
    coloured,
    curved,
    dense,
    digit_bytes,
    digit_pictures,
    held,
    linear_classes,
    measured,
)
from tests.benchmarks.doctor.cases.real_case import RealCase


def cases() -> Iterator[RealCase]:
    """Yield the questions whose numbers are far from unit size."""
    yield _digits_as_bytes()
    yield _sixteen_raw_columns()
    yield _addresses()
    yield _adult()
    yield _colours_as_bytes()
    yield _labels_divided_too()
    yield _raw_in_and_out()
    yield _melbourne()


def _digits_as_bytes() -> RealCase:
    x, y = digit_bytes()

    def layers(out: Activation) -> tuple[Dense | Input, ...]:
        return Input(), Dense(64), Dense(50, ReLU()), Dense(10, out)

    sick = chain(*layers(Sigmoid()), data=held(x, y), optimizer=SGD(), learning_rate=1e-4, batch=128)
    healthy = chain(*layers(Identity()), data=held(x / 255, y), learning_rate=KERAS_ADAM, batch=32)
    causes = ("inputs_not_scaled", "sigmoid_many_classes", "activation_twice")
    known = "bytes divided by 255, a softmax, Adam"
    note = "Digits of 8 × 8 stand for MNIST, 64 units for 784."
    return RealCase("55328966", "digits as bytes", "SO", sick, healthy, causes, known, 600, note)


def _sixteen_raw_columns() -> RealCase:
    x, y = linear_classes(1200, 16, seed=34673164)
    rng = np.random.default_rng(1)
    raw = measured(x, 10 ** rng.uniform(0, 3, 16), 10 ** rng.uniform(0, 3, 16))

    def project(*between: BatchNorm, loss: MeanSquaredError | None) -> Project:
        body = (Dense(64, Tanh()), Dropout(0.5), Dense(64, Tanh()), Dropout(0.5))
        end = Dense(2, Softmax() if loss else Identity())
        return chain(
            Input(),
            *between,
            *body,
            end,
            data=held(raw, y),
            loss=loss,
            optimizer=SGD(),
            learning_rate=0.1,
            batch=16,
            epochs=20,
        )

    sick, healthy = project(loss=MeanSquaredError()), project(BatchNorm(), loss=None)
    causes = ("inputs_not_scaled", "saturated_units", "unsuited_loss")
    note = "The twin normalises the inputs in the network, as was advised."
    known = "batch normalisation, cross-entropy"
    return RealCase("34673164", "16 raw columns, tanh", "SO", sick, healthy, causes, known, 1000, note)


def _addresses() -> RealCase:
    rng = np.random.default_rng(44066044)
    x, y = linear_classes(800, 11, seed=44066044, noise=0.2)
    raw = x.copy()
    raw[:, 0] = np.clip(3e9 + 4e8 * x[:, 0], 1.6e7, 4.2e9)
    raw[:, 1] = np.clip(3e9 + 4e8 * x[:, 1], 1.6e7, 4.2e9)
    raw[:, 2:4] = 30_000 + 9_000 * x[:, 2:4]
    raw[:, 4:] = np.round(20 + 5 * x[:, 4:] + 0.1 * rng.normal(size=(800, 7)))

    def project(scaling: str, out: Activation) -> Project:
        layers = dense(12, 12, 1, hidden=ReLU(), out=out, initializer=Normal(0.05))
        return chain(
            *layers,
            data=held(raw, y, scaling=scaling),
            loss=BinaryCrossEntropy(),
            learning_rate=KERAS_ADAM,
            batch=5,
            epochs=100,
        )

    causes = ("inputs_not_scaled", "activation_twice", "targets_out_of_range")
    sick, healthy = project("none", ReLU()), project("standardize", Identity())
    known = "inputs scaled, a sigmoid at the end"
    return RealCase("44066044", "network addresses as numbers", "SO", sick, healthy, causes, known, 3000)


def _adult() -> RealCase:
    rng = np.random.default_rng(47724077)
    x, _ = linear_classes(3000, 14, seed=47724077)
    score = x[:, 0] + x[:, 4] + 0.8 * x[:, 10] + 0.5 * rng.normal(size=3000)
    y = (score > 1.1).astype(np.int64)
    raw = np.abs(
        measured(
            x,
            [13, 2, 1e5, 4, 2.5, 1.5, 4, 1.5, 1, 0.5, 7400, 400, 12, 8],
            [38, 4, 1.9e5, 10, 10, 3, 6, 2, 4, 1, 1000, 90, 40, 37],
        )
    )
    sick = chain(
        *dense(21, 2, hidden=ReLU()), data=held(raw, y), learning_rate=KERAS_ADAM, batch=100, epochs=50
    )
    healthy = chain(
        *dense(21, 2, hidden=ReLU()),
        data=held(raw, y, scaling="standardize"),
        optimizer=SGD(),
        learning_rate=0.1,
        batch=100,
        epochs=50,
    )
    causes = ("inputs_not_scaled",)
    note = "Made to the columns of the table Adult, whose weights of people reach 10⁶."
    return RealCase("47724077", "Adult, raw", "SO", sick, healthy, causes, "inputs scaled, SGD", 1000, note)


def _colours_as_bytes() -> RealCase:
    x, y = coloured(2000, seed=48594888)
    bytes_ = np.round(255 * x)
    body = (
        Input(),
        Conv2D(16, activation=ReLU(), initializer=HeNormal()),
        MaxPool2D(),
        Conv2D(32, activation=ReLU(), initializer=HeNormal()),
        MaxPool2D(),
        Flatten(),
        Dropout(0.3),
        Dense(64, ReLU(), HeNormal()),
        Dropout(0.3),
        Dense(10, initializer=HeNormal()),
    )
    sick = chain(*body, data=held(bytes_, y), learning_rate=KERAS_ADAM, batch=500, epochs=5)
    healthy = chain(*body, data=held(bytes_ / 255, y), learning_rate=KERAS_ADAM, batch=32, epochs=40)
    causes = ("inputs_not_scaled", "batch_too_large", "stopped_too_early")
    known = "bytes divided by 255, more epochs, a smaller batch"
    note = "Own colour pictures of 8 × 8 stand for CIFAR; two convolutions of 16 and 32; the twin trains 40 epochs."
    return RealCase("48594888", "colour pictures as bytes", "SO", sick, healthy, causes, known, 1500, note)


def _labels_divided_too() -> RealCase:
    x, y = digit_pictures()
    mixed = x / 255
    mixed[1400:] *= 255
    labels = np.where(np.arange(len(y)) < 1400, 0, y)
    wrong = DataSettings(
        held(mixed, labels, task="classes").source,
        scaling="none",
        splitter=InOrder(),
        validation_share=(len(y) - 1400) / len(y),
        test_share=0.0,
    )
    body = (Input(), Conv2D(16, activation=ReLU()), Conv2D(8, activation=ReLU()), MaxPool2D(), Flatten())
    layers = (*body, Dense(64, ReLU()), Dense(10))
    sick = chain(*layers, data=wrong, learning_rate=KERAS_ADAM, batch=128)
    healthy = chain(*layers, data=held(x / 255, y), learning_rate=KERAS_ADAM, batch=32)
    causes = ("constant_labels", "unlike_parts")
    note = (
        "Labels divided by 255 and cut to whole numbers are all 0: so they are here in training, not in validation,"
        " whose pictures are not divided either. Digits of 8 × 8 stand for MNIST."
    )
    known = "labels left alone, all pictures scaled alike"
    return RealCase("59325381", "labels divided too", "SO", sick, healthy, causes, known, 400, note)


def _raw_in_and_out() -> RealCase:
    x, y = curved(600, 6, seed=46642627)
    raw = measured(x, [300, 20, 1000, 5, 60, 150], [2000, 70, 4000, 10, 200, 500])

    def project(**data: Any) -> Project:
        return chain(
            *dense(32, 16, 1, hidden=ReLU()),
            data=held(raw, 5000 + 2000 * y, task="regression", **data),
            optimizer=SGD(),
            learning_rate=KERAS_SGD,
            batch=32,
        )

    sick, healthy = project(), project(scaling="standardize", scale_targets=True)
    causes = ("inputs_not_scaled", "huge_targets", "learning_rate_too_high")
    known = "inputs and targets scaled, or Adam, or a rate of 1e-6"
    return RealCase("46642627", "raw in and out", "SO", sick, healthy, causes, known, 1000)


def _melbourne() -> RealCase:
    x, y = curved(800, 8, seed=7)
    raw = measured(x, [1, 5, 80, 0.7, 0.9, 3900, 540, 37], [3, 10, 3105, 1.5, 1.6, 5000, 150, 1964])
    prices = 1_075_000 + 600_000 * y

    def project(hidden: Activation, **data: Any) -> Project:
        body = (Input(), Dense(32, hidden), Dense(32, hidden), Dense(1))
        return chain(*body, data=held(raw, prices, task="regression", **data), learning_rate=0.003, batch=32)

    sick = project(Tanh())
    healthy = project(ReLU(), scaling="standardize", scale_targets=True)
    causes = ("saturated_units", "inputs_not_scaled", "huge_targets")
    note = "Made to the columns of the collection of house prices; the twin scales in and out as well as taking ReLU."
    return RealCase(
        "melbourne", "house prices, tanh on raw", "GitHub", sick, healthy, causes, "ReLU", 1500, note
    )
