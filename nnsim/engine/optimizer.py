"""The contract of optimizers: from the gradient vector to the step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.fading import Floor
from nnsim.engine.memory import zeros


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
    used
        Names of the slots asked for; what else is in `slots` belonged to another optimizer.
    fading
        The slots that are multiplied by less than 1 at every step, by name, with the size below which
        their numbers are set to 0 (see `nnsim.engine.fading`).
    """

    parameters: np.ndarray
    gradient: np.ndarray
    step: np.ndarray
    rate: np.ndarray
    slots: dict[str, np.ndarray] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    fading: dict[str, Floor] = field(default_factory=dict)

    def slot(self, name: str, rows: int = 0, fades: Floor | None = None) -> np.ndarray:
        """Return the memory called `name`, zeros at first: a vector, or `rows` of them.

        Parameters
        ----------
        fades
            For a memory that is multiplied by less than 1 at every step: below what it counts as 0.
        """
        if fades is not None:
            self.fading[name] = fades
        shape = (rows, *self.gradient.shape) if rows else self.gradient.shape
        return self._kept(name, shape, self.gradient.dtype)

    def scalar(self, name: str) -> np.ndarray:
        """Return a zero-dimensional float64 memory called `name`, zero at first."""
        return self._kept(name, (), np.dtype(np.float64))

    def _kept(self, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> np.ndarray:
        # What comes out of a file may have any shape; of another one, it is no memory of this optimizer.
        self.used.add(name)
        if name not in self.slots or self.slots[name].shape != shape:
            self.slots[name] = zeros(shape, dtype)
        return self.slots[name]


class Optimizer(Part):
    """Turns the gradient vector into a step, in place, with no allocation."""

    whole_data: ClassVar[bool] = False
    """True where gradients of different batches cannot be compared, so that all examples must be one."""

    @property
    def own_decay(self) -> float:
        """Share λ of every weight that a step of it takes away beside the gradient, before the rate; 0: none."""
        return 0.0

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        """Emit the calls that fill ``v.step`` from ``v.gradient``."""
        raise NotImplementedError


optimizers: Registry[Optimizer] = Registry(Optimizer, "nnsim.engine.optimizers", mark("optimizer"))
