"""A sensible network for data, and how to train it: what one would try first."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.data.source import Progress
from nnsim.document.building import Builder
from nnsim.document.demands import units_for
from nnsim.document.graph import Graph
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.initializers.he import HeUniform
from nnsim.engine.layer import Layer
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.optimizers.adam import Adam

_MOST_BLOCKS = 3
_SMALL_SIDE = 7
"""Pixels of a side from which on pictures are not made smaller."""
_LARGE_SIDE = 40
"""Pixels of a side from which on the first convolution takes every other place only."""
_FEWEST_CODES, _MOST_CODES = 4, 50_000
_EXAMPLES = 1_000_000
"""So many examples are shown at most, each time it is shown counted."""
_FEW_COLUMNS = 3
"""With so few inputs what is asked is seldom a plane: a second layer bends it."""
_PATIENCE = 40
_LEARNING_RATE = 0.003
_PRIOR, _NOISY_PRIOR = 10.0, 20.0
"""λ times the number of examples, for classes and for numbers: the more examples the less weights are held back.
Measured on the classic tables, each split eight ways."""


def suggested_project(settings: DataSettings, progress: Progress | None = None) -> tuple[Project, Prepared]:
    """Return a project for data, and these as it prepares them.

    Raises
    ------
    NnsimError
        When the data cannot be used.
    Cancelled
        When `progress` asks to stop.
    """
    data = prepare(settings, progress)
    better = suggested_settings(settings, data.task == "regression")
    if better != settings:
        data = prepare_dataset(data.origin, better)
    return suggested(Project(data=better), data), data


def suggested(project: Project, data: Prepared) -> Project:
    """Return `project` with a network and a training that fit `data`, which are its data.

    Targets of a regression are standardised: a network begins with answers of about unit size.
    """
    settings = suggested_settings(project.data, data.task == "regression")
    training = replace(suggested_training(data), seed=project.training.seed)
    return replace(project, graph=suggested_network(data), data=settings, training=training)


def suggested_settings(settings: DataSettings, regression: bool) -> DataSettings:
    """Return settings of the data that suit a suggested network."""
    return replace(settings, scale_targets=True) if regression else settings


def suggested_network(data: Prepared) -> Graph:
    """Return a network for examples of this shape, this number of rows and these targets.

    Columns: dense layers of a size that grows with rows and columns, beside them a way straight to the answer, so
    that it is never less than a linear model. Pictures: convolutions, each with a pooling, down to a few pixels.
    Sequences: a GRU. Whole numbers that stand for something: an Embedding before that.
    """
    net = Builder()
    shape = _picture(data)
    given = net.add(Input((1, *shape)) if len(shape) == 2 else Input())
    if shape:
        body: Iterator[Layer] = _pictures(shape[-2:])
    elif codes := _codes(data):
        body = _coded(data, codes)
    elif len(data.shape) == 2:
        body = iter((GRU(_width(data)),))
    else:
        body = _columns(data)
    last = given
    for layer in body:
        last = net.add(layer, last)
    if len(data.shape) == 1 and not _codes(data):
        # What a linear model can say must not have to go through the hidden layers.
        last = net.add(Concatenate(), last, given)
    net.add(Dense(units_for(data)[0]), last)
    return net.project(data=None).graph


def suggested_training(data: Prepared) -> TrainingSettings:
    """Return how to train such a network: Adam, small batches of few examples, until validation gets no better."""
    n = len(data.train)
    sequence = len(data.shape) == 2 and not _picture(data)
    return TrainingSettings(
        learning_rate=_LEARNING_RATE,
        batch=_batch(n),
        optimizer=Adam(),
        epochs=_epochs(data),
        patience=0 if data.dataset.whole else _PATIENCE,
        weight_decay=_weight_decay(data),
        clipping=ClipByGlobalNorm(1.0) if sequence else None,
    )


def _weight_decay(data: Prepared) -> float:
    """Return λ: less for more examples, and for few columns, which a network can hardly learn by heart."""
    if data.dataset.whole or (len(data.shape) == 2 and not _picture(data)):
        return 0.0
    prior = _PRIOR if data.classes else _NOISY_PRIOR
    return min(prior, max(0.5, 2.0 * math.prod(data.shape) - 3.0)) / max(1, len(data.train))


def _columns(data: Prepared) -> Iterator[Layer]:
    width = _width(data)
    if len(data.shape) != 1:
        yield Flatten()
    yield Dense(width, ReLU(), HeUniform())
    if len(data.train) >= 1000 or math.prod(data.shape) <= _FEW_COLUMNS:
        yield Dense(max(16, width // 2), ReLU(), HeUniform())


def _picture(data: Prepared) -> tuple[int, ...]:
    """Return the shape of an example that is a picture, with channels or without; empty for all others."""
    has_pixels = len(data.shape) == 2 and data.dataset.divisor > 1
    return data.shape if len(data.shape) == 3 or has_pixels else ()


def _pictures(sides: tuple[int, ...]) -> Iterator[Layer]:
    """Yield convolutions that fit the size: each with twice the filters, until few pixels are left."""
    side, filters = min(sides), 8
    if max(sides) > _LARGE_SIDE:
        yield Conv2D(filters, 5, 2, activation=ReLU())
        side, filters = (side + 1) // 2, 2 * filters
    for _ in range(_MOST_BLOCKS):
        if side < 2:
            break
        yield Conv2D(filters, 3, activation=ReLU())
        yield MaxPool2D(2)
        side, filters = side // 2, 2 * filters
        if side < _SMALL_SIDE:
            break
    yield Flatten()
    yield Dense(64, ReLU(), HeUniform())
    yield Dropout(0.2)


def _coded(data: Prepared, codes: int) -> Iterator[Layer]:
    yield Embedding(codes, min(32, max(4, round(codes**0.5))))
    yield GRU(_width(data))


def _codes(data: Prepared) -> int:
    """Return how many codes there are where inputs are whole numbers that nobody scaled, from 0; else 0."""
    if len(data.shape) != 1 or not data.dataset.ready or not len(data.train):
        return 0
    values = data.dataset.values()
    high = float(np.nanmax(values))
    if not _FEWEST_CODES <= high + 1 <= _MOST_CODES or np.nanmin(values) < 0 or (values % 1).any():
        return 0
    return int(high) + 1


def _width(data: Prepared) -> int:
    """Return how many units a layer gets: a power of 2 that grows with the rows and what there is of one."""
    n, inputs = max(1, len(data.train)), math.prod(data.shape)
    by_rows = 2 ** round(math.log2(n) / 2 + 1)
    by_columns = 2 ** math.ceil(math.log2(max(2, inputs)))
    return int(max(16, min(128, by_rows, max(32, by_columns))))


def _batch(n: int) -> int:
    """Return the size of a batch: some thirty steps or more an epoch, and no more than 256 examples."""
    return int(min(256, max(8, 2 ** round(math.log2(max(1, n) / 30)))))


def _epochs(data: Prepared) -> int:
    """Return how many epochs at most: many of few examples."""
    return int(min(300, max(10, _EXAMPLES // max(1, len(data.train)))))
