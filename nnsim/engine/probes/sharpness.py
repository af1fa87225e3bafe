"""How sharply the loss bends at the weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import integer, real
from nnsim.base.text import mark, tr
from nnsim.engine.curvature import Eigenpair, greatest_eigenvalue, hessian_product
from nnsim.engine.probe import Probe, Reading, headed, probes
from nnsim.engine.subject import Subject

NEARBY = 1e-9
"""Step of the differences where a greater one meets kinks; rounding leaves six digits."""
AGREES, ROUNDED = 0.01, 1e-5
"""Two sizes of the step must give the same but for this share of it, and for this much of rounding."""


@dataclass(frozen=True, eq=False, repr=False)
class Curvature(Reading):
    """One row, ``loss``.

    Attributes
    ----------
    sharpness
        λ, the greatest eigenvalue of the Hessian of the batch's loss, (1,).
    greatest_rate
        2/λ: plain gradient descent with a greater learning rate climbs out of a bowl as sharp as
        this; infinite where λ ≤ 0.
    residual
        ‖Hv − λv‖/|λ|: how far λ may be from an eigenvalue, as a share of it.
    products
        Hessian-vector products it took, each of two passes.
    converged
        Whether the residual is within the tolerance; if not, λ is only a lower bound, (1,) bool.
    direction
        By ``layer name/parameter name`` the part of the unit eigenvector v.
    """

    sharpness: np.ndarray = field(metadata=headed(mark("sharpness")))
    greatest_rate: np.ndarray = field(metadata=headed(mark("greatest rate")))
    residual: np.ndarray = field(metadata=headed(mark("residual")))
    products: np.ndarray = field(metadata=headed(mark("products")))
    converged: np.ndarray = field(metadata=headed(mark("converged")))
    direction: Mapping[str, np.ndarray]

    def notes(self) -> tuple[str, ...]:
        if self.converged[0]:
            return ()
        text = tr(
            "Not converged after {n} products: the sharpness is at least {value}, and the greatest rate at most"
            " {rate}. Allow more products, or a greater tolerance."
        )
        value, rate = (f"{float(a[0]):.4g}" for a in (self.sharpness, self.greatest_rate))
        return (text.format(n=int(self.products[0]), value=value, rate=rate),)


@probes.register
@dataclass(frozen=True)
class Sharpness(Probe[Curvature]):
    """The greatest eigenvalue of the Hessian, by Lanczos' method on Hessian-vector products."""

    key = "sharpness"
    title = mark("Sharpness")
    summary = mark("How sharply the loss bends in its steepest direction, and so how fast one may learn.")
    formula = "λ = max vᵀ·H·v  for ‖v‖ = 1,  stable for η < 2/λ"
    source = "Cohen et al. 2021"
    order = 90
    needs_targets = True

    most: int = integer(1000, low=1, high=100_000, label=mark("Most products"))
    tolerance: float = real(1e-4, low=1e-8, high=1.0, log=True, label=mark("Tolerance"))

    def take(self, subject: Subject) -> Curvature:
        found = self._search(subject)
        rate = 2 / found.value if found.value > 0 else np.inf
        return Curvature(
            ("loss",),
            sharpness=np.array([found.value]),
            greatest_rate=np.array([rate]),
            residual=np.array([found.residual]),
            products=np.array([found.products]),
            converged=np.array([found.converged]),
            direction=dict(subject.named_parameters(found.vector)),
        )

    def _search(self, subject: Subject) -> Eigenpair:
        """Return the eigenpair; what kinks have spoilt is looked for again in a smaller neighbourhood."""
        limits = subject.vector.size, self.most, self.tolerance
        nearby = hessian_product(subject, NEARBY)
        found = greatest_eigenvalue(hessian_product(subject), *limits)
        again = float(found.vector @ nearby(found.vector))
        if abs(again - found.value) <= AGREES * abs(found.value) + ROUNDED:
            return found
        near = greatest_eigenvalue(nearby, *limits)
        # A jump of the gradient, divided by ever smaller steps, has no end.
        if abs(near.value) > 10 * abs(found.value) + ROUNDED:
            raise NnsimError(
                tr(
                    "The gradient jumps at these weights: a kink of ReLU or of a pool lies exactly here, so there is"
                    " no sharpness to see. Train some steps first."
                )
            )
        return near
