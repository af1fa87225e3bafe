"""Divergence: what is told of it, and where a number first stopped being finite.

Nothing is watched while training runs. When the loss shows the damage, what the step left behind is
searched: the outputs of all layers, and the readings of the step before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.engine.broken import broken_forward
from nnsim.engine.network import Network
from nnsim.engine.program import Program
from nnsim.training.columns import Columns
from nnsim.training.messages import Evaluation
from nnsim.training.quantities import QUANTITIES

if TYPE_CHECKING:
    from nnsim.training.run import Run
    from nnsim.training.walker import Walker


WHAT_HAPPENED = {
    "forward": mark("on the way forward a number stopped being finite, first in the output of {layer}"),
    "loss": mark("all outputs are finite, and the loss of {layer} is not"),
    "backward": mark("on the way back a gradient stopped being finite the step before, first at {layer}"),
    "weights": mark("the weights of {layer} are no longer finite"),
}


@dataclass(frozen=True)
class Place:
    """The layer (its name) where a number first stopped being finite, and on which way."""

    way: Literal["forward", "loss", "backward", "weights"]
    layer: str

    def sentence_part(self) -> str:
        """Return what happened, for people, to be put into a sentence."""
        return tr(WHAT_HAPPENED[self.way]).format(layer=self.layer)


class DivergedError(Exception):
    """The loss stopped being a finite number; the run stands at its last good weights again."""

    def __init__(self, kept: int, measured: Evaluation, place: Place | None = None, cause: str = "") -> None:
        super().__init__(measured.step)
        self.step = measured.step
        self.kept = kept
        self.measured = measured
        """What losses and metrics were before the good weights were put back."""
        self.place = place
        """Where a number first stopped being finite; None when all are finite, and the loss too large."""
        self.cause = cause
        """What is known to make numbers grow so, with its cure, translated; empty where nothing is."""

    def sentence(self) -> str:
        """Return what happened and what to do, for people."""
        what = tr("the loss has grown beyond all bounds")
        if self.place is not None:
            what = self.place.sentence_part()
        return tr("Diverged at step {step}: {what}. The weights of step {kept} are kept. {advice}").format(
            step=f"{self.step:,}",
            what=what,
            kept=f"{self.kept:,}",
            advice=self.cause or tr("Lower the learning rate, then play on or reset."),
        )


def first_place(
    network: Network, program: Program, columns: Columns, before: np.ndarray | None
) -> Place | None:
    """Return where the numbers of the last step of `program` first stopped being finite, None if nowhere.

    Parameters
    ----------
    before
        Readings (width,) of the step before. A gradient that overflows leaves its own loss as it was
        and shows in the next one only.
    """
    return _backward(columns, before) or _forward(program) or _weights(network)


def _backward(columns: Columns, row: np.ndarray | None) -> Place | None:
    """Search the layers from the last to the first, the way gradients come."""
    if row is not None and (columns.loss < 0 or np.isfinite(row[columns.loss])):
        gradients = [quantity for quantity in QUANTITIES if quantity.is_gradient]
        for layer in reversed(columns.layers):
            places = [at for at in (quantity.column(layer) for quantity in gradients) if at >= 0]
            if not np.isfinite(row[places]).all():
                return Place("backward", layer.name)
    return None


def _forward(program: Program) -> Place | None:
    found = broken_forward(program)
    return None if found is None else Place(found.way, found.layer)


def _weights(network: Network) -> Place | None:
    names = {stage.id: stage.name for stage in network.stages}
    for key, array in network.parameters.items():
        if not np.isfinite(array).all():
            return Place("weights", names.get(key.split("/")[0], key))
    return None


def diverged(run: Run, walker: Walker) -> DivergedError:
    """Put the last good weights of `run` back, whose last step `walker` took; return what happened."""
    place = first_place(run.network, walker.program, run.unreported.columns, run.unreported.row_before_last())
    measured = run.watch.measure(run.number, run.step, run.epoch)
    kept = run.guard.checkpoint
    run.machine.put_back(kept, run.training)
    return DivergedError(kept.step, measured, place, run.setup.why_numbers_overflow())
