"""What is measured of a run on whole parts of its data, and what follows from it at the ends of epochs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnsim.training.evaluator import Evaluator
from nnsim.training.judging import Judge
from nnsim.training.messages import Evaluation
from nnsim.training.spacing import Spacing
from nnsim.training.stopping import EarlyStopping, StoppedEarly


class Watch:
    """Measures a run, and remembers what may still be told of it.

    Attributes
    ----------
    stopping
        Counts epochs without a better loss.
    judge
        Says how well an epoch went.
    done
        A sentence when the rule has just said that nothing is left to do; going on forgets it.
    stopped
        Set when early stopping has just ended the training; going on forgets it.
    is_due
        Whether what the epoch that has just ended came to is to be told: its turn has come, or schedule or early
        stopping wanted to know already.
    """

    def __init__(self, evaluator: Evaluator, judge: Judge, spacing: Spacing) -> None:
        self.evaluator = evaluator
        self.judge = judge
        self.done = ""
        self.stopping = EarlyStopping()
        self.stopped: StoppedEarly | None = None
        self.is_due = False
        self._untold: Evaluation | None = None
        self._spacing = spacing
        self.begin_at(0)

    def begin_at(self, step: int) -> None:
        """Measure next as if the last time had been at `step`."""
        self._next = self._spacing.after(step)

    def forget(self) -> None:
        """Forget what was measured: the weights have changed."""
        self.stopped = self._untold = None
        self.done = ""
        self.is_due = False

    def awaits(self, step: int) -> bool:
        """Return whether an epoch that ends at `step` is to be measured for the curves."""
        return step >= self._next

    def end_epoch(self, step: int) -> None:
        """Take note of an epoch that ended at `step`."""
        if self.awaits(step):
            self.is_due = True
            self.begin_at(step)

    def measure(self, run: int, step: int, epoch: float) -> Evaluation:
        """Measure losses and metrics now."""
        train_loss, val_loss, metrics = self.evaluator.measure()
        return Evaluation(run, step, epoch, train_loss, val_loss, metrics)

    def look(self, run: int, step: int, epoch: float) -> Evaluation:
        """Measure for an end of an epoch, to be told when somebody asks next, unless that was done."""
        self._untold, self.is_due = self._untold or self.measure(run, step, epoch), True
        return self._untold

    def tell(self, run: int, step: int, epoch: float) -> Evaluation:
        """Return what was measured last if it still holds, else measure."""
        self.is_due = False
        return self._untold or self.measure(run, step, epoch)

    def stop(self, stopped: StoppedEarly) -> None:
        """Remember that early stopping has ended the training, and put other weights back."""
        self.stopped, self._untold = stopped, None

    # ---- between two places ----------------------------------------------------------------------

    def state(self) -> dict[str, int]:
        """Return when the run is measured next, and how far apart, as JSON data."""
        return {**self._spacing.state(), "next": self._next}

    def restore(self, state: Mapping[str, Any], step: int) -> None:
        """Measure as where `state` was taken, at `step`; raises ValueError when it makes no sense."""
        spacing, following = Spacing.from_state(state), int(state["next"])
        if following > step + spacing.most:
            raise ValueError("next evaluation")
        self._spacing, self._next = spacing, following
