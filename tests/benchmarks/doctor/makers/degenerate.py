"""Layers that say next to the same to all examples: very deep ReLU networks; the twin has batch norm."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from nnsim.engine.layer import Layer
from nnsim.training.run import Run
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.followed import Trained
from tests.benchmarks.doctor.made import Made


def _alike(sick: Trained, healthy: Trained) -> bool:
    """Whether at the first weights the last hidden layer has an effective rank of at most 2: worked out here."""
    del healthy
    rounds = sick.rounds
    run = Run(rounds.resolved, rounds.project.training, rounds.data)
    windows, vector = run.network.parameters.windows, np.asarray(run.network.parameters.vector, np.float64)
    y = np.asarray(rounds.data.train.values(np.arange(min(200, len(rounds.data.train)))), np.float64)
    for weights, biases in zip(windows[::2][:-1], windows[1::2][:-1], strict=True):
        w = vector[weights.start : weights.stop].reshape(weights.spec.shape)
        y = np.maximum(0.0, y @ w + vector[biases.start : biases.stop])
    values = np.linalg.svd(y - y.mean(axis=0), compute_uv=False)
    shares = values / max(float(values.sum()), 1e-300)
    return float(np.exp(-(shares * np.log(shares + 1e-300)).sum())) <= 2.0


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, width = draw.task("classes", "numbers"), draw.one(draw.half.widths[:3])
    depth, training = draw.one(draw.half.deep) + 12, draw.training(0.7)
    sick = network(task, hidden(depth, width, nn.ReLU()), **training)
    blocks: list[Layer] = []
    for _ in range(depth):
        blocks += [nn.Dense(width, initializer=nn.HeNormal()), nn.BatchNorm(), nn.ActivationLayer(nn.ReLU())]
    well = network(task, blocks, **training)
    also = ("vanishing_gradients", "dead_relus", "cut_off", "plateau")
    return Made(sick, well, also, 600, proof=_alike)
