"""Early stopping: an end when the loss gets no better, with the best weights put back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnsim.base.text import ntr, tr
from nnsim.document.moment import Moment
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.training.messages import Evaluation


@dataclass(frozen=True)
class StoppedEarly:
    """Training has stopped by itself.

    Attributes
    ----------
    waited
        Epochs without a better loss.
    kept, epoch
        Step and epoch of the weights that were put back.
    last
        What was measured at the end of the last epoch, before they were.
    judged_by
        What was no better.
    """

    waited: int
    kept: int
    epoch: int
    last: Evaluation
    judged_by: Scalar = LOSS

    def sentence(self) -> str:
        """Return what happened, for people."""
        if self.judged_by != LOSS:
            return ntr(
                "Stopped early: {reading} was no better for {n} epoch. The weights of epoch {epoch} are back.",
                "Stopped early: {reading} was no better for {n} epochs. The weights of epoch {epoch} are back.",
                self.waited,
            ).format(reading=tr(self.judged_by.title), n=f"{self.waited:,}", epoch=f"{self.epoch:,}")
        return ntr(
            "Stopped early: the loss was no better for {n} epoch. The weights of epoch {epoch} are back.",
            "Stopped early: the loss was no better for {n} epochs. The weights of epoch {epoch} are back.",
            self.waited,
        ).format(n=f"{self.waited:,}", epoch=f"{self.epoch:,}")


class EarlyStopping:
    """Keeps the best weights and counts the epochs since them (Prechelt 1998).

    Attributes
    ----------
    kept
        The best parameters, states and slots, as a moment without a place; None while there are none.
    best
        The least loss so far; None while no epoch was counted.
    waited
        Epochs since then.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.kept: Moment | None = None
        self.best: float | None = None
        self.waited = 0

    def forget_slots(self) -> None:
        """Let go of the memory of an optimizer that is no longer used."""
        if self.kept is not None:
            self.kept = replace(self.kept, slots={})

    def is_better(self, loss: float, least: float) -> bool:
        """Count an epoch with `loss`; return whether it is lower than the best by more than `least`."""
        better = math.isfinite(loss) and (self.best is None or loss < self.best - least)
        self.best, self.waited = (loss, 0) if better else (self.best, self.waited + 1)
        return better

    # ---- between two places ----------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Return all but the arrays as JSON data."""
        kept = self.kept or Moment()
        return {"best": self.best, "waited": self.waited, "step": kept.step, "epoch": int(kept.epoch)}

    def restore(self, state: Mapping[str, Any], kept: Moment | None, like: Moment) -> None:
        """Go on where `state` and `kept` were taken, unless weights are missing or do not fit `like`.

        Raises ValueError when the state makes no sense.
        """
        self.forget()
        if kept is None or not all(map(_fits, (kept.parameters, kept.state), (like.parameters, like.state))):
            return
        best, waited = float(state["best"]), int(state["waited"])
        step, epoch = int(state["step"]), int(state["epoch"])
        if not math.isfinite(best) or min(waited, step, epoch) < 0:
            raise ValueError("state of early stopping")
        slots = {n: a for n, a in kept.slots.items() if n in like.slots and a.shape == like.slots[n].shape}
        self.best, self.waited = best, waited
        self.kept = Moment(step, epoch, kept.parameters, kept.state, slots)


def _fits(array: np.ndarray, like: np.ndarray) -> bool:
    return array.shape == like.shape and bool(np.isfinite(array).all())
