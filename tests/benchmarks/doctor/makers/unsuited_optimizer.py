"""An optimizer for whole data on small batches, or plain descent where the slopes differ by orders."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    batch, width = draw.batch(), draw.width()
    quick = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.004, 0.01),
        "batch": batch,
        "seed": draw.seed,
    }
    if draw.chance(0.5):
        task, layers = draw.task("classes", "numbers"), draw.layers()
        kind = draw.one((nn.Rprop(), nn.LBFGS()))
        rate = 1.0 if isinstance(kind, nn.LBFGS) else 0.01
        sick = network(task, layers, optimizer=kind, learning_rate=rate, batch=batch // 4, seed=draw.seed)
        well = network(task, layers, **quick)
        return Made(sick, well, ("oscillating", "non_finite", "learning_rate_too_high", "dead_relus"), 500)
    task, layers = draw.task("hard"), hidden(draw.one((2, 3)), width, nn.Sigmoid())
    slow = {"optimizer": nn.SGD(), "learning_rate": draw.log(0.03, 0.1), "batch": batch, "seed": draw.seed}
    sick, well = network(task, layers, **slow), network(task, layers, **quick)
    return Made(sick, well, ("learning_rate_too_low", "plateau", "vanishing_gradients"), 1200)
