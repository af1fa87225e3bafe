"""The newest losses in words say of which step they are, where that is not now."""

from __future__ import annotations

import numpy as np

from nnsim.engine.scalar import LOSS
from nnsim.figures.scalars import RUNNING, is_old, newest
from nnsim.figures.ticks import steady
from nnsim.training.history import History
from nnsim.training.messages import Evaluation, Points
from tests.synthetic import columns, rows


def begun(steps: int) -> History:
    """Return a run that was measured before its first step, and has taken some since."""
    made = History(columns(2), ())
    made.add_evaluation(Evaluation(1, 0, 0.0, 0.7, 0.8, ()))
    if steps:
        made.add_points(Points(1, 1, rows(steps, 2), 0.1))
    return made


def test_before_the_first_step_they_are_what_was_measured() -> None:
    assert newest(begun(0), LOSS) == f"train {steady(0.7)}   val {steady(0.8)}"
    history = begun(1)
    history.add_evaluation(Evaluation(1, 1, 0.1, 0.65, 0.75, ()))
    assert newest(history, LOSS) == f"train {steady(0.65)}   val {steady(0.75)}"


def test_while_the_first_epoch_lasts_training_is_the_mean_of_the_batches_since() -> None:
    history = begun(200)
    losses = history.readings.mean(history.columns.place(LOSS.key))
    mean = float(losses[-RUNNING:].mean())
    assert newest(history, LOSS) == f"train ≈ {steady(mean)}   val {steady(0.8)} at step 0"
    # Looked back at, it is what was known there.
    mean = float(np.asarray(losses)[:20].mean())
    assert newest(history, LOSS, 20.0) == f"train ≈ {steady(mean)}   val {steady(0.8)} at step 0"
    there = Evaluation(1, 20, 0.1, 0.5, 0.6, ())
    assert newest(history, LOSS, 20.0, there) == f"train {steady(0.5)}   val {steady(0.6)}"


def test_a_little_later_is_soon_enough() -> None:
    assert is_old(0, 1)
    assert is_old(89, 100)
    assert not is_old(0, 0)
    assert not is_old(95, 100)
    history = begun(200)
    history.add_evaluation(Evaluation(1, 190, 1.9, 0.2, 0.3, ()))
    assert newest(history, LOSS) == f"train {steady(0.2)}   val {steady(0.3)}"
