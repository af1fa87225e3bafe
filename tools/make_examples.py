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
from nnsim.document.examples import examples
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
    PerceptronRule,
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
        notes="Every mistake turns the line a little; a flower that is right changes nothing. Setosa can be"
        " told apart by a straight line, so the mistakes end (Novikoff 1962 says after how many at most)."
        " On the Data page choose versicolor against the rest: there the mistakes never end.",
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
        notes="Press Step and watch weights and bias: they stay whole numbers and end where only 1, 1 lies on"
        " the far side of the line. Choose XOR as the function: no line does it, and the weights go round in"
        " a circle.",
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
        notes="One unit gets at most three of the four rows right. Four hidden units draw lines of their own,"
        " and the output adds them up. Try two hidden units with several seeds: they often get stuck.",
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
        notes="The boundary starts as a straight line and winds itself round the arms. Take one hidden layer"
        " away and see how much longer it takes; raise the learning rate while it runs.",
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
        notes="Each filter looks for one pattern everywhere in the picture, with few weights: most of the"
        " parameters are in the last layer. The map shows the two principal axes of 64 pixels, where the"
        " classes overlap; in all 64 they hardly do.",
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
        notes="The noise has standard deviation 0.02, so a mean squared error of 0.0004 is as good as it can"
        " get. Less than that on the training part alone means that the noise is being learned by heart.",
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
        notes="Eight layers deep, and yet all bars of the gradient panel are about equally long: the sums pass the"
        " gradient on undamped. Cut the edges that skip a block and compare.",
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
        notes="Added up over time both classes look the same. The memory cell must keep which pulse it saw"
        " first. Make the sequences longer on the Data page and see how far its memory reaches.",
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
        notes="Look at the gradient panel before anything else: at the first step the gradient of the first layer is"
        " about 4e-5 of that of the last. Every sigmoid layer passes on a quarter of it at best (its slope is at"
        " most 1/4). Nine thousand steps later nothing has been learned. Cures: Tanh or ReLU instead of Sigmoid, the"
        " Glorot initializer, Adam, or skip connections.",
    )


MAKERS: tuple[Maker, ...] = (
    perceptron_iris,
    nand,
    xor,
    two_spirals,
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
        titled = replace(project, notes=f"{example.title}\n\n{project.notes}")
        save(folder / example.path.name, titled)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else resources() / "examples"
    target.mkdir(parents=True, exist_ok=True)
    make_all(target)
