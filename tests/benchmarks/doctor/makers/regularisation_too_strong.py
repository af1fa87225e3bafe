"""A penalty on weights that outweighs what is asked."""

from __future__ import annotations

from dataclasses import replace

from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training = draw.task("classes", "numbers"), draw.training()
    well = network(task, draw.layers(), **training)
    way = draw.one(("weight_decay", "weight_decay", "l1"))
    amount = draw.log(0.15, 3) if way == "weight_decay" else draw.log(0.03, 0.5)
    sick = replace(well, training=replace(well.training, **{way: amount}))
    return Made(sick, well, ("vanishing_gradients", "dead_relus", "plateau"), 800)
