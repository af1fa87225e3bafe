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
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.subject import Copy, Subject

MOST = 1e100
"""Numbers beyond this count as infinite: their squares would be."""

STEP = float(np.cbrt(np.finfo(np.float64).eps))
"""ε for ‖θ‖ ≤ 1."""

Product = Callable[[np.ndarray], np.ndarray]


def hessian_product(subject: Subject, step: float = STEP) -> Product:
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
    width = step * max(1.0, float(np.linalg.norm(centre)))

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
        aside = v * (width / length)
        return np.asarray((gradient(centre + aside) - gradient(centre - aside)) * (length / (2 * width)))

    return product


BASIS_NUMBERS = 1 << 24
"""Numbers in the vectors that are kept at most (128 MB); a longer search begins anew from the best so far."""
BASIS_LEAST = 8
ROUNDING = 1e-9
"""Share of the size of the spectrum to which products are known at best."""


@dataclass(frozen=True, eq=False)
class Eigenpair:
    """An eigenvalue λ with its unit vector v.

    Attributes
    ----------
    residual
        ‖Hv − λv‖/|λ|: some eigenvalue lies within this share of λ.
    products
        Products it took.
    converged
        Whether the residual is within the tolerance. If not, the greatest eigenvalue is not less than λ.
    """

    value: float
    vector: np.ndarray
    residual: float
    products: int
    converged: bool


def greatest_eigenvalue(product: Product, size: int, most: int, tolerance: float, seed: int = 0) -> Eigenpair:
    """Return the greatest (not: the most negative) eigenvalue of a symmetric matrix, by Lanczos' method.

    λ is the greatest value vᵀHv among the vectors that few products from a random start span (Lanczos
    1950; Golub & Van Loan 2013, ch. 10.1), every new one made orthogonal to all before. It needs a
    tenth of the products of power iteration, and eigenvalues below 0 do not disturb it.

    Parameters
    ----------
    most
        Greatest number of products.
    tolerance
        Ends the search when the residual ‖Hv − λv‖ is below this share of |λ|; the error of λ is then
        below that share too, and mostly of the order of its square.
    """
    kept = max(BASIS_LEAST, BASIS_NUMBERS // max(size, 1))
    start = np.random.default_rng(seed).normal(size=size)
    best = _lanczos(product, start, min(size, kept), most, tolerance)
    while not best.converged and best.products < most - 1:
        again = _lanczos(product, best.vector, min(size, kept), most - best.products, tolerance)
        helped = again.residual < best.residual / 2
        found = again if again.value >= best.value else best
        best = replace(found, products=best.products + again.products)
        if not helped:
            # Products that are not quite those of a matrix, as at kinks, do not let it come nearer.
            break
    return best


def _lanczos(product: Product, start: np.ndarray, size: int, most: int, tolerance: float) -> Eigenpair:
    """Return the best eigenpair in the space that products from `start` on span.

    At most `size` + 1 of them, and never more than `most` where that is more than one: the last shows
    how good the pair is.
    """
    steps = max(1, min(size, most - 1))
    basis = np.empty((steps, len(start)))
    inner = np.zeros((steps, steps))
    basis[0] = start / np.linalg.norm(start)
    for k in range(steps):
        known = basis[: k + 1]
        rest = product(basis[k])
        inner[: k + 1, k] = inner[k, : k + 1] = known @ rest
        for _ in range(2):  # once is not enough when little is left
            rest = rest - (known @ rest) @ known
        length = float(np.linalg.norm(rest))
        ended = k == steps - 1 or length <= ROUNDING * float(np.abs(inner).max())
        if ended or (k + 1) % (1 + k // 8) == 0:
            values, vectors = np.linalg.eigh(inner[: k + 1, : k + 1])
            near = _near(values, tolerance)
            if ended or length * abs(float(vectors[-1, -1])) <= near / 2:
                break
        basis[k + 1] = rest / length
    v = vectors[:, -1] @ known
    v /= np.linalg.norm(v)
    image = product(v)
    value = float(v @ image)
    distance = float(np.linalg.norm(image - value * v))
    residual = distance / abs(value) if value else float(distance > 0)
    return Eigenpair(value, v, residual, k + 2, distance <= near)


def _near(values: np.ndarray, tolerance: float) -> float:
    """Return how near the last of `values` must be known."""
    return max(tolerance * abs(float(values[-1])), ROUNDING * float(np.abs(values).max()))
