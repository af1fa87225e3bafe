"""Layers that say next to the same to all examples, though gradients are sound: many narrow ones; the twin has few."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from nnsim.training.run import Run
from tests.benchmarks.doctor.draw import Draw, fitting, hidden, network
from tests.benchmarks.doctor.followed import Trained
from tests.benchmarks.doctor.made import Made


def _alike(sick: Trained, healthy: Trained) -> bool:
    """Whether at the first weights the last hidden layer has an effective rank of at most 1.6, and what comes back to
    the first layer is neither a thirtieth of that to the last nor thirty times it: worked out here.
    """
    del healthy
    rounds = sick.rounds
    run = Run(rounds.resolved, rounds.project.training, rounds.data)
    windows, vector = run.network.parameters.windows, np.asarray(run.network.parameters.vector, np.float64)
    weights = [vector[w.start : w.stop].reshape(w.spec.shape) for w in windows[::2]]
    leak = rounds.resolved.stages[1].layer.activation.leak
    y = np.asarray(rounds.data.train.values(np.arange(min(200, len(rounds.data.train)))), np.float64)
    slopes = []
    for w in weights[:-1]:
        z = y @ w
        slopes.append(np.where(z > 0, 1.0, leak))
        y = np.maximum(z, leak * z)
    values = np.linalg.svd(y - y.mean(axis=0), compute_uv=False)
    shares = values / max(float(values.sum()), 1e-300)
    back = [np.ones((len(y), weights[-1].shape[1])) @ weights[-1].T]
    for w, slope in zip(weights[-2:0:-1], slopes[:0:-1], strict=True):
        back.append((back[-1] * slope) @ w.T)
    ratio = np.linalg.norm(back[-1]) / max(float(np.linalg.norm(back[0])), 1e-300)
    return float(np.exp(-(shares * np.log(shares + 1e-300)).sum())) <= 1.6 and 1 / 30 < ratio < 30


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, width = draw.task("classes", "numbers"), draw.one(draw.half.widths[:3])
    activation = nn.LeakyReLU(draw.one((0.01, 0.1, 0.2)))
    optimizer, rate = draw.adaptive() if draw.chance(0.3) else draw.descending()
    training = {"optimizer": optimizer, "learning_rate": rate / 3, "batch": draw.batch(), "seed": draw.seed}
    weights = fitting(activation)
    sick = network(task, hidden(draw.one(draw.half.deep) + 20, width, activation, weights), **training)
    well = network(task, hidden(draw.one(draw.half.shallow), width, activation, weights), **training)
    return Made(
        sick,
        well,
        ("vanishing_gradients", "exploding_gradients", "cut_off", "plateau"),
        600,
        worse=0.7,
        proof=_alike,
    )
