"""What an edge carries back, as it is drawn: the gradient that was forecast, beside that of the strongest edge."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from nnsim.base.text import tr
from nnsim.document.graph import Edge
from nnsim.engine.budget_words import two_digits
from nnsim.figures.readings import severity
from nnsim.figures.ticks import short

_DECADES = 6.0
"""Tenths of the strongest at which an edge is as thin as it gets."""
_THIN, _THICK = 1.2, 5.0


@dataclass(frozen=True)
class Carried:
    """How one edge looks: `state` is ``good``, ``warning`` or ``bad``, `width` in pixels, `text` what stands beside it."""

    state: str
    width: float
    text: str
    tip: str

    @property
    def dashes(self) -> list[float]:
        """The pattern that tells the state apart without its colour; empty: a whole line."""
        return {"good": [], "warning": [5.0, 2.0]}.get(self.state, [1.5, 2.5])


def carried_by(gradients: Mapping[Edge, float]) -> dict[Edge, Carried]:
    """Return the look of every edge by the gradient it carries, ‖∂L/∂x‖."""
    most = max((g for g in gradients.values() if math.isfinite(g)), default=0.0)
    return {edge: _look(value, most) for edge, value in gradients.items()}


def _look(value: float, most: float) -> Carried:
    state = severity(value, most)
    share = value / most if most > 0 and math.isfinite(value) else math.nan
    lost = -math.log10(share) if share > 0 else _DECADES
    width = _THICK - (_THICK - _THIN) * min(lost / _DECADES, 1.0)
    tip = tr("Carries back ‖∂L/∂x‖ = {value}, {share} of the strongest edge")
    return Carried(state, width, _share(share), tip.format(value=short(value), share=_share(share)))


def _share(share: float) -> str:
    if not math.isfinite(share):
        return tr("not a number")
    if share == 0:
        return "0"
    return two_digits(share) if share > 0.095 else "1/" + two_digits(1 / share)
