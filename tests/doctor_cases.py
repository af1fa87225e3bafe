"""Trainings of many kinds as the doctor sees them, look by look: for the contracts of illnesses and cures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.rounds import Rounds
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.library import (
    GRU,
    SGD,
    Arrays,
    BatchNorm,
    Bumps,
    Conv2D,
    CsvFile,
    DataSettings,
    Dense,
    Digits,
    Dropout,
    Flatten,
    Input,
    Iris,
    Momentum,
    ParitySequence,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
    TwoSpirals,
    chain,
)

LOOKS = (1, 15)
"""Steps at which a training is looked at, beside the first weights and the end."""
STEPS = 60


def _arrays(rows: int, classes: int = 2) -> Arrays:
    """Return rows with some inputs that say of which of so many classes each is."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(rows, 4))
    y = np.array([f"class {k}" for k in np.arange(rows) % classes])
    return Arrays(x, y)


@cache
def projects() -> Mapping[str, Project]:
    """Return what is trained, by name."""
    spirals, few = TwoSpirals(points=60), {"batch": 8}
    without = DataSettings(spirals, validation_share=0.0, test_share=0.0)
    return {
        "well": chain(Input(), Dense(8, Tanh()), Dense(1), data=spirals, **few),
        "regression": chain(Input(), Dense(8, Tanh()), Dense(1), data=Bumps(points=60)),
        "three classes": chain(Input(), Dense(8, ReLU()), Dense(3), data=Iris(), learning_rate=0.01),
        "deep sigmoid": chain(Input(), *[Dense(6, Sigmoid())] * 6, Dense(1), data=spirals, **few),
        "softmax over one": chain(Input(), Dense(6), Dense(1, Softmax()), data=spirals, **few),
        "softmax twice": chain(Input(), Flatten(), Dense(12, ReLU()), Dense(10, Softmax()), data=Digits()),
        "diverges": chain(
            Input(), Dense(8, ReLU()), Dense(1), data=Bumps(points=60), optimizer=SGD(), learning_rate=1e4
        ),
        "pictures": chain(Input(), Conv2D(4), Flatten(), Dropout(), Dense(10), data=Digits(), batch=64),
        "sequences": chain(Input(), GRU(4), Dense(1), data=ParitySequence(), batch=16),
        "normalised": chain(
            Input(), Dense(8), BatchNorm(), Dense(1), data=spirals, batch=1, optimizer=Momentum()
        ),
        "one output too few": chain(Input(), Dense(6), Dense(2), data=Iris()),
        "cannot run": chain(Input(), Dense(6), Dense(10), data=Digits()),
        "no validation": chain(Input(), Dense(6, Tanh()), Dense(1), data=without, **few),
        "one class": chain(Input(), Dense(6, Tanh()), Dense(1), data=_arrays(40, 1), **few),
        "ten rows": chain(Input(), Dense(6, Tanh()), Dense(1), data=_arrays(10), **few),
        "no file": chain(Input(), Dense(6, Tanh()), Dense(1), data=CsvFile("no such file.csv")),
        "nothing drawn": chain(Input(), data=spirals),
        "whole batches": chain(Input(), Dense(6, Tanh()), Dense(1), data=spirals, batch=1000),
    }


@cache
def cases() -> Mapping[str, tuple[Case, ...]]:
    """Return what is known at every look at each of them; made once, for it is trained."""
    return {name: tuple(_looked(project)) for name, project in projects().items()}


def _looked(project: Project) -> list[Case]:
    try:
        rounds = Rounds(project)
    except NnsimError:
        return [Case(project, resolve(project.graph, None, project.training.rule))]
    # A course goes on with its run; what was known at a look is known from a run of that length.
    found = [rounds.case()]
    for steps in (*LOOKS, STEPS):
        *_, last = Rounds(project).walk(steps, LOOKS)
        found.append(last)
        if rounds.run is None or last.diverged is not None:
            break
    return found
