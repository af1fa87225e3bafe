"""Other examples for a run under way: its weights stay, and the next step sees the new ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.training.codes import refuse_what_is_no_code
from nnsim.training.evaluator import Evaluator

if TYPE_CHECKING:
    from nnsim.training.run import Run


def can_go_on(old: Prepared, new: Prepared) -> bool:
    """Return whether a run on `old` can go on with `new`: the network, its loss and its curves are of the same kind."""
    return all(of(old) == of(new) for of in (_kind, _parts)) and len(new.train) > 0


def use_examples(run: Run, prepared: Prepared) -> None:
    """Let `run` see the examples of `prepared` from the next step on.

    Weights, the optimizer's memory, step and epoch stay. The epoch under way goes on in a new order from where it
    stands, at a whole batch; what early stopping knew was of the other examples, and is forgotten.

    Raises
    ------
    NnsimError
        When the examples are of another kind; nothing has changed then.
    """
    if not can_go_on(run.prepared, prepared):
        raise NnsimError(
            tr("These examples are of another kind than those it trained on. Begin another run.")
        )
    refuse_what_is_no_code(run.network, prepared)
    run.setup = replace(run.setup, prepared=prepared)
    if run.batches.use(run.network, prepared, run.setup.batch):
        run.machine.feed_anew()
    run.machine.fit_batch()
    run.rates.use_count(run.batches.count)
    run.watch.evaluator = Evaluator(run.network, prepared)
    run.watch.forget()
    run.watch.stopping.forget()


def _kind(prepared: Prepared) -> object:
    return prepared.shape, prepared.task, prepared.classes, len(prepared.target_names)


def _parts(prepared: Prepared) -> object:
    # What is measured has a curve, which cannot come or go on the way.
    return len(prepared.validation) > 0
