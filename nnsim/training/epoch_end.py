"""The end of an epoch: rule, schedule and early stopping see what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnsim.document.moment import Moment
from nnsim.training.messages import Evaluation
from nnsim.training.stopping import StoppedEarly
from nnsim.training.watch import Unseen

if TYPE_CHECKING:
    from nnsim.training.run import Run


def is_every_one_awaited(run: Run) -> bool:
    """Return whether `end_epoch` has something to do at every end of an epoch."""
    training = run.training
    looks = training.schedule.observes or training.patience > 0
    ends = training.rule.ends() or training.rule.has_phases()
    return looks or ends or run.watch.judge.adds_up


def is_awaited(run: Run, epoch: int, step: int) -> bool:
    """Return whether somebody wants to see the end of the `epoch`-th epoch, at `step`: its turn has come.

    Where no end is awaited, or every one, see `is_every_one_awaited`, there is nothing at all to be done there.
    """
    return 0 < run.training.epochs <= epoch or run.watch.awaits(step)


def end_epoch(run: Run) -> None:
    """Take note that an epoch of `run` has just ended; schedule and early stopping see it with `see_end`."""
    training, watch = run.training, run.watch
    watch.end_epoch(run.step)
    watch.done = training.rule.done(run.network.parameters, run.batches.epoch)
    judged = watch.judge.end_epoch()
    looks = training.schedule.observes or training.patience > 0
    if looks and training.rule.is_judged(run.network.stages, run.batches.epoch - 1):
        watch.unseen = Unseen(judged)


def see_end(run: Run) -> None:
    """Let those that want to see what the epoch of `run` came to, if they have not seen it yet."""
    training, watch, stopping = run.training, run.watch, run.watch.stopping
    if watch.unseen is None:
        return
    judged, watch.unseen = watch.unseen.judged, None
    found = watch.look(run.number, run.step, run.epoch)
    loss = found.train_loss if found.val_loss is None else found.val_loss
    if judged is not None:
        loss = judged
    training.schedule.observe(loss, run.rates.memory)
    if training.patience and stopping.is_better(loss, training.min_improvement):
        stopping.kept = run.machine.copy_arrays(run.step, run.batches.epoch)
    elif training.patience and stopping.kept and stopping.waited >= training.patience:
        _stop(run, stopping.kept, found)


def _stop(run: Run, best: Moment, last: Evaluation) -> None:
    """Put the best weights back, and count anew, so that who plays on gets as many epochs again."""
    watch = run.watch
    watch.stop(StoppedEarly(watch.stopping.waited, best.step, int(best.epoch), last, watch.judge.scalar))
    watch.stopping.waited = 0
    run.machine.put_back(best, run.training)
    run.guard.check(run.step, run.epoch)
