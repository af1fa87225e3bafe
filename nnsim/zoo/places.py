"""Where the ink of pictures lies, and how well some numbers tell a place."""

from __future__ import annotations

import itertools

import numpy as np

from nnsim.figures.figure import Array
from nnsim.zoo.drawing.digits_told import as_images


def centres(pictures: Array) -> Array | None:
    """Return the centre of the ink of pictures (n, pixels), (n, 2): x and y in pixels from the middle, y upwards.

    None where they are no square pictures.
    """
    images = as_images(pictures)
    if images is None:
        return None
    images = np.maximum(images, 0.0)
    across = np.arange(images.shape[1]) - (images.shape[1] - 1) / 2
    ink = np.maximum(images.sum(axis=(1, 2)), 1e-12)
    return np.stack((images.sum(axis=1) @ across / ink, -(images.sum(axis=2) @ across) / ink), axis=1)


def explained(known: tuple[Array, Array], unseen: tuple[Array, Array], degree: int) -> Array:
    """Return R² of every number that is told, of `unseen`, by the polynomial that fits `known` best.

    Parameters
    ----------
    known, unseen
        Numbers (n, k) that tell, and those (n, m) that are to be told.
    degree
        Of the polynomial, whose terms are all products of up to so many of the k numbers.

    Returns
    -------
    array (m,)
    """
    weights, *_ = np.linalg.lstsq(_products(known[0], degree), known[1], rcond=None)
    left = ((_products(unseen[0], degree) @ weights - unseen[1]) ** 2).sum(axis=0)
    return np.asarray(1 - left / ((unseen[1] - unseen[1].mean(axis=0)) ** 2).sum(axis=0))


def _products(numbers: Array, degree: int) -> Array:
    """Return all products of up to `degree` of the columns, 1 the first, (n, terms)."""
    columns = range(numbers.shape[1])
    chosen = (c for d in range(degree + 1) for c in itertools.combinations_with_replacement(columns, d))
    return np.stack([numbers[:, list(c)].prod(axis=1) for c in chosen], axis=1)
