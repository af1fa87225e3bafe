"""Text that a network writes, character by character, each drawn by what it says comes next."""

from __future__ import annotations

import numpy as np

from nnsim.figures.figure import Array
from nnsim.training.scene import Scene
from nnsim.zoo.surprise import codes_of

_SPACE = "␣"
_LOOKED_AT = 200
"""Examples among which the beginning is chosen."""


def beginning(scene: Scene) -> Array:
    """Return codes (length,) that were held out and end with the most frequent one: behind a space a word begins.

    Raises NnsimError for data that are no text.
    """
    prepared = scene.prepared
    part = prepared.validation if len(prepared.validation) else prepared.train
    windows = codes_of(prepared, part.some(slice(_LOOKED_AT)))
    ends = windows[:, -1]
    return np.asarray(windows[(ends == np.bincount(ends).argmax()).argmax()])


def shares_next(scene: Scene, codes: Array) -> Array:
    """Return what a network says comes behind windows of codes (n, length), as shares (n, classes) float64."""
    prepared = scene.prepared
    inputs = np.eye(prepared.classes)[codes] if len(prepared.shape) == 2 else codes.astype(np.float64)
    return scene.answers(scene.network.feed(inputs)).astype(np.float64)


def written(scene: Scene, codes: Array, temperatures: Array, length: int, seed: int) -> Array:
    """Return what a network writes behind `codes`, (temperatures, length).

    A character is drawn with shares p^(1/τ)/Σ p^(1/τ): at a low temperature τ the likeliest, at 1 as the network says.
    """
    rng = np.random.default_rng(seed)
    windows = np.tile(codes, (len(temperatures), 1))
    found = np.zeros((len(temperatures), length), np.int64)
    for place in range(length):
        with np.errstate(divide="ignore"):
            z = np.log(shares_next(scene, windows)) / np.asarray(temperatures)[:, np.newaxis]
        bounds = np.exp(z - z.max(1, keepdims=True)).cumsum(1)
        drawn = rng.random((len(windows), 1)) * bounds[:, -1:]
        found[:, place] = (bounds <= drawn).sum(1)
        windows = np.hstack((windows[:, 1:], found[:, place : place + 1]))
    return found


def as_text(codes: Array, names: tuple[str, ...]) -> str:
    """Return codes as people read them: characters side by side, other names with commas."""
    told = [names[code] for code in codes]
    if all(len(name) == 1 for name in names):
        return "".join(told).replace(_SPACE, " ")
    return ", ".join(told)
