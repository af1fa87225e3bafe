"""Early stopping: an end when the loss gets no better, with the best weights put back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnsim.base.text import ntr, tr
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.training.messages import Evaluation

SLOTS = "slots/"
"""What the names of an optimizer's slots begin with among the arrays that are kept."""


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
    arrays
        Copies of the best parameters, states and slots: ``vector``, ``state``, ``slots/…``.
    step, epoch
        Where they were taken.
    """

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray] = {}
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.arrays.clear()
        self.best: float | None = None
        self.waited = self.step = self.epoch = 0

    def forget_slots(self) -> None:
        """Let go of the memory of an optimizer that is no longer used."""
        for name in [name for name in self.arrays if name.startswith(SLOTS)]:
            del self.arrays[name]

    def is_better(self, loss: float, least: float) -> bool:
        """Count an epoch with `loss`; return whether it is lower than the best by more than `least`."""
        better = math.isfinite(loss) and (self.best is None or loss < self.best - least)
        self.best, self.waited = (loss, 0) if better else (self.best, self.waited + 1)
        return better

    def keep(self, live: Mapping[str, np.ndarray], step: int, epoch: int) -> None:
        """Copy what stands in `live`; into the old copies, where there are some."""
        self.step, self.epoch = step, epoch
        if {n: a.shape for n, a in live.items()} != {n: a.shape for n, a in self.arrays.items()}:
            self.arrays = {name: np.empty_like(array) for name, array in live.items()}
        for name, array in live.items():
            self.arrays[name][...] = array

    def put_back(self, live: Mapping[str, np.ndarray]) -> bool:
        """Copy the best into `live` and count anew, so that who plays on gets as many epochs again.

        Returns False where slots have no copy: the best weights were those of another optimizer,
        and that of now must begin with an empty memory.
        """
        self.waited = 0
        for name in self.arrays.keys() & live.keys():
            live[name][...] = self.arrays[name]
        return live.keys() <= self.arrays.keys()

    # ---- between two sittings ------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Return all but the arrays as JSON data."""
        return {"best": self.best, "waited": self.waited, "step": self.step, "epoch": self.epoch}

    def restore(
        self, state: Mapping[str, Any], arrays: Mapping[str, np.ndarray], live: Mapping[str, np.ndarray]
    ) -> None:
        """Go on where `state` and `arrays` were taken, unless weights are missing or do not fit `live`."""
        fits = all(
            name in arrays and arrays[name].shape == live[name].shape and np.isfinite(arrays[name]).all()
            for name in ("vector", "state")
        )
        if not fits:
            return
        best, waited = float(state["best"]), int(state["waited"])
        step, epoch = int(state["step"]), int(state["epoch"])
        if not math.isfinite(best) or min(waited, step, epoch) < 0:
            raise ValueError("state of early stopping")
        self.best, self.waited, self.step, self.epoch = best, waited, step, epoch
        same = {n: a for n, a in arrays.items() if n in live and a.shape == live[n].shape}
        self.arrays = {name: np.array(array, live[name].dtype) for name, array in same.items()}
