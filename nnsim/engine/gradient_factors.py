"""What makes a gradient smaller or larger on its way back through a network, by kind.

Every factor is a quotient of two norms that are both worked out: that of the gradient behind a layer
and that of the gradient before it. None is what the others leave over. ‖·‖ is the root of the sum of
squares over all units and examples.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.parameters import Window
from nnsim.engine.role import Role
from nnsim.engine.stage import Stage


class FactorKind(Enum):
    """A kind of factor: its key, its title (marked for translation) and its formula."""

    WEIGHTS = "weights", mark("Weights"), "‖Wᵀ·∂L/∂z‖ / ‖∂L/∂z‖"
    """A weighted sum z = W·x: how much of ∂L/∂z comes out as ∂L/∂x."""
    SLOPE = "slope", mark("Slope"), "‖f′(z)·∂L/∂y‖ / ‖∂L/∂y‖"
    """An activation y = f(z), here or as a layer of its own."""
    NORMALISATION = "normalisation", mark("Normalisation"), "‖∂L/∂x‖ / ‖∂L/∂y‖,  y = γ·(x − μ)/σ + β"
    """A layer that normalises: dividing by a small σ makes the gradient larger."""
    JOIN = "join", mark("Join"), "‖∂L/∂xᵢ‖ / ‖∂L/∂y‖"
    """A layer of several inputs: the share of the gradient that goes this way."""
    SKIP = "skip", mark("Skip connection"), "√(Σ ‖gᵢ‖²) / ‖g₁‖"
    """Where several ways come together, going back: what the others bring beside g₁, the longest; ≥ 1."""
    BRANCHES = "branches", mark("Branches cancel"), "‖Σ gᵢ‖ / √(Σ ‖gᵢ‖²)"
    """There as well: whether the ways agree; 0 where they cancel, 1 at right angles, √ways where equal."""
    LAYER = "layer", mark("Layer"), "‖∂L/∂x‖ / ‖∂L/∂y‖"
    """Any other layer, by its name."""
    CANCELLATION = (
        "cancellation",
        mark("Examples cancel"),
        "c / c of the layer behind,  c = ‖mean gₙ‖ / √(mean ‖gₙ‖²)",
    )
    """How much more the gradients gₙ of single examples cancel in their mean than those of the layer behind."""
    INCOMING = (
        "incoming",
        mark("What comes in"),
        "s / s of the layer behind,  s = √(Σ ‖∂Lₙ/∂W‖² / Σ ‖∂Lₙ/∂z‖²) = √(Σ ‖δₙ‖²·‖xₙ‖² / Σ ‖δₙ‖²)",
    )
    """How much larger the inputs are than those of the layer behind; of gradients of weights only."""

    key: str
    title: str
    formula: str

    def __init__(self, key: str, title: str, formula: str) -> None:
        self.key, self.title, self.formula = key, title, formula


@dataclass(frozen=True)
class Factor:
    """One factor on the way of a gradient.

    Attributes
    ----------
    layer
        Name of the layer where it arises.
    value
        What the norm is multiplied by; NaN where it is 0 before and behind.
    what
        Title of the activation or layer (marked for translation).
    """

    kind: FactorKind
    layer: str
    value: float
    what: str = ""

    @property
    def formula(self) -> str:
        """Its formula, in plain Unicode."""
        return self.kind.formula

    def title(self) -> str:
        """Return what it is, translated, such as *Slope: Sigmoid*."""
        if not self.what:
            return tr(self.kind.title)
        return tr("{kind}: {what}").format(kind=tr(self.kind.title), what=tr(self.what))


def norm(array: np.ndarray) -> float:
    """Return the root of the sum of squares of all numbers, in float64; squares neither over- nor underflow."""
    exact = array.reshape(-1).astype(np.float64)
    with np.errstate(all="ignore"):
        squares = float(exact @ exact)
    if 1e-200 < squares < 1e200 or math.isnan(squares):
        return math.sqrt(squares)
    greatest = float(np.abs(exact).max(initial=0.0))
    if not 0 < greatest < math.inf:
        return greatest
    exact /= greatest
    return greatest * math.sqrt(float(exact @ exact))


def quotient(over: float, under: float) -> float:
    """Return over/under: infinite where only `under` is 0, NaN where both are."""
    with np.errstate(all="ignore"):
        return float(np.float64(over) / np.float64(under))


def until_nothing(factors: Iterable[Factor]) -> Iterator[Factor]:
    """Yield the factors up to the first that is 0 or infinite: behind it there is nothing to compare."""
    for factor in factors:
        yield factor
        if factor.value == 0 or math.isinf(factor.value):
            return


def factor_across(stage: Stage, value: float) -> Factor | None:
    """Return the factor of the way back through a stage of `Subject.split`; None for a mere view."""
    layer = stage.layer
    if layer.role is Role.VIEW:
        return None
    if layer.normalises:
        return Factor(FactorKind.NORMALISATION, stage.name, value, layer.title)
    if isinstance(layer, ActivationLayer):
        return Factor(FactorKind.SLOPE, stage.name, value, layer.function.title)
    if layer.activation_setting:
        return Factor(FactorKind.WEIGHTS, stage.name, value)
    if layer.category == "activation" and not any(
        Window(stage.id, spec, 0, 0).connects for spec in layer.parameters(stage.inputs)
    ):
        return Factor(FactorKind.SLOPE, stage.name, value, layer.title)
    kind = FactorKind.JOIN if len(stage.sources) > 1 else FactorKind.LAYER
    return Factor(kind, stage.name, value, layer.title)


def cancellation(gradients: np.ndarray) -> float:
    """Return ‖mean gₙ‖ / √(mean ‖gₙ‖²) of gradients (…, examples): 1 for one example, 0 where they cancel.

    Its square is the *agreement* of `PerExampleGradients`. A common factor of all, such as 1/n, changes
    nothing.
    """
    exact = gradients.astype(np.float64)
    with np.errstate(all="ignore"):
        return quotient(norm(exact.sum(axis=-1)), math.sqrt(gradients.shape[-1]) * norm(exact))
