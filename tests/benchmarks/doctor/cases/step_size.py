"""Rates, optimizers, batches and ends that do not suit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.truth_table import TruthTable
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mae import MeanAbsoluteError
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.optimizers.rmsprop import RMSProp
from nnsim.engine.optimizers.sgd import SGD
from tests.benchmarks.doctor.cases.making import KERAS_ADAM, KERAS_SGD, coloured, dense, held
from tests.benchmarks.doctor.cases.real_case import RealCase


def cases() -> Iterator[RealCase]:
    """Yield the questions whose step, batch or end does not suit."""
    yield _xor_by_absolute_error()
    yield _parabola_with_noise()
    yield _five_times()
    yield _blobs_one_by_one()
    yield _eight_points()
    yield _remainders()
    yield _line_by_sgd()
    yield _game_of_life()
    yield _cats_and_dogs()


def _xor_by_absolute_error() -> RealCase:
    data = DataSettings(TruthTable())
    layers = dense(4, 1, hidden=Sigmoid(), out=Sigmoid())
    sick = chain(
        *layers,
        data=data,
        loss=MeanAbsoluteError(),
        optimizer=Momentum(0.11),
        learning_rate=0.05,
        batch=4,
        epochs=1000,
    )
    healthy = chain(*layers, data=data, loss=MeanSquaredError(), learning_rate=0.05, batch=4, epochs=10_000)
    causes = ("unsuited_loss", "plateau", "stopped_too_early", "learning_rate_too_low", "unsuited_optimizer")
    known = "squared error, Adam or a rate of .1, 10,000 epochs"
    return RealCase("31556268", "XOR by absolute error", "SO", sick, healthy, causes, known, 3000)


def _parabola_with_noise() -> RealCase:
    rng = np.random.default_rng(48934338)
    x = 5 * np.arange(50)[:, None] / 50
    y = 5 * x**2 + rng.normal(size=x.shape) ** 3
    data = held(x, y, task="regression")

    def project(rate: float, epochs: int) -> Project:
        layers = dense(50, 30, 1, hidden=ReLU())
        return chain(*layers, data=data, optimizer=SGD(), learning_rate=rate, batch=32, epochs=epochs)

    causes = ("dead_relus", "learning_rate_too_high")
    known = "a rate of .001 or 1e-4"
    return RealCase(
        "48934338",
        "a parabola, all ReLUs die",
        "SO",
        project(0.1, 1000),
        project(1e-4, 3000),
        causes,
        known,
        2000,
    )


def _five_times() -> RealCase:
    x = np.linspace(1, 2, 200)[:, None]
    data = held(x, 5 * x, task="regression")

    def project(rate: float) -> Project:
        return chain(
            Input(), Dense(1), data=data, optimizer=RMSProp(), learning_rate=rate, batch=32, epochs=200
        )

    causes = ("learning_rate_too_low", "stopped_too_early")
    return RealCase(
        "51181393",
        "five times, one linear unit",
        "SO",
        project(0.001),
        project(0.1),
        causes,
        "a rate of .1",
        1000,
    )


def _blobs_one_by_one() -> RealCase:
    rng = np.random.default_rng(3)
    y = np.arange(1000) % 3
    x = np.array([[-1.5, -9.5], [1.5, -4.5], [-5.5, -4.5]])[y] + 2 * rng.normal(size=(1000, 2))
    data = held(x, y)
    sick = chain(
        *dense(50, 3, hidden=ReLU()), data=data, optimizer=Momentum(0.9), learning_rate=0.01, batch=1
    )
    healthy = chain(*dense(50, 3, hidden=ReLU()), data=data, batch=32)
    causes = ("batch_of_one", "oscillating", "learning_rate_too_high", "inputs_not_scaled")
    return RealCase("AT-OL", "blobs, one at a time", "AT", sick, healthy, causes, "32 at a time, Adam", 4000)


def _eight_points() -> RealCase:
    x = np.arange(1.0, 9.0)[:, None]
    data = held(x, 2 * x + 1, task="regression", validation_share=0.0, test_share=0.0)

    def project(rate: float) -> Project:
        unit = Dense(1, initializer=Zeros())
        return chain(Input(), unit, data=data, optimizer=SGD(), learning_rate=rate, batch=8)

    causes = ("learning_rate_too_high",)
    return RealCase(
        "IPS_5",
        "eight points on a line",
        "DC",
        project(0.1),
        project(0.01),
        causes,
        "a rate of .01",
        400,
        "",
        "train",
    )


def _remainders() -> RealCase:
    rng = np.random.default_rng(56380303)
    n = rng.permutation(1 << 11)
    x = ((n[:, None] >> np.arange(11)) & 1).astype(np.float64)
    data = held(x, n % 3)
    sick = chain(
        *dense(20, 20, 20, 3, hidden=ReLU()), data=data, optimizer=SGD(), learning_rate=KERAS_SGD, batch=32
    )
    healthy = chain(*dense(48, 48, 48, 3, hidden=ReLU()), data=data, learning_rate=0.005, batch=32)
    causes = ("unsuited_optimizer", "learning_rate_too_low", "plateau", "baseline_not_beaten")
    note = "Remainders of 3 and 11 bits: those of 7 from 20 bits took longer than one watches."
    return RealCase("56380303", "remainders from bits", "SO", sick, healthy, causes, "Adam", 4000, note)


def _line_by_sgd() -> RealCase:
    rng = np.random.default_rng(44998910)
    x = rng.uniform(0, 1, (200, 1))
    data = held(x, 3 * x + 20 + 0.05 * rng.normal(size=x.shape), task="regression")

    def project(rate: float, epochs: int) -> Project:
        return chain(
            Input(), Dense(1), data=data, optimizer=SGD(), learning_rate=rate, batch=100, epochs=epochs
        )

    causes = ("learning_rate_too_low", "stopped_too_early")
    known = "a rate of .03, more epochs"
    return RealCase(
        "44998910", "a line by SGD", "SO", project(0.01, 100), project(0.3, 400), causes, known, 800
    )


def _game_of_life() -> RealCase:
    rng = np.random.default_rng(5)
    size = 6
    now = rng.integers(0, 2, (3000, size, size))
    edged = np.pad(now, ((0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(edged, (3, 3), (1, 2))
    around = windows.sum(axis=(3, 4)) - now
    then = ((around == 3) | ((around == 2) & (now == 1))).astype(np.float64)
    data = held(now[:, None].astype(np.float64), then.reshape(3000, -1), task="regression")
    body = (
        Input(),
        Conv2D(24, activation=ReLU()),
        Conv2D(12, kernel=1, activation=ReLU()),
        Conv2D(1, kernel=1),
    )
    sick = chain(
        *body,
        Flatten(),
        data=data,
        loss=BinaryCrossEntropy(),
        optimizer=SGD(),
        learning_rate=KERAS_ADAM,
        batch=32,
    )
    healthy = chain(*body, Flatten(), data=data, loss=MeanSquaredError(), learning_rate=0.01, batch=32)
    causes = ("unsuited_loss", "learning_rate_too_low", "unsuited_optimizer", "plateau")
    known = "squared error, Adam with a rate of .01"
    note = (
        "A convolution over 6 × 6 cells; binary cross-entropy is not at fault in this program, the step is."
    )
    return RealCase("gol_nn", "the game of life", "GitHub", sick, healthy, causes, known, 1500, note)


def _cats_and_dogs() -> RealCase:
    x, y = coloured(1500, seed=11, noise=0.1)
    data = held(x, (y % 5 < 2).astype(np.int64))
    body = (Input(), Conv2D(8, activation=ReLU()), MaxPool2D(), Flatten(), Dense(32, Tanh()), Dense(1))
    sick = chain(*body, data=data, learning_rate=KERAS_ADAM, batch=1050, epochs=10)
    healthy = chain(*body, data=data, learning_rate=KERAS_ADAM, batch=32, epochs=30)
    causes = ("batch_too_large", "stopped_too_early", "learning_rate_too_low")
    note = "Own colour pictures in two classes; the batch is all of the training part."
    return RealCase(
        "catsdogs", "pictures, all at a time", "GitHub", sick, healthy, causes, "a smaller batch", 1000, note
    )
