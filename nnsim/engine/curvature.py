"""Second derivatives of the loss along a direction, and the greatest eigenvalue of all.

A Hessian-vector product is the central difference of two exact gradients in float64,

    H·v ≈ (g(θ + εv) − g(θ − εv)) / 2ε  with ‖v‖ = 1 and ε = ∛u · max(1, ‖θ‖),  u = 2.2e-16,

which balances the truncation ε²/6·‖∂³g‖ against the rounding u·‖g‖/ε: both are of the order u^⅔, so
nine digits and more are right for smooth functions (measured: 1e-11 of the greatest entry of H where
the loss is quadratic, 3e-10 for tanh). Where a kink of ReLU or a
pool lies between the two points, the product holds the jump of the gradient there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.subject import Copy, Subject

MOST = 1e100
"""Numbers beyond this count as infinite: their squares would be."""

Product = Callable[[np.ndarray], np.ndarray]


def hessian_product(subject: Subject) -> Product:
    """Return the function v ↦ H·v of the loss on the subject's batch, both (parameters,), float64.

    Layers that draw (dropout) draw the same at every call.

    Raises
    ------
    NnsimError
        When the network learns nothing, has no loss, or its gradient is not finite.
    """
    subject.need_targets()
    if not subject.vector.size:
        raise NnsimError(tr("This network has nothing to learn. Add a Dense layer."))
    copy = Copy(subject, dtype=np.float64)
    copy.feed()
    centre = subject.vector.astype(np.float64)
    if not (np.abs(centre) < MOST).all():
        raise NnsimError(tr("The weights are not finite numbers here, so there is no curvature to see."))
    width = float(np.cbrt(np.finfo(np.float64).eps)) * max(1.0, float(np.linalg.norm(centre)))

    def gradient(at: np.ndarray) -> np.ndarray:
        copy.parameters.vector[:] = at
        copy.backward()
        if not (np.abs(copy.parameters.gradient) < MOST).all():
            raise NnsimError(tr("The gradient is not a finite number here, so there is no curvature to see."))
        return copy.parameters.gradient.copy()

    def product(v: np.ndarray) -> np.ndarray:
        length = float(np.linalg.norm(v))
        if length == 0:
            return np.zeros_like(centre)
        step = v * (width / length)
        return np.asarray((gradient(centre + step) - gradient(centre - step)) * (length / (2 * width)))

    return product


@dataclass(frozen=True, eq=False)
class Eigenpair:
    """An eigenvalue, its unit vector, how far ‖Hv − λv‖/|λ| is from 0, and the products it took."""

    value: float
    vector: np.ndarray
    residual: float
    products: int


def greatest_eigenvalue(product: Product, size: int, most: int, tolerance: float, seed: int = 0) -> Eigenpair:
    """Return the greatest (not: the most negative) eigenvalue of a symmetric matrix by power iteration.

    Power iteration finds the eigenvalue that is largest in size. When that one is negative, or two of
    opposite sign hold each other up, a second round works on H + ρ·1 with ρ ≥ |λ|, which has no
    negative eigenvalues.

    Parameters
    ----------
    most
        Greatest number of products in one round.
    tolerance
        Ends a round when the residual ‖Hv − λv‖ is below this share of the size of the spectrum; the
        error of λ is then of the order of its square.
    """
    start = np.random.default_rng(seed).normal(size=size)
    first, size_of_all = _power(product, start, 0.0, most, tolerance)
    if first.value >= 0 and first.residual <= tolerance:
        return first
    second, _ = _power(product, start, 1.01 * size_of_all, most, tolerance)
    products = first.products + second.products
    # A second round that has not settled may know less than the first.
    best = second if second.value >= first.value else first
    return Eigenpair(best.value, best.vector, best.residual, products)


def _power(
    product: Product, start: np.ndarray, shift: float, most: int, tolerance: float
) -> tuple[Eigenpair, float]:
    """Return an eigenpair after one round on H + shift·1, and the greatest ‖Hv‖ met."""
    v = start / np.linalg.norm(start)
    size = 0.0
    for k in range(1, most + 1):
        w = product(v)
        value = float(v @ w)
        size = max(size, float(np.linalg.norm(w)))
        residual = float(np.linalg.norm(w - value * v)) / max(abs(value), 1e-300) if size else 0.0
        shifted = w + shift * v
        length = float(np.linalg.norm(shifted))
        if residual <= tolerance or k == most or length == 0:
            break
        v = shifted / length
    return Eigenpair(value, v, residual, k), size
