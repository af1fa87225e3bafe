"""A softmax over a single unit, in eight questions: it says 1 whatever comes in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.breast_cancer import BreastCancer
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activation import Activation
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.loss import Loss
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mae import MeanAbsoluteError
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.rmsprop import RMSProp
from tests.benchmarks.doctor.cases.making import KERAS_ADAM, bits, curved, dense, held, linear_classes, waves
from tests.benchmarks.doctor.cases.real_case import RealCase

CAUSES = ("constant_output",)


def cases() -> Iterator[RealCase]:
    """Yield the questions whose output is a softmax over one unit."""
    yield _all_ones_or_zeros()
    yield _breast_cancer()
    yield _wide_with_dropout()
    yield _one_column()
    yield _bits_read_by_two()
    yield from _sequences()


def _case(key: str, title: str, sick: Project, healthy: Project, steps: int, note: str = "") -> RealCase:
    known = "a sigmoid (or nothing, for numbers) instead of the softmax"
    return RealCase(key, title, "SO", sick, healthy, CAUSES, known, steps, note)


def _all_ones_or_zeros() -> RealCase:
    y = np.arange(400) % 2
    data = held(np.repeat(y[:, None], 128, axis=1).astype(np.float64), y)

    def project(out: Activation) -> Project:
        layers = dense(50, 50, 1, hidden=ReLU(), out=out, dropout=0.2)
        return chain(
            *layers, data=data, loss=BinaryCrossEntropy(), optimizer=RMSProp(), learning_rate=0.001, batch=32
        )

    return _case("31880720", "rows all 1 or all 0", project(Softmax()), project(Identity()), 200)


def _breast_cancer() -> RealCase:
    data = DataSettings(BreastCancer())

    def project(out: Activation) -> Project:
        layers = (Input(), Dense(30, ReLU()), BatchNorm(), Dense(60, ReLU()), BatchNorm(), Dense(1, out))
        return chain(
            *layers, data=data, loss=BinaryCrossEntropy(), learning_rate=KERAS_ADAM, batch=32, epochs=6
        )

    return _case("57397440", "breast cancer", project(Softmax()), project(Identity()), 200)


def _wide_with_dropout() -> RealCase:
    data = held(*linear_classes(1000, 22, seed=58055105))

    def project(out: Activation) -> Project:
        layers = dense(48, 1, hidden=ReLU(), out=out, dropout=0.5)
        return chain(*layers, data=data, loss=BinaryCrossEntropy(), learning_rate=1e-4, batch=5)

    return _case("58055105", "1000 × 22, dropout", project(Softmax()), project(Identity()), 4000)


def _one_column() -> RealCase:
    rng = np.random.default_rng(45442843)
    x = rng.normal(size=(1000, 1))
    data = held(x, (x[:, 0] + 0.3 * rng.normal(size=1000) > 0).astype(np.int64))
    sick = chain(
        *dense(1, 1, hidden=Sigmoid(), out=Softmax()),
        data=data,
        loss=MeanAbsoluteError(),
        optimizer=RMSProp(),
        learning_rate=0.001,
        batch=200,
    )
    healthy = chain(*dense(1, 1, hidden=Sigmoid()), data=data, loss=BinaryCrossEntropy(), batch=32)
    return _case("45442843", "one column, MAE", sick, healthy, 500)


def _bits_read_by_two() -> RealCase:
    data = held(*bits(600, 8, seed=52983831))

    def project(out: Activation) -> Project:
        layers = (Input(), GRU(10, layers=2), Dense(1, out))
        return chain(*layers, data=data, loss=BinaryCrossEntropy(), learning_rate=0.01, batch=32)

    note = "Asked is whether most of the eight bits are 1."
    return _case("52983831", "two GRUs over eight bits", project(Softmax()), project(Identity()), 600, note)


def _sequences() -> Iterator[RealCase]:
    note = "The row says sequences: waves, and the value after each."
    x, y = waves(600, 12, seed=61997645)
    numbers = held(x, y, task="regression")
    risen = held(x, (y[:, 0] > x[:, -1, 0]).astype(np.int64))
    many, wanted = curved(2500, 12, seed=68938619)
    sums = held(many.reshape(-1, 6, 2), (wanted[:, 0] > 0).astype(np.int64))
    for key, layer, data, loss, what in (
        ("61997645", LSTM(24), numbers, MeanSquaredError(), "LSTM for the next value"),
        ("47241622", GRU(16), risen, BinaryCrossEntropy(), "GRU for whether it rises"),
        ("68938619", LSTM(16), sums, BinaryCrossEntropy(), "LSTM over six times two measurements"),
    ):
        yield _sequence(key, layer, data, loss, what, note)


def _sequence(key: str, layer: LSTM | GRU, data: DataSettings, loss: Loss, what: str, note: str) -> RealCase:
    def project(out: Activation) -> Project:
        return chain(
            Input(),
            layer,
            Dense(1, out),
            data=data,
            loss=loss,
            optimizer=Adam(),
            learning_rate=0.005,
            batch=32,
        )

    return _case(key, what, project(Softmax()), project(Identity()), 600, note)
