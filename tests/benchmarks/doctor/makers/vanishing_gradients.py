"""Many layers of sigmoids, or of tanh with first weights that are too small; the twin has ReLU and weights that fit.

In a fifth of the draws it vanishes through time instead: a plain recurrent layer over long sequences, whose twin has
gates.
"""

from __future__ import annotations

import nnsim.library as nn
from nnsim.engine.activation import Activation
from nnsim.engine.initializer import Initializer
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made
from tests.benchmarks.doctor.task import Task, task_of


def made(draw: Draw) -> Made:
    """Return a deep network whose first layers get next to no gradient, and one whose do."""
    task, depth, width = draw.task("classes", "classes", "numbers"), draw.one(draw.half.deep), draw.width()
    optimizer, rate = draw.adaptive() if draw.chance(0.4) else draw.descending()
    activation: Activation = draw.one((nn.Sigmoid(), nn.Sigmoid(), nn.HardSigmoid()))
    weights: Initializer = draw.one((nn.GlorotUniform(), nn.GlorotNormal(), nn.LeCunNormal()))
    also: tuple[str, ...] = ()
    if draw.chance(0.25):
        activation = draw.one((nn.Tanh(), nn.ReLU()))
        weights, also = nn.GlorotNormal(draw.even(0.15, 0.4)), ("first_weights_too_small",)
    training = {"optimizer": optimizer, "learning_rate": rate, "batch": draw.batch(), "seed": draw.seed}
    sick = network(task, hidden(depth, width, activation, weights), **training)
    well = network(task, hidden(depth, width, nn.Tanh() if draw.chance(0.3) else nn.ReLU()), **training)
    # Last, so that what was drawn above is what it was before there was this; and not in the half that is judged on, for
    # which there is no data of another kind yet that takes a long memory and that cells with gates learn in time.
    if draw.half.name != "judged" and draw.chance(0.2):
        return _through_time(draw)
    return Made(sick, well, also, steps=700)


def _through_time(draw: Draw) -> Made:
    """Return a plain recurrent layer with small weights over tens of times, and as many cells with gates."""
    task, units = _long_sequences(draw), draw.width()
    gated = draw.one((nn.GRU, nn.LSTM))(units)
    plain = nn.RNN(units, initializer=draw.one((nn.GlorotNormal, nn.GlorotUniform))(draw.even(0.2, 0.4)))
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.004, 0.008),
        "clipping": nn.ClipByGlobalNorm(1.0),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    sick, well = (network(task, [layer], **training) for layer in (plain, gated))
    # One that begins to learn in the end is on its way to be well.
    return Made(sick, well, ("first_weights_too_small",), steps=800, worse=0.2)


def _long_sequences(draw: Draw) -> Task:
    """Return sequences whose answer needs what was read tens of times ago."""
    steps = draw.one((44, 52, 60)) + draw.half.more
    task = task_of(nn.AddingProblem(points=700, steps=steps, seed=draw.seed), draw.seed, 0)
    return task.with_data(scaling="standardize")
