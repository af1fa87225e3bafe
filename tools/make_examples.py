"""Make the project files in ``resources/examples``.

Run ``python tools/make_examples.py [FOLDER]`` after changing an example, or the format of project
files. The same program makes the same bytes; a test compares them with what is committed.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from nnsim.base.paths import resources
from nnsim.data.data_settings import DataSettings, with_source
from nnsim.document.examples import examples
from nnsim.document.pace import Pace
from nnsim.library import (
    LSTM,
    SGD,
    Add,
    Builder,
    Bumps,
    Conv2D,
    Dense,
    Digits,
    Flatten,
    Input,
    Iris,
    LeCunUniform,
    MaxPool2D,
    MeanSquaredError,
    Nesterov,
    PerceptronRule,
    PlaygroundXor,
    Project,
    PulseOrder,
    ReLU,
    Sigmoid,
    Step,
    Tanh,
    TruthTable,
    TwoSpirals,
    Uniform,
    Zeros,
    chain,
    save,
)

Maker = Callable[[], Project]

PACES = {
    "perceptron_iris": 5.0,
    "nand": 3.0,
    "xor": 15.0,
    "two_spirals": 200.0,
    "playground": 40.0,
    "digits": 30.0,
    "regression": 150.0,
    "residual": 100.0,
    "lstm": 30.0,
    "vanishing_gradient": 1_000.0,
}
"""Steps a second at which an example opens: what it shows is learned in 5 to 10 seconds, and seen being learned."""


def _perceptron() -> Dense:
    return Dense(1, Step(), Zeros())


def perceptron_iris() -> Project:
    """One threshold unit under Rosenblatt's rule."""
    return chain(
        Input(),
        _perceptron(),
        data=Iris(species="setosa", features="petal"),
        loss=MeanSquaredError(),
        rule=PerceptronRule(),
        optimizer=SGD(),
        learning_rate=1.0,
        batch=1,
    )


def nand() -> Project:
    """One threshold unit learns NAND."""
    return chain(
        Input(),
        _perceptron(),
        data=TruthTable(function="nand"),
        loss=MeanSquaredError(),
        rule=PerceptronRule(),
        optimizer=SGD(),
        learning_rate=1.0,
        batch=1,
        shuffle=False,
    )


def xor() -> Project:
    """The smallest task that needs a hidden layer."""
    return chain(
        Input(),
        Dense(4, Tanh()),
        Dense(1),
        data=TruthTable(function="xor"),
        learning_rate=0.02,
        batch=4,
    )


def two_spirals() -> Project:
    """Two hidden layers on two spirals."""
    return chain(
        Input(),
        Dense(16, Tanh()),
        Dense(16, Tanh()),
        Dense(1),
        data=TwoSpirals(points=1000),
        learning_rate=0.005,
        batch=16,
    )


def playground() -> Project:
    """The network of TensorFlow Playground, trained so that few starts stick and all its tasks are learned as fast.

    Measured on 400 starts of exclusive or: small first weights and steps in proportion to the gradient stick half as
    often as Adam from Glorot's.
    """
    small = LeCunUniform(gain=0.5)
    return chain(
        Input(),
        Dense(4, Tanh(), small),
        Dense(2, Tanh(), small),
        Dense(1, initializer=small),
        data=replace(with_source(DataSettings(), PlaygroundXor()), scaling="standardize"),
        optimizer=Nesterov(),
        learning_rate=0.05,
        batch=10,
    )


def digits() -> Project:
    """A small convolutional network."""
    return chain(
        Input(),
        Conv2D(8, activation=ReLU()),
        MaxPool2D(),
        Conv2D(16, activation=ReLU()),
        MaxPool2D(),
        Flatten(),
        Dense(10),
        data=Digits(),
        learning_rate=0.003,
        batch=32,
    )


def regression() -> Project:
    """A surface fitted to noisy points."""
    return chain(
        Input(),
        Dense(24, Tanh()),
        Dense(24, Tanh()),
        Dense(1),
        data=Bumps(points=600),
        learning_rate=0.003,
        batch=16,
    )


def residual() -> Project:
    """Blocks of two layers with a skip connection past each."""
    net = Builder()
    stream = net.add(Dense(12, Tanh()), net.add(Input()))
    for _ in range(3):
        inner = net.add(Dense(12, Tanh()), stream)
        stream = net.add(Add(), stream, net.add(Dense(12), inner))
    net.add(Dense(1), stream)
    return net.project(
        TwoSpirals(points=600, turns=1.75),
        learning_rate=0.003,
        batch=32,
    )


def lstm() -> Project:
    """A recurrent layer on a task that needs a memory."""
    return chain(
        Input(),
        LSTM(12),
        Dense(1),
        data=PulseOrder(points=600, steps=12),
        learning_rate=0.003,
        batch=16,
    )


def vanishing_gradient() -> Project:
    """2-8-8-8-8-8-1, all sigmoid, initialised uniformly within ±1/√n as was usual for long."""
    usual = LeCunUniform(gain=1 / math.sqrt(3))
    sigmoid = Dense(8, Sigmoid(), usual, bias_initializer=Uniform(1 / math.sqrt(8)))
    return chain(
        Input(),
        *[sigmoid] * 5,
        replace(sigmoid, units=1),
        data=TwoSpirals(),
        optimizer=SGD(),
        learning_rate=0.1,
        batch=32,
        seed=47,
    )


MAKERS: tuple[Maker, ...] = (
    perceptron_iris,
    nand,
    xor,
    two_spirals,
    playground,
    digits,
    regression,
    residual,
    lstm,
    vanishing_gradient,
)


def make_all(folder: Path) -> None:
    """Write every example into `folder`."""
    makers = {maker.__name__: maker for maker in MAKERS}
    for example in examples():
        project = makers[example.key]()
        titled = replace(project, notes=example.full_notes, pace=Pace(PACES[example.key]))
        save(folder / example.path.name, titled)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else resources() / "examples"
    target.mkdir(parents=True, exist_ok=True)
    make_all(target)
