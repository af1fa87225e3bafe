"""A loss that falls, then stays where it is for long, though more can be learned."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.followed import Trained
from tests.benchmarks.doctor.made import Made
from tests.benchmarks.doctor.task import arrays


def _flat(sick: Trained, healthy: Trained) -> bool:
    """Whether the last half of the run lowers the loss by less than 8 % while there was far more to be learned."""
    loss = sick.train_loss
    half, end = float(loss[len(loss) // 2 : len(loss) // 2 + 5].mean()), float(loss[-5:].mean())
    return end > 0.92 * half and end > 1.8 * healthy.train_loss[-1]


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    rows, features = int(draw.rng.integers(400, 700)), draw.one((2, 3)) + draw.half.more // 2
    x = draw.rng.normal(size=(rows, features))
    y = 0.5 * x @ draw.rng.normal(size=features) + 1.2 * x[:, 0] * x[:, 1]
    task = arrays("a product", x, y / y.std(), 0, draw.seed, test_share=0.0, validation_share=0.3)
    depth, width, batch = draw.one((2, 3)), draw.width(), draw.batch()
    slow = {
        "optimizer": nn.SGD(),
        "learning_rate": draw.log(0.02, 0.1),
        "batch": 2 * batch,
        "seed": draw.seed,
    }
    sick = network(task, hidden(depth, width, nn.Sigmoid()), **slow)
    quick = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.005, 0.01),
        "batch": batch,
        "seed": draw.seed,
    }
    well = network(task, hidden(depth, width, nn.Tanh()), **quick)
    also = ("unsuited_optimizer", "learning_rate_too_low", "vanishing_gradients", "first_weights_too_small")
    return Made(sick, well, also, 1500, proof=_flat)
