"""Runs with two illnesses: one more is added to a network that has one already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

import nnsim.library as nn
from nnsim.engine.layer import Layer
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def vanishing_and_slow(draw: Draw) -> Made:
    """Return a deep sigmoid network with a rate of a thousandth."""
    task, depth, width, training = (
        draw.task("classes"),
        draw.one(draw.half.deep),
        draw.width(),
        draw.training(0.5),
    )
    slow = training | {"learning_rate": training["learning_rate"] / draw.log(300, 5000)}
    sick = network(task, hidden(depth, width, nn.Sigmoid()), **slow)
    return Made(sick, network(task, hidden(depth, width, nn.ReLU()), **training), steps=700)


def unscaled_and_huge(draw: Draw) -> Made:
    """Return a network whose inputs and targets are both as large as they came."""
    task, training, layers = draw.task("own_numbers"), draw.training(0.8), draw.layers()
    assert task.x is not None
    assert task.y is not None
    x, y = task.x * draw.log(100, 1e4), (task.y + draw.even(-2, 2)) * draw.log(1e3, 1e5)
    sick = network(task.again(x=x, y=y, scaling="none"), layers, **training)
    well = network(task.again(x=x, y=y, scaling="standardize", scale_targets=True), layers, **training)
    return Made(sick, well, ("saturated_units", "non_finite", "exploding_gradients"), steps=500)


def twice_and_slow(draw: Draw) -> Made:
    """Return a softmax on the logits, and a rate of a thousandth."""
    task, training, layers = draw.task("many_classes"), draw.training(), draw.layers()
    slow = training | {"learning_rate": training["learning_rate"] / draw.log(300, 5000)}
    stacked: list[Layer] = [*layers, nn.Dense(task.outputs, nn.Softmax())]
    sick = network(task, stacked, nn.ActivationLayer(nn.Softmax()), **slow)
    return Made(sick, network(task, layers, **training), steps=600)


def linear_and_penalty(draw: Draw) -> Made:
    """Return layers without an activation, and a penalty that outweighs all else."""
    task, training, depth, width = draw.task("hard"), draw.training(), draw.one((2, 3)), draw.width()
    sick = network(task, hidden(depth, width, nn.Identity()), weight_decay=draw.log(0.3, 3), **training)
    return Made(sick, network(task, hidden(depth, width, nn.Tanh()), **training), ("no_capacity",), 800)


def leak_and_long(draw: Draw) -> Made:
    """Return rows that are in both parts, and steps that are far too long."""
    task, training, layers = draw.task("own"), draw.training(0.8), draw.layers()
    assert task.x is not None
    assert task.y is not None
    rows = np.tile(np.arange(len(task.x) // 3), 3)
    leaking = task.again(x=task.x[rows], y=task.y[rows])
    long = training | {"learning_rate": training["learning_rate"] * draw.log(50, 1000)}
    also = ("oscillating", "dead_relus", "saturated_units", "exploding_gradients", "non_finite")
    return Made(network(leaking, layers, **long), network(task, layers, **training), also)


def dead_and_unscaled(draw: Draw) -> Made:
    """Return ReLUs that biases keep silent in one layer, and inputs that are not scaled."""
    task, training, width = draw.task("own"), draw.training(0.8), draw.width()
    assert task.x is not None
    layers = hidden(2, width, nn.ReLU())
    large = task.x * draw.log(30, 300)
    below = [layers[0], replace(layers[1], bias_initializer=nn.Constant(-1e4))]
    sick = network(task.again(x=large, scaling="none"), below, **training)
    return Made(sick, network(task.again(x=large, scaling="standardize"), layers, **training), ("cut_off",))


MAKERS: dict[str, Callable[[Draw], Made]] = {
    "vanishing_gradients+learning_rate_too_low": vanishing_and_slow,
    "inputs_not_scaled+huge_targets": unscaled_and_huge,
    "activation_twice+learning_rate_too_low": twice_and_slow,
    "only_linear_layers+regularisation_too_strong": linear_and_penalty,
    "leaking_split+learning_rate_too_high": leak_and_long,
    "dead_relus+inputs_not_scaled": dead_and_unscaled,
}
"""By the keys of both illnesses, joined by a plus."""
