"""What a learning rule is given to plan a step: the calls there are, and where its own go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nnsim.engine.calls import Call, Calls
from nnsim.engine.program import Program


class StepPlan:
    """A step under construction: what follows once a batch lies in the feeds of `program`.

    A rule appends phases in the order they run, each as often as it likes, with calls of its own
    between them. Nothing runs while the plan is made.

    Parameters
    ----------
    program
        The network compiled for the batch, with its values, targets, gradients and generator.
    updates
        By name of a group (`Rule.groups`), the calls that move its parameters.
    phase
        Which phase of the rule the step is of (`Rule.phase`).

    Attributes
    ----------
    calls
        Where calls of the rule go.
    scalars
        By key, the numbers it reports beside the loss: zero-dimensional, float64, to be filled.
    """

    def __init__(self, program: Program, updates: Mapping[str, Sequence[Call]], phase: int = 0) -> None:
        self.program = program
        self.phase = phase
        self.parameters = program.parameters
        self.scalars = program.parameters.scalars
        self.calls = Calls(program.parameters.dtype)
        self._updates = updates
        self._has_values = self._has_losses = False

    @property
    def rate(self) -> np.ndarray:
        """The learning rate in force, zero-dimensional."""
        return self.program.rate

    def forward(self) -> None:
        """Append a forward pass, from the batch to the values of all stages."""
        self._has_values = True
        self.calls.extend(self.program.forward_calls)

    def losses(self) -> None:
        """Append the losses of all outputs and layers, and the gradients of the outputs."""
        self._has_losses = True
        self.calls.extend(self.program.loss_calls)

    def backward(self) -> None:
        """Append the backward pass, which fills ``parameters.gradient``; `losses` come before it."""
        self.calls.extend(self.program.backward_calls)

    def update(self, group: str = "") -> None:
        """Append what moves the parameters of a group.

        With an optimizer that is clipping → penalties → optimizer → decay → P −= U → max-norm, made of
        ``parameters.gradient``. Without one the rule has filled ``parameters.step``, which is U.
        """
        self.calls.extend(self._updates[group])

    def finished(self) -> list[Call]:
        """Return the calls of the step; the losses are shown also of a rule that makes no use of them."""
        if self.program.measured and not self._has_losses:
            if not self._has_values:
                self.forward()
            self.losses()
        return list(self.calls)
