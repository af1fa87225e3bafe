"""How sharply the loss bends at the weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.curvature import greatest_eigenvalue, hessian_product
from nnsim.engine.probe import Probe, Reading, headed, probes
from nnsim.engine.subject import Subject


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
        ‖Hv − λv‖/|λ|; above the tolerance λ is only a lower bound.
    products
        Hessian-vector products it took, each of two passes.
    direction
        By ``layer name/parameter name`` the part of the unit eigenvector v.
    """

    sharpness: np.ndarray = field(metadata=headed(mark("sharpness")))
    greatest_rate: np.ndarray = field(metadata=headed(mark("greatest rate")))
    residual: np.ndarray = field(metadata=headed(mark("residual")))
    products: np.ndarray = field(metadata=headed(mark("products")))
    direction: Mapping[str, np.ndarray]


@probes.register
@dataclass(frozen=True)
class Sharpness(Probe[Curvature]):
    """The greatest eigenvalue of the Hessian, by power iteration on Hessian-vector products."""

    key = "sharpness"
    title = mark("Sharpness")
    summary = mark("How sharply the loss bends in its steepest direction, and so how fast one may learn.")
    formula = "λ = max vᵀ·H·v  for ‖v‖ = 1,  stable for η < 2/λ"
    source = "Cohen et al. 2021"
    order = 90
    needs_targets = True

    most: int = integer(200, low=1, high=100_000, label=mark("Most products"))
    tolerance: float = real(0.003, low=1e-8, high=1.0, log=True, label=mark("Tolerance"))

    def take(self, subject: Subject) -> Curvature:
        found = greatest_eigenvalue(hessian_product(subject), subject.vector.size, self.most, self.tolerance)
        rate = 2 / found.value if found.value > 0 else np.inf
        return Curvature(
            ("loss",),
            sharpness=np.array([found.value]),
            greatest_rate=np.array([rate]),
            residual=np.array([found.residual]),
            products=np.array([found.products]),
            direction=dict(subject.named_parameters(found.vector)),
        )
