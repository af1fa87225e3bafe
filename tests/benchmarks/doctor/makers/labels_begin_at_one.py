"""Classes that are counted from 1 and asked of an output that gives 0 to 1."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made
from tests.benchmarks.doctor.task import Task, arrays


def numbers(task: Task, labels: np.ndarray) -> Task:
    """Return the labels of a task read as numbers."""
    assert task.x is not None
    return arrays(task.name, task.x, labels, 0, task.data.seed, test_share=0.0, validation_share=0.3)


def made(draw: Draw) -> Made:
    """Return a sick network and its twin, whose classes are 0 and 1."""
    task, training, layers = draw.task("easy"), draw.training(0.7), draw.layers()
    assert task.y is not None
    zero, one = (numbers(task, task.y + first) for first in (0.0, 1.0))
    output = nn.Dense(1, draw.one((nn.Sigmoid(), nn.HardSigmoid())))
    sick, twin = (network(data, layers, output, **training) for data in (one, zero))
    return Made(sick, twin, ("targets_out_of_range",), 500)
