"""The contract of optimizers: from the gradient vector to the step."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.engine.calls import Calls


@dataclass(eq=False)
class OptimizerVectors:
    """What an optimizer works on. All vectors have the length of the parameter vector.

    Attributes
    ----------
    parameters, gradient
        P and G, read only here.
    step
        U: what the optimizer leaves behind; the network then does P −= U.
    rate
        The learning rate, a zero-dimensional array that may change between steps.
    slots
        The optimizer's own memory, by name: saved and restored with the network.
    """

    parameters: np.ndarray
    gradient: np.ndarray
    step: np.ndarray
    rate: np.ndarray
    slots: dict[str, np.ndarray] = field(default_factory=dict)

    def slot(self, name: str) -> np.ndarray:
        """Return the memory called `name`, zeros at first."""
        return self.slots.setdefault(name, np.zeros_like(self.gradient))

    def scalar(self, name: str) -> np.ndarray:
        """Return a zero-dimensional float64 memory called `name`, zero at first."""
        return self.slots.setdefault(name, np.zeros((), np.float64))


class Optimizer(Part):
    """Turns the gradient vector into a step, in place, with no allocation."""

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        """Emit the calls that fill ``v.step`` from ``v.gradient``."""
        raise NotImplementedError


optimizers: Registry[Optimizer] = Registry(Optimizer, "nnsim.engine.optimizers", mark("optimizer"))
