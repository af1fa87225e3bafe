"""Own cases, not from the table: data that are not what the network can learn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.splitters.in_order import InOrder
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.optimizers.sgd import SGD
from tests.benchmarks.doctor.cases.making import (
    KERAS_ADAM,
    Array,
    curved,
    dense,
    digit_bytes,
    digit_pictures,
    held,
    linear_classes,
)
from tests.benchmarks.doctor.cases.real_case import RealCase


def cases() -> Iterator[RealCase]:
    """Yield the cases whose data are at fault."""
    yield _convolution_on_bytes()
    yield _thousands()
    yield _one_in_a_hundred()
    yield _labels_of_others()
    yield _sorted_by_class()
    yield _blank()
    yield _twelve_digits()
    yield _loud_embedding()
    yield _one_column_in_millions()


def _convolution_on_bytes() -> RealCase:
    x, y = digit_pictures()
    body = (Input(), Conv2D(8, activation=ReLU()), MaxPool2D(), Flatten(), Dense(32, ReLU()), Dense(10))
    sick = chain(*body, data=held(x, y), optimizer=SGD(), learning_rate=0.01, batch=32)
    healthy = chain(*body, data=held(x / 255, y), optimizer=SGD(), learning_rate=0.1, batch=32)
    causes = ("inputs_not_scaled",)
    return RealCase(
        "own_bytes", "a convolution on bytes", "own", sick, healthy, causes, "bytes divided by 255", 800
    )


def _thousands() -> RealCase:
    x, y = curved(600, 6, seed=202)
    targets = 20_000 + 6_000 * y
    layers = dense(32, 1, hidden=ReLU())
    sick = chain(
        *layers, data=held(x, targets, task="regression"), optimizer=SGD(), learning_rate=0.01, batch=32
    )
    healthy = chain(
        *layers,
        data=held(x, targets, task="regression", scale_targets=True),
        optimizer=SGD(),
        learning_rate=0.05,
        batch=32,
    )
    causes = ("huge_targets",)
    return RealCase(
        "own_thousands", "targets in thousands", "own", sick, healthy, causes, "targets scaled", 800
    )


def _one_in_a_hundred() -> RealCase:
    def data(rows: int, rare: int) -> DataSettings:
        rng = np.random.default_rng(203)
        y = (np.arange(rows) < rare).astype(np.int64)
        x = rng.normal(size=(rows, 10)) + 0.9 * y[:, None] * np.array([1, -1] * 5)
        return held(x, y)

    sick = chain(*dense(16, 1, hidden=ReLU()), data=data(2000, 20), learning_rate=KERAS_ADAM, batch=32)
    healthy = chain(*dense(16, 1, hidden=ReLU()), data=data(2000, 1000), learning_rate=KERAS_ADAM, batch=32)
    causes = ("class_imbalance",)
    known = "as many of one class as of the other"
    return RealCase("own_one_in_a_hundred", "99 to 1", "own", sick, healthy, causes, known, 800)


def _labels_of_others() -> RealCase:
    x, y = linear_classes(1000, 12, 3, seed=204)
    mixed = np.random.default_rng(204).permutation(y)
    sick = chain(*dense(48, 3, hidden=ReLU()), data=held(x, mixed), batch=32)
    healthy = chain(*dense(48, 3, hidden=ReLU()), data=held(x, y), learning_rate=0.003, batch=32)
    causes = ("shuffled_labels",)
    known = "labels that belong to their rows"
    return RealCase("own_shuffled", "labels of other rows", "own", sick, healthy, causes, known, 400)


def _sorted_by_class() -> RealCase:
    x, y = linear_classes(900, 12, 3, seed=205)
    order = np.argsort(y, kind="stable")
    in_order = replace(held(x[order], y[order]), splitter=InOrder())
    sick = chain(*dense(24, 3, hidden=ReLU()), data=in_order, batch=32, shuffle=False)
    healthy = chain(*dense(24, 3, hidden=ReLU()), data=held(x[order], y[order]), batch=32)
    causes = ("unlike_parts", "time_order", "oscillating")
    return RealCase(
        "own_sorted", "rows sorted by class", "own", sick, healthy, causes, "rows in random order", 300
    )


def _blank() -> RealCase:
    x, y = digit_bytes()
    sick = chain(*dense(32, 10, hidden=ReLU()), data=held(np.floor(x / 256), y), batch=32)
    healthy = chain(*dense(32, 10, hidden=ReLU()), data=held(x / 255, y), learning_rate=0.003, batch=32)
    causes = ("constant_inputs",)
    known = "a division that keeps fractions"
    return RealCase("own_blank", "pictures that are all 0", "own", sick, healthy, causes, known, 400)


def _twelve_digits() -> RealCase:
    x, y = digit_bytes()
    few = np.concatenate([np.flatnonzero(y == k)[:1] for k in range(10)])

    def data(x: Array, y: Array, **shares: Any) -> DataSettings:
        return replace(held(x / 255, y, task="classes"), **shares)

    rest = np.setdiff1d(np.arange(len(y)), few)[-80:]
    rows = np.concatenate([few, rest])
    sick_data = replace(
        data(x[rows], y[rows], validation_share=len(rest) / len(rows), test_share=0.0), splitter=InOrder()
    )
    sick = chain(*dense(64, 10, hidden=ReLU()), data=sick_data, batch=10)
    healthy = chain(*dense(64, 10, hidden=ReLU()), data=data(x, y), learning_rate=0.003, batch=32)
    causes = ("too_few_examples", "overfitting")
    return RealCase("own_ten_digits", "one of each digit", "own", sick, healthy, causes, "more data", 300)


def _loud_embedding() -> RealCase:
    rng = np.random.default_rng(208)
    x = rng.integers(0, 60, (1500, 8))
    y = (np.isin(x, np.arange(20)).sum(axis=1) > 2).astype(np.int64)
    data = held(x.astype(np.float64), y)

    def project(first: Initializer) -> Project:
        body = (Input(), Embedding(60, 8, first), Flatten(), Dense(32, Tanh()), Dense(1))
        return chain(*body, data=data, learning_rate=0.003, batch=32)

    causes = ("first_weights_too_large", "saturated_units", "inputs_not_scaled")
    sick, healthy = project(Normal(30.0)), project(Normal(0.3))
    return RealCase(
        "own_embedding",
        "an embedding far too large",
        "own",
        sick,
        healthy,
        causes,
        "smaller first weights",
        1000,
    )


def _one_column_in_millions() -> RealCase:
    x, y = linear_classes(1000, 6, seed=209)
    raw = x.copy()
    raw[:, 5] = 3e6 + 1e6 * x[:, 5]
    layers = dense(16, 1, hidden=Tanh())
    sick = chain(*layers, data=held(raw, y), batch=32)
    healthy = chain(*layers, data=held(raw, y, scaling="standardize"), batch=32)
    causes = ("inputs_not_scaled",)
    return RealCase(
        "own_millions", "one column in millions", "own", sick, healthy, causes, "inputs scaled", 400
    )
