"""Other settings for a run under way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nnsim.base.changes import changed_effects, within_run
from nnsim.base.effect import Effect
from nnsim.document.project import TrainingSettings

if TYPE_CHECKING:
    from nnsim.training.run import Run


def retune(run: Run, training: TrainingSettings) -> bool:
    """Let `run` go on with `training`; return whether its step was compiled anew.

    What belongs to a run from its beginning (`Effect.RUN`) stays as it is. A new optimizer starts with
    an empty memory.
    """
    old = run.training
    new = within_run(old, training)
    run.setup = replace(run.setup, training=new)
    run.batches.shuffle = new.shuffles
    run.rates.tune(new)
    if not new.patience:
        run.watch.stopping.forget()
    if Effect.STEP not in changed_effects(old, new):
        return False
    run.take_points()
    keeps = old.optimizer == new.optimizer
    if not keeps:
        run.watch.stopping.forget_slots()
    if old.batch != new.batch:
        run.network.forget_programs()
    run.machine.build(new, run.machine.slots if keeps else {})
    return True
