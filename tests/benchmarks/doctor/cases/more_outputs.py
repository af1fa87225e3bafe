"""Own cases, not from the table: outputs and losses that do not fit."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.engine.activation import Activation
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layer import Layer
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.sgd import SGD
from tests.benchmarks.doctor.cases.making import KERAS_ADAM, curved, dense, held, linear_classes, waves
from tests.benchmarks.doctor.cases.real_case import RealCase


def cases() -> Iterator[RealCase]:
    """Yield the cases whose output does not fit."""
    yield _prices_by_tanh()
    yield _softmax_twice()
    yield _tanh_before_cross_entropy()
    yield _class_numbers()
    yield _one_and_two()
    yield _squared_error_on_digits()
    yield _shares_that_are_none()
    yield _never_below_zero()


def _prices_by_tanh() -> RealCase:
    x, y = waves(600, 10, seed=101)
    body = (Input(), LSTM(24))
    prices = 180 + 40 * y

    sick = chain(
        *body, Dense(1, Tanh()), data=held(x, prices, task="regression"), learning_rate=KERAS_ADAM, batch=32
    )
    healthy = chain(
        *body,
        Dense(1),
        data=held(x, prices, task="regression", scale_targets=True),
        learning_rate=0.005,
        batch=32,
    )
    causes = ("targets_out_of_range", "huge_targets")
    return RealCase(
        "own_prices_by_tanh", "prices by a tanh", "own", sick, healthy, causes, "linear, scaled", 600
    )


def _softmax_twice() -> RealCase:
    data = DataSettings(Digits(layout="flat"))

    def layers(out: Activation | None) -> tuple[Layer, ...]:
        return dense(32, 32, 10, hidden=ReLU(), out=out)

    twice = (*layers(Softmax()), ActivationLayer(Softmax()))
    sick = chain(*twice, data=data, optimizer=SGD(), learning_rate=0.01, batch=32)
    healthy = chain(*layers(None), data=data, optimizer=SGD(), learning_rate=0.05, batch=32)
    causes = ("activation_twice",)
    return RealCase("own_softmax_twice", "softmax twice", "own", sick, healthy, causes, "one softmax", 400)


def _tanh_before_cross_entropy() -> RealCase:
    x, y = linear_classes(800, 10, seed=103, noise=0.1)
    data = held(x, y)
    sick = chain(
        *dense(16, 1, hidden=ReLU(), out=ReLU()),
        data=data,
        loss=BinaryCrossEntropy(),
        optimizer=SGD(),
        batch=32,
    )
    healthy = chain(*dense(16, 1, hidden=ReLU()), data=data, loss=BinaryCrossEntropy(), batch=32)
    causes = ("activation_twice",)
    return RealCase(
        "own_relu_before_bce",
        "ReLU before the cross-entropy",
        "own",
        sick,
        healthy,
        causes,
        "a sigmoid alone",
        300,
    )


def _class_numbers() -> RealCase:
    x, y = linear_classes(1000, 12, 6, seed=104)
    sick = chain(
        *dense(24, 1, hidden=ReLU()),
        data=held(x, (y + 1.0)[:, None], task="regression"),
        optimizer=SGD(),
        batch=32,
    )
    healthy = chain(*dense(24, 6, hidden=ReLU()), data=held(x, y), batch=32)
    causes = ("labels_begin_at_one", "linear_output_on_classes", "unsuited_loss")
    known = "classes with a unit each"
    return RealCase(
        "own_class_numbers", "classes 1 to 6 as a number", "own", sick, healthy, causes, known, 600
    )


def _one_and_two() -> RealCase:
    x, y = linear_classes(800, 8, seed=105)
    sick = chain(
        *dense(12, 1, hidden=ReLU(), out=Sigmoid()),
        data=held(x, (y + 1.0)[:, None], task="regression"),
        loss=MeanSquaredError(),
        learning_rate=KERAS_ADAM,
        batch=32,
    )
    healthy = chain(*dense(12, 1, hidden=ReLU()), data=held(x, y), batch=32)
    causes = ("labels_begin_at_one", "targets_out_of_range", "linear_output_on_classes", "unsuited_loss")
    return RealCase("own_one_and_two", "labels 1 and 2", "own", sick, healthy, causes, "labels 0 and 1", 400)


def _squared_error_on_digits() -> RealCase:
    data = DataSettings(Digits(layout="flat"))
    layers = dense(32, 10, hidden=Sigmoid(), out=Sigmoid())
    sick = chain(*layers, data=data, loss=MeanSquaredError(), optimizer=SGD(), learning_rate=0.01, batch=32)
    healthy = chain(*dense(32, 10, hidden=ReLU()), data=data, learning_rate=0.003, batch=32)
    causes = ("unsuited_loss", "learning_rate_too_low", "sigmoid_many_classes", "unsuited_optimizer")
    known = "softmax and cross-entropy"
    return RealCase(
        "own_mse_on_digits", "squared error on ten sigmoids", "own", sick, healthy, causes, known, 800
    )


def _shares_that_are_none() -> RealCase:
    x, y = curved(600, 8, 3, seed=107)
    data = held(x, y, task="regression")
    sick = chain(*dense(24, 3, hidden=Tanh(), out=Softmax()), data=data, learning_rate=0.005, batch=32)
    healthy = chain(*dense(24, 3, hidden=Tanh()), data=data, learning_rate=0.005, batch=32)
    causes = ("targets_out_of_range", "unsuited_loss")
    return RealCase(
        "own_softmax_for_numbers", "three numbers by a softmax", "own", sick, healthy, causes, "linear", 800
    )


def _never_below_zero() -> RealCase:
    x, y = curved(600, 6, seed=108)
    data = held(x, y - 2.0, task="regression")
    sick = chain(*dense(16, 1, hidden=ReLU(), out=ReLU()), data=data, optimizer=SGD(), batch=32)
    healthy = chain(*dense(16, 1, hidden=ReLU()), data=data, batch=32)
    causes = ("targets_out_of_range", "dead_relus")
    return RealCase(
        "own_relu_below_zero", "targets below 0 by a ReLU", "own", sick, healthy, causes, "linear", 600
    )
