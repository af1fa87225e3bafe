"""What is measured of every layer at every step: each quantity declared once.

Whoever records, draws, exports or judges asks here. A new quantity is one more entry of `QUANTITIES`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nnsim.base.text import mark

if TYPE_CHECKING:
    from nnsim.training.columns import LayerColumns

Vector = Literal["gradient", "outputs", "step", "parameters"]
Array = Literal["weights", "biases", "outputs"]


@dataclass(frozen=True)
class Squares:
    """Numbers of a layer whose squares are summed at every step.

    Attributes
    ----------
    vector
        Where they lie: ``gradient`` ∂L/∂P as back-propagation left it (before clipping and penalties),
        ``outputs`` ∂L/∂output of the batch, ``step`` ΔP, ``parameters`` P.
    bias
        Whether they are those of the biases; else of the weights. Outputs have neither.
    """

    vector: Vector
    bias: bool = False

    @property
    def array(self) -> Array:
        """Whose numbers they are; names their count in `LayerColumns.sizes`."""
        if self.vector == "outputs":
            return "outputs"
        return "biases" if self.bias else "weights"


@dataclass(frozen=True)
class Quantity:
    """One thing that is measured of every layer at every step: the root of a sum of squares, or of two.

    Attributes
    ----------
    key
        Name in files and in `LayerColumns.places`.
    symbol, title
        As in formulas, and for people, marked for translation.
    squares
        What it is the norm of; its root mean square follows by the size of this.
    over
        What the norm is divided by, if it is a ratio; a ratio has no root mean square.
    brief
        The symbol where there is little room; empty: there is none.
    """

    key: str
    symbol: str
    title: str
    squares: Squares
    over: Squares | None = None
    brief: str = ""

    @property
    def has_rms(self) -> bool:
        """Whether there is a root mean square of it."""
        return self.over is None

    @property
    def is_gradient(self) -> bool:
        """Whether it is of what comes back from the loss: where it is no number, back-propagation broke."""
        return self.squares.vector in ("gradient", "outputs")

    def column(self, layer: LayerColumns) -> int:
        """Return the column of this quantity in a row of readings; -1 when the layer has none."""
        return layer.places.get(self.key, -1)

    def scale(self, layer: LayerColumns, rms: bool) -> float:
        """Return what a norm is multiplied by: 1, or 1/√size for the root mean square."""
        if not (rms and self.has_rms):
            return 1.0
        return 1.0 / math.sqrt(max(layer.sizes.get(self.squares.array, 1), 1))

    def shown_symbol(self, rms: bool) -> str:
        """Return the symbol as norm or as root mean square."""
        return self.symbol.replace("‖", "").join(("RMS(", ")")) if rms and self.has_rms else self.symbol


GRADIENT = Quantity("weight", "‖∂L/∂W‖", mark("Gradient of the weights"), Squares("gradient"), brief="‖∇W‖")
BIAS_GRADIENT = Quantity("bias", "‖∂L/∂b‖", mark("Gradient of the biases"), Squares("gradient", bias=True))
OUTPUT_GRADIENT = Quantity("output", "‖∂L/∂output‖", mark("Gradient of the outputs"), Squares("outputs"))
RELATIVE_CHANGE = Quantity(
    "ratio", "‖ΔW‖/‖W‖", mark("Relative change of the weights"), Squares("step"), over=Squares("parameters")
)

QUANTITIES = (GRADIENT, BIAS_GRADIENT, OUTPUT_GRADIENT, RELATIVE_CHANGE)
"""All there are, in the order of their columns."""


def summed(quantities: tuple[Quantity, ...] = QUANTITIES) -> tuple[Squares, ...]:
    """Return every sum that `quantities` are made of, once."""
    both = (s for quantity in quantities for s in (quantity.squares, quantity.over))
    return tuple(dict.fromkeys(s for s in both if s is not None))
