"""AMSGrad."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.optimizer import OptimizerVectors, optimizers
from nnsim.engine.optimizers.adam import Adam


@optimizers.register
@dataclass(frozen=True)
class AMSGrad(Adam):
    """Adam whose divisor never shrinks: s is replaced by the greatest s so far."""

    key = "amsgrad"
    title = mark("AMSGrad")
    summary = mark("Adam that remembers its largest squares, so that its steps cannot grow again.")
    formula = "ŝ ← max over time of s,  w ← w − η·m̂/(√ŝ + ε)"
    source = "Reddi, Kale & Kumar 2018"
    order = 52

    def emit_divisor(self, v: OptimizerVectors, calls: Calls, squares: np.ndarray) -> np.ndarray:
        largest = v.slot("largest")
        calls(np.maximum, largest, squares, out=largest)
        return largest
