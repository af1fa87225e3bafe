"""What is measured of a run on whole parts of its data, and what follows from it at the ends of epochs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnsim.base.pieces import Piecework
from nnsim.training.evaluator import Evaluator, Measurement
from nnsim.training.judging import Judge
from nnsim.training.messages import Evaluation
from nnsim.training.spacing import Spacing
from nnsim.training.stopping import EarlyStopping, StoppedEarly


@dataclass(frozen=True)
class Unseen:
    """An end of an epoch that is still to be measured for those that want to see it.

    Attributes
    ----------
    judged
        How well it went, where something else than the loss says so.
    """

    judged: float | None


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
    unseen
        The end of an epoch that schedule or early stopping have not seen yet; see `nnsim.training.epoch_end`.
    """

    def __init__(self, evaluator: Evaluator, judge: Judge, spacing: Spacing) -> None:
        self.evaluator = evaluator
        self.judge = judge
        self.done = ""
        self.stopping = EarlyStopping()
        self.stopped: StoppedEarly | None = None
        self.is_due = False
        self.unseen: Unseen | None = None
        self._known: Evaluation | None = None
        self._under_way: Piecework[Measurement] | None = None
        self._spacing = spacing
        self.begin_at(0)

    def begin_at(self, step: int) -> None:
        """Measure next as if the last time had been at `step`."""
        self._next = self._spacing.after(step)

    def forget(self) -> None:
        """Forget what was measured: the weights have changed."""
        self.stopped = self.unseen = self._known = self._under_way = None
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
        """Measure losses and metrics now, all of them or what `measure_on` has left."""
        under_way = self._under_way or Piecework(self.evaluator.measuring())
        self._under_way = None
        train_loss, val_loss, metrics = under_way.result()
        return Evaluation(run, step, epoch, train_loss, val_loss, metrics)

    def measure_on(self, seconds: float) -> bool:
        """Measure for about so long; return whether `look` and `tell` need no more time."""
        if self._known is not None:
            return True
        under_way, self._under_way = self._under_way, None
        if under_way is None:
            under_way = Piecework(self.evaluator.measuring())
            done = under_way.begin(seconds)
        else:
            done = under_way.go_on(seconds)
        # Not where it ran into something: nothing more comes of that.
        self._under_way = under_way
        return done

    def look(self, run: int, step: int, epoch: float) -> Evaluation:
        """Measure for an end of an epoch, to be told when somebody asks next, unless that was done."""
        self.is_due = True
        return self._measured(run, step, epoch)

    def tell(self, run: int, step: int, epoch: float) -> Evaluation:
        """Return what was measured last if it still holds, else measure."""
        self.is_due = False
        return self._measured(run, step, epoch)

    def _measured(self, run: int, step: int, epoch: float) -> Evaluation:
        self._known = self._known or self.measure(run, step, epoch)
        return self._known

    def stop(self, stopped: StoppedEarly) -> None:
        """Remember that early stopping has ended the training, and put other weights back."""
        self.stopped, self._known, self._under_way = stopped, None, None

    # ---- between two places ----------------------------------------------------------------------

    def state(self) -> dict[str, int | str | None]:
        """Return when the run is measured next, how far apart, and an end that nobody saw yet, as JSON data."""
        return {**self._spacing.state(), "next": self._next, **_state_of(self.unseen)}

    def restore(self, state: Mapping[str, Any], step: int) -> None:
        """Measure as where `state` was taken, at `step`; raises ValueError when it makes no sense."""
        spacing, following = Spacing.from_state(state), int(state["next"])
        if following > step + spacing.most:
            raise ValueError("next evaluation")
        unseen = _unseen(state)
        self._spacing, self._next, self.unseen = spacing, following, unseen


def _state_of(unseen: Unseen | None) -> dict[str, str | None]:
    if unseen is None:
        return {}
    # As text, for a reading may be no number, which JSON does not know.
    return {"unseen": None if unseen.judged is None else repr(unseen.judged)}


def _unseen(state: Mapping[str, Any]) -> Unseen | None:
    if "unseen" not in state:
        return None
    judged = state["unseen"]
    return Unseen(None if judged is None else float(judged))
