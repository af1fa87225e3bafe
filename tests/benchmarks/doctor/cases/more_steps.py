"""Own cases, not from the table: steps that are too large, too small, or come to an end too soon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.rnn import RNN
from nnsim.engine.optimizers.adadelta import Adadelta
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.schedules.exponential import ExponentialDecay
from tests.benchmarks.doctor.cases.making import KERAS_ADAM, bits, curved, dense, held, linear_classes
from tests.benchmarks.doctor.cases.real_case import RealCase


def cases() -> Iterator[RealCase]:
    """Yield the cases whose step is at fault."""
    digits = DataSettings(Digits(layout="flat"))
    well = {"learning_rate": 0.003, "batch": 32}

    def project(**training: Any) -> Project:
        return chain(*dense(32, 32, 10, hidden=ReLU()), data=digits, **training)

    def case(key: str, title: str, sick: Project, causes: tuple[str, ...], known: str) -> RealCase:
        return RealCase(f"own_{key}", title, "own", sick, project(**well), causes, known, 500)

    high, low = ("learning_rate_too_high",), ("learning_rate_too_low", "unsuited_optimizer")
    yield case(
        "rate_10", "Adam with a rate of 10", project(learning_rate=10.0, batch=32), high, "a rate of .003"
    )
    shaky = project(learning_rate=0.5, optimizer=Momentum(0.99), batch=32)
    yield case("momentum_99", "a momentum of .99", shaky, (*high, "oscillating"), "Adam, a rate of .003")
    yield case(
        "rate_1e_7", "Adam with a rate of 1e-7", project(learning_rate=1e-7, batch=32), low, "a rate of .003"
    )
    slow = project(learning_rate=1e-3, optimizer=Adadelta(), batch=32)
    yield case("adadelta", "Adadelta with a rate of .001", slow, low, "Adam")
    whole = project(learning_rate=KERAS_ADAM, batch=2000, epochs=10)
    at_once = ("batch_too_large", "stopped_too_early", "learning_rate_too_low")
    yield case("all_at_once", "all rows in a batch, 10 epochs", whole, at_once, "batches of 32")
    fading = project(learning_rate=0.01, optimizer=SGD(), batch=64, schedule=ExponentialDecay(0.2))
    yield case(
        "fading", "a rate that falls to a fifth every epoch", fading, ("decaying_rate",), "a constant rate"
    )
    yield _two_at_a_time()
    yield _long_memory()
    yield _steep()


def _two_at_a_time() -> RealCase:
    x, y = linear_classes(800, 10, 3, seed=307)

    def project(batch: int) -> Project:
        body = (Input(), Dense(24), BatchNorm(), Dense(24, ReLU()), BatchNorm(), Dense(3))
        return chain(*body, data=held(x, y), batch=batch, learning_rate=0.003)

    causes = ("batch_too_small_for_norm",)
    sick, healthy = project(2), project(32)
    return RealCase(
        "own_norm_of_two", "normalised over two", "own", sick, healthy, causes, "batches of 32", 600
    )


def _long_memory() -> RealCase:
    data = held(*bits(600, 40, seed=308))

    def project(rate: float, **more: Any) -> Project:
        body = (Input(), RNN(24, nonlinearity="relu"), Dense(1))
        return chain(*body, data=data, learning_rate=rate, batch=32, **more)

    sick, healthy = project(0.5, optimizer=SGD()), project(0.002)
    causes = ("exploding_gradients", "learning_rate_too_high", "non_finite")
    return RealCase(
        "own_rnn_explodes", "a ReLU RNN over 40 steps", "own", sick, healthy, causes, "a smaller rate", 800
    )


def _steep() -> RealCase:
    x, y = curved(500, 8, seed=309)

    def project(rate: float) -> Project:
        return chain(
            *dense(32, 1, hidden=ReLU()),
            data=held(x, y, task="regression"),
            optimizer=SGD(),
            learning_rate=rate,
            batch=32,
        )

    causes = ("learning_rate_too_high", "exploding_gradients", "non_finite", "dead_relus")
    return RealCase(
        "own_rate_1_sgd",
        "SGD with a rate of 1",
        "own",
        project(1.0),
        project(0.03),
        causes,
        "a rate of .03",
        500,
    )
