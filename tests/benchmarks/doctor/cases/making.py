"""What the cases are made of: data to the description of a row, and networks as those who asked wrote them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnsim.data import classics
from nnsim.data.data_settings import DataSettings
from nnsim.data.memory import MemoryArrays
from nnsim.engine.activation import Activation
from nnsim.engine.activations.identity import Identity
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.input import Input
from nnsim.library.in_memory import Arrays

Array = NDArray[Any]

KERAS_ADAM = 0.001
KERAS_SGD = 0.01
"""Learning rates that are taken where nobody says one."""


def held(x: Array, y: Array, *, scaling: str = "none", task: str = "auto", **settings: Any) -> DataSettings:
    """Return examples in memory as the data of a project, unscaled unless told otherwise."""
    return DataSettings(arrays(x, y, task=task), scaling=scaling, **settings)


def arrays(x: Array, y: Array, **settings: Any) -> MemoryArrays:
    """Return examples in memory; bytes of pictures stay bytes."""
    return Arrays(x, y, divide_bytes=False, **settings)


def dense(
    *units: int,
    hidden: Activation,
    out: Activation | None = None,
    dropout: float = 0.0,
    initializer: Initializer | None = None,
    bias_initializer: Initializer | None = None,
) -> tuple[Layer, ...]:
    """Return the layers of a network of dense layers; the last of `units` is its output.

    Parameters
    ----------
    out
        What ends the output; nothing by default, as losses over classes apply theirs.
    dropout
        Rate after every hidden layer; 0: none.
    """
    first = initializer or GlorotUniform()
    bias = bias_initializer or Zeros()
    found: list[Layer] = [Input()]
    for count in units[:-1]:
        found.append(Dense(count, hidden, first, bias_initializer=bias))
        if dropout:
            found.append(Dropout(dropout))
    return (*found, Dense(units[-1], out or Identity(), first, bias_initializer=bias))


# ---- numbers -----------------------------------------------------------------------------------


def linear_classes(
    rows: int, columns: int, classes: int = 2, *, seed: int, noise: float = 0.5
) -> tuple[Array, Array]:
    """Return normal columns, and classes that a linear network tells apart but for some noise."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, columns))
    scores = x @ rng.normal(size=(columns, classes)) + noise * rng.normal(size=(rows, classes))
    return x, scores.argmax(axis=1)


def curved(
    rows: int, columns: int, targets: int = 1, *, seed: int, noise: float = 0.1
) -> tuple[Array, Array]:
    """Return normal columns and smooth functions of them, of unit size with some noise."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, columns))
    inner = np.tanh(x @ rng.normal(size=(columns, 6)) / np.sqrt(columns))
    y = inner @ rng.normal(size=(6, targets)) + 0.3 * x @ rng.normal(size=(columns, targets))
    y = (y - y.mean(axis=0)) / y.std(axis=0)
    return x, y + noise * rng.normal(size=y.shape)


def measured(x: Array, sizes: ArrayLike, offsets: ArrayLike = 0.0) -> Array:
    """Return normal columns as they would be measured: each in its own unit."""
    return x * np.asarray(sizes, np.float64) + np.asarray(offsets, np.float64)


# ---- pictures ----------------------------------------------------------------------------------


def digit_bytes() -> tuple[Array, Array]:
    """Return the digits as pictures of bytes, 0 to 255, (n, 64), and which they are."""
    raw = classics.bundled("digits")
    return np.round(np.array(raw.data, np.float64) * 255 / 16), np.array(raw.target, np.int64)


def digit_pictures() -> tuple[Array, Array]:
    """Return the same as pictures with one channel, (n, 1, 8, 8)."""
    x, y = digit_bytes()
    return x.reshape(-1, 1, 8, 8), y


def coloured(rows: int, size: int = 8, *, seed: int, noise: float = 0.25) -> tuple[Array, Array]:
    """Return colour pictures (n, 3, size, size) from 0 to 1 in ten classes: stripes of five directions, two colours."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 10, rows)
    down, across = np.mgrid[0:size, 0:size]
    angle = (y % 5) * np.pi / 5 + 0.12 * rng.normal(size=rows)
    along = np.cos(angle)[:, None, None] * across + np.sin(angle)[:, None, None] * down
    stripes = np.sin(1.6 * along + rng.uniform(0, 2 * np.pi, rows)[:, None, None])
    colour = np.where((y >= 5)[:, None], [1.0, 0.5, 0.2], [0.2, 0.5, 1.0])
    colour = colour + 0.2 * rng.normal(size=colour.shape)
    x = (
        0.5
        + 0.25 * stripes[:, None] * colour[:, :, None, None]
        + noise * rng.normal(size=(rows, 3, size, size))
    )
    return np.clip(x, 0, 1), y


# ---- sequences ---------------------------------------------------------------------------------


def bits(rows: int, length: int, *, seed: int) -> tuple[Array, Array]:
    """Return sequences of bits (n, length, 1), and whether more than half of each are 1."""
    x = np.random.default_rng(seed).integers(0, 2, (rows, length, 1))
    return x.astype(np.float64), (2 * x.sum(axis=(1, 2)) > length).astype(np.int64)


def waves(rows: int, length: int, *, seed: int) -> tuple[Array, Array]:
    """Return stretches of noisy waves (n, length, 1), and the value after each (n, 1), both around 0."""
    rng = np.random.default_rng(seed)
    start, speed = rng.uniform(0, 2 * np.pi, rows), rng.uniform(0.3, 0.7, rows)
    times = np.arange(length + 1)
    found = np.sin(start[:, None] + speed[:, None] * times) + 0.03 * rng.normal(size=(rows, length + 1))
    return found[:, :-1, None], found[:, -1:]
