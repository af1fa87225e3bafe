"""What is measured of a run on whole parts of its data, and what follows from it at the ends of epochs."""

from __future__ import annotations

from nnsim.training.evaluator import Evaluator
from nnsim.training.judging import Judge
from nnsim.training.messages import Evaluation
from nnsim.training.stopping import EarlyStopping, StoppedEarly

EVALUATE_AFTER = (4, 500)
"""Evaluate at the first end of an epoch after so many times the data, or so many steps."""


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
    """

    def __init__(self, evaluator: Evaluator, judge: Judge) -> None:
        self.evaluator = evaluator
        self.judge = judge
        self.done = ""
        self.stopping = EarlyStopping()
        self.stopped: StoppedEarly | None = None
        self._untold: Evaluation | None = None
        self._steps = 0

    def walked(self, steps: int) -> None:
        """Count steps: what was measured before them holds no more."""
        self._steps += steps
        self.forget()

    def forget(self) -> None:
        """Forget what was measured: the weights have changed."""
        self.stopped = self._untold = None
        self.done = ""

    def measure(self, run: int, step: int, epoch: float) -> Evaluation:
        """Measure losses and metrics now."""
        train_loss, val_loss, metrics = self.evaluator.measure()
        return Evaluation(run, step, epoch, train_loss, val_loss, metrics)

    def look(self, run: int, step: int, epoch: float) -> Evaluation:
        """Measure for an end of an epoch, to be told when somebody asks next."""
        self._untold = self.measure(run, step, epoch)
        return self._untold

    def tell(self, run: int, step: int, epoch: float) -> Evaluation:
        """Return what was measured last if it still holds, else measure."""
        self._steps = 0
        return self._untold or self.measure(run, step, epoch)

    def stop(self, stopped: StoppedEarly) -> None:
        """Remember that early stopping has ended the training, and put other weights back."""
        self.stopped, self._untold = stopped, None

    def is_due(self, batch: int) -> bool:
        """Return whether enough was trained since the last evaluation for another one to cost little."""
        if self._untold is not None and self._steps:
            # Schedule or early stopping wanted to know already.
            return True
        times, steps = EVALUATE_AFTER
        return self._steps * batch >= times * self.evaluator.cost or self._steps >= steps
