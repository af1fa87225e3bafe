"""The example of TensorFlow Playground learns its tasks in no more epochs than Playground does, and sticks no more often.

Playground's training is written down here by its published rules (nn.ts and playground.ts of 2016): weights from
U(−½, ½), biases 0.1, tanh, half the squared error of a tanh output (a linear one for numbers), plain gradient
descent at 0.03 in batches of 10, inputs as they are, examples never shuffled. Both see the same points.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from nnsim.data.data_settings import with_source
from nnsim.data.formulas.feature_switches import toggled, usual_formulas
from nnsim.data.prepare import prepare
from nnsim.document.examples import examples
from nnsim.library import (
    PlaygroundCircle,
    PlaygroundGauss,
    PlaygroundMultiGauss,
    PlaygroundPlane,
    PlaygroundSpiral,
    PlaygroundXor,
    load,
    train,
)

EXAMPLE = next(example for example in examples() if example.key == "playground")
EPOCHS = (25, 50)
STUCK = 0.05
"""Share of wrong answers from which a start has stuck."""


def the_projects(source, seeds):
    """Return the example with this task, a set of points and a seed for each of `seeds`."""
    project = load(EXAMPLE.path).project
    data = with_source(project.data, source(points=500))
    if source is PlaygroundSpiral:
        names = ("x₁", "x₂")
        for formula in usual_formulas(names)[2:]:
            data = replace(data, steps=toggled(data.steps, formula, True, names))
    return [
        replace(
            project,
            data=replace(data, source=source(points=500, seed=seed)),
            training=replace(project.training, seed=seed),
        )
        for seed in seeds
    ]


def raw_parts(project):
    """Return inputs and targets as Playground has them, of the training and of the validation part."""
    data = prepare(project.data)
    for part in (data.train, data.validation):
        targets = part.targets.reshape(-1, 1).astype(float)
        yield data.scaler.invert(part.values(slice(None))), 2 * targets - 1 if data.classes else targets


def playground(projects):
    """Return Playground's test loss and share of wrong answers after each of `EPOCHS`, (projects, epochs) both."""
    (x, t), (x_test, t_test) = (
        [np.array(arrays) for arrays in zip(*parts, strict=True)]
        for parts in zip(*(raw_parts(project) for project in projects), strict=True)
    )
    classes = bool(prepare(projects[0].data).classes)
    sizes = [x.shape[-1], 4, 2, 1]
    draws = np.random.default_rng(2016)
    weights = [draws.uniform(-0.5, 0.5, (len(x), a, b)) for a, b in pairwise(sizes)]
    biases = [np.full((len(x), 1, units), 0.1) for units in sizes[1:]]

    def forward(inputs):
        found = [inputs]
        for w, b in zip(weights, biases, strict=True):
            z = found[-1] @ w + b
            found.append(np.tanh(z) if classes or w is not weights[-1] else z)
        return found

    losses, errors = [], []
    for epoch in range(1, EPOCHS[-1] + 1):
        for first in range(0, x.shape[1], 10):
            batch = slice(first, first + 10)
            a = forward(x[:, batch])
            delta = a[-1] - t[:, batch]
            for k in reversed(range(3)):
                if classes or k < 2:
                    delta = delta * (1 - a[k + 1] ** 2)
                back = delta @ weights[k].swapaxes(1, 2)
                weights[k] = weights[k] - 0.03 * (a[k].swapaxes(1, 2) @ delta) / delta.shape[1]
                biases[k] = biases[k] - 0.03 * delta.mean(1, keepdims=True)
                delta = back
        if epoch in EPOCHS:
            y = forward(x_test)[-1]
            losses.append((0.5 * (y - t_test) ** 2).mean((1, 2)))
            errors.append((np.sign(y) != np.sign(t_test)).mean((1, 2)))
    return np.array(losses).T, np.array(errors).T


def ours(projects):
    """Return the same of the program, in the same measure: answers from −1 to 1, half the squared difference."""
    losses, errors = [], []
    for project in projects:
        _, (x, t) = raw_parts(project)
        result = train(project, EPOCHS[-1])
        steps = len(prepare(project.data).train) // project.training.batch
        said = []
        for epoch in EPOCHS:
            answers = result.at(epoch * steps).predict(x)
            said.append(2 * answers - 1 if result.data.classes else answers)
        losses.append([0.5 * np.mean((y - t) ** 2) for y in said])
        errors.append([np.mean(np.sign(y) != np.sign(t)) for y in said])
    return np.array(losses), np.array(errors)


def test_exclusive_or_is_learned_sooner_and_sticks_no_more_often():
    projects = the_projects(PlaygroundXor, range(16))
    (losses, errors), (their_losses, their_errors) = ours(projects), playground(projects)
    assert (np.median(losses, 0) < np.median(their_losses, 0) / 2).all()
    assert ((errors > STUCK).sum(0) <= (their_errors > STUCK).sum(0)).all()


@pytest.mark.parametrize(
    "source",
    [PlaygroundCircle, PlaygroundGauss, PlaygroundPlane, PlaygroundMultiGauss, PlaygroundSpiral],
    ids=lambda source: source.key,
)
def test_every_other_task_is_learned_in_no_more_epochs(source):
    projects = the_projects(source, range(8))
    losses, their_losses = ours(projects)[0], playground(projects)[0]
    assert (np.median(losses, 0) <= np.median(their_losses, 0)).all()
