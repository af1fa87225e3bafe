"""Rprop: resilient back-propagation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers


@optimizers.register
@dataclass(frozen=True)
class Rprop(Optimizer):
    """Δ = sign(g)·δ: δ grows by η⁺ while a gradient keeps its sign, and shrinks by η⁻ when it turns.

    Where it turned, the parameter rests for one step. The learning rate of the first step is the
    first δ; a rate changed later scales all steps by the same ratio.
    """

    key = "rprop"
    title = mark("Rprop")
    summary = mark(
        "Looks at the sign of every gradient only, and learns a step size for each. For the whole data at once."
    )
    formula = "δ ← η⁺δ where g keeps its sign, η⁻δ where it turns;  w ← w − sign(g)·δ"
    source = "Riedmiller & Braun 1993; Igel & Hüsken 2000 (iRprop⁻)"
    whole_data = True
    order = 60

    shrink: float = real(0.5, low=0.01, high=0.99, label=mark("Shrink by η⁻"))
    grow: float = real(1.2, low=1.01, high=10.0, label=mark("Grow by η⁺"))
    least: float = real(1e-6, low=0.0, high=1.0, label=mark("Least step"), advanced=True)
    most: float = real(50.0, low=1e-6, high=1e6, label=mark("Greatest step"), advanced=True)

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        sizes, before = v.slot("sizes"), v.slot("before")
        ratio = calls.buffer()
        factor = calls.buffer(*sizes.shape)
        turned = calls.buffer(*sizes.shape, dtype=np.bool_)
        zero = calls.constant(0)
        calls(begin_sizes, v.rate, v.scalar("first_rate"), sizes, ratio)
        calls(np.sign, v.gradient, v.step)
        calls(np.multiply, v.step, before, factor)
        calls(np.less, factor, zero, turned)
        self._emit_factors(calls, factor, turned)
        calls(np.multiply, sizes, factor, sizes)
        calls(np.maximum, sizes, calls.constant(self.least), out=sizes)
        calls(np.minimum, sizes, calls.constant(self.most), out=sizes)
        calls(np.copyto, v.step, zero, where=turned)
        calls(np.copyto, before, v.step)
        calls(np.multiply, v.step, sizes, v.step)
        calls(np.multiply, v.step, ratio, v.step)

    def _emit_factors(self, calls: Calls, factor: np.ndarray, turned: np.ndarray) -> None:
        """Emit factor ← η⁺ where it is positive, η⁻ where `turned`, else 1."""
        kept = calls.buffer(*factor.shape, dtype=np.bool_)
        calls(np.greater, factor, calls.constant(0), kept)
        calls(factor.fill, 1.0)
        calls(np.copyto, factor, calls.constant(self.grow), where=kept)
        calls(np.copyto, factor, calls.constant(self.shrink), where=turned)


def begin_sizes(rate: np.ndarray, first_rate: np.ndarray, sizes: np.ndarray, ratio: np.ndarray) -> None:
    """Fill δ at the first step of Rprop, and write the ratio of the learning rate to the first one.

    Parameters
    ----------
    rate
        η, ().
    first_rate
        The first η above 0, (), float64; 0 until there is one, which is then kept here.
    sizes
        δ, (n,): filled with η where `first_rate` is written, else left alone.
    ratio
        η/`first_rate` is written here, (); 0 while η is not above 0.
    """
    current = rate.item()
    if first_rate.item() == 0.0 and current > 0.0:
        first_rate[()] = current
        sizes.fill(current)
    ratio[()] = current / first_rate.item() if current > 0.0 else 0.0
