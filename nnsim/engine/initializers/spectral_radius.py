"""Few connections, scaled to a spectral radius: what a reservoir is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.sparse import Sparse

_SMALL = 200
"""Rows of the largest matrix whose eigenvalues are all worked out."""


@initializers.register
@dataclass(frozen=True)
class SpectralRadius(Initializer):
    """Every unit gets k weights from N(0, 1), and all are scaled until the largest |eigenvalue| is ρ.

    A matrix that is not square has no eigenvalues: its largest singular value is taken instead, and of weights that are
    no matrix those of the matrix (inputs, units) they are laid out as. A matrix of 0
    stays as it was drawn.
    """

    key = "spectral_radius"
    title = mark("Spectral radius")
    summary = mark(
        "A few random connections a unit, scaled so that what goes round in them fades at a chosen speed."
    )
    formula = "W ← ρ·W / max |λ(W)|"
    source = "Jaeger 2001"
    order = 61

    radius: float = real(0.9, low=0.0, high=100.0, usual=(0.0, 2.0), label=mark("Spectral radius ρ"))
    connections: int = integer(10, low=1, high=100_000, label=mark("Connections k"))

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        drawn = Sparse(self.connections, 1.0).draw(rng, shape, fan_in, fan_out)
        largest = greatest(drawn.reshape(-1, shape[-1]))
        return drawn * (self.radius / largest) if largest > 0 else drawn


def greatest(matrix: np.ndarray) -> float:
    """Return the largest |eigenvalue| of a matrix (n, n), or the largest singular value of another.

    Of large square ones by Arnoldi's method, which needs a fraction of the time.
    """
    if matrix.shape[0] != matrix.shape[1]:
        return float(np.linalg.norm(matrix, 2))
    found = _by_arnoldi(matrix) if len(matrix) > _SMALL else None
    return float(np.abs(np.linalg.eigvals(matrix) if found is None else found).max())


def _by_arnoldi(matrix: np.ndarray) -> np.ndarray | None:
    """Return some of the largest eigenvalues, of which two may be each other's conjugates; None where it fails."""
    from scipy.sparse import csr_array  # loaded where it is needed: it takes a while
    from scipy.sparse.linalg import ArpackError, eigs

    start = np.ones(len(matrix))
    try:
        found: np.ndarray = eigs(
            csr_array(matrix), k=4, which="LM", v0=start, tol=1e-9, return_eigenvectors=False
        )
    except ArpackError:
        return None
    return found
