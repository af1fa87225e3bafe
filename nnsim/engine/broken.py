"""Where on its way forward and back through a network a number first stops being finite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.engine.program import Program

_WHAT_HAPPENS = {
    "forward": mark("On the way forward a number stops being finite, first in the output of {layer}."),
    "loss": mark("All outputs are finite, and the loss of {layer} is not."),
    "backward": mark("On the way back a gradient stops being finite, first at {layer}."),
}


@dataclass(frozen=True)
class Broken:
    """The layer (its name) where a number first is not finite, and on which way."""

    way: Literal["forward", "loss", "backward"]
    layer: str

    def sentence(self) -> str:
        """Return what happens, for people."""
        return tr(_WHAT_HAPPENS[self.way]).format(layer=self.layer)


def first_broken(program: Program) -> Broken | None:
    """Return where the last pass of `program`, forward and back, first met a number that is not finite."""
    everything = (program.slab, program.deltas, program.parameters.gradient)
    if all(np.isfinite(numbers).all() for numbers in everything):
        return None
    if found := broken_forward(program):
        return found
    for stage in reversed(program.stages):
        field = program.gradients.get(stage.id)
        own = program.parameters.layer_window(program.parameters.gradient, stage.id)
        if field is not None and not (np.isfinite(field.flat).all() and np.isfinite(own).all()):
            return Broken("backward", stage.name)
    return None


def broken_forward(program: Program) -> Broken | None:
    """Return where the last pass forward of `program`, or what its losses made of it, first was not finite."""
    names = {stage.id: stage.name for stage in program.stages}
    for stage in program.stages:
        if not np.isfinite(program.values[stage.id].flat).all():
            return Broken("forward", stage.name)
    for measured, total in zip(program.measured, program.loss_totals.tolist(), strict=True):
        if not np.isfinite(total):
            return Broken("loss", names[measured])
    return None
