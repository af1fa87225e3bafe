"""The numbers a rule reports, as people read them."""

from __future__ import annotations

from math import isfinite

import numpy as np

from nnsim.base.text import form_of, tr
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.figures.ticks import short, steady
from nnsim.training.history import History
from nnsim.training.messages import Evaluation

OLD = 10
"""What is older than this part of all steps is old."""
RUNNING = 50
"""Steps, or groups of them, that a running mean is of."""


def counted(scalar: Scalar, value: float) -> str:
    """Return what has been counted so far in words, such as *12 mistakes*."""
    if not isfinite(value) or not scalar.counted:
        return tr("{name} {value}").format(name=tr(scalar.title), value=short(float(value)))
    n = int(value)
    return form_of(scalar.counted, n).format(n=f"{n:,}")


def is_old(measured: float, now: float) -> bool:
    """Return whether what was measured at one step is too old to stand for `now` without saying so."""
    return now - measured > now / OLD


def newest(
    history: History, scalar: Scalar, step: float | None = None, measured: Evaluation | None = None
) -> str:
    """Return a scalar in words, the loss for training and validation; as it was at `step`, if given.

    While the first epoch lasts, the losses that were measured on whole parts are those before it. Then the training
    loss is the mean of the batches since, and it is said of which step the validation loss is.

    Parameters
    ----------
    measured
        The losses there, where they were measured since; None: what was known at that step.
    """
    row = history.readings.last if step is None else history.readings.at(step)
    value = float(row[history.columns.place(scalar.key)])
    if scalar.key != LOSS.key:
        if scalar.total:
            return counted(scalar, value)
        return tr("{name} {value}").format(name=tr(scalar.title), value=steady(value))
    found = measured or history.evaluation_at(np.inf if step is None else step)
    if found is None:
        return tr("train {value}").format(value=steady(value))
    now = _last_step(history, found.step) if step is None else step
    is_of_before = is_old(found.step, now)
    train = tr("train {value}").format(value=steady(found.train_loss))
    if is_of_before:
        mean = _mean_since(history, history.columns.place(scalar.key), found.step, now)
        train = tr("train ≈ {value}").format(value=steady(mean))
    if found.val_loss is None or not isfinite(found.val_loss):
        return train
    validation = tr("val {value} at step {n}") if is_of_before else tr("val {value}")
    return train + "   " + validation.format(value=steady(found.val_loss), n=f"{found.step:,}")


def _last_step(history: History, otherwise: float) -> float:
    """Return the step that was read last; `otherwise` before the first one."""
    return float(history.readings.steps[-1]) if len(history.readings) else otherwise


def _mean_since(history: History, column: int, first: float, last: float) -> float:
    """Return the mean of a column of the readings after one step and up to another, of the newest of them."""
    steps = history.readings.steps
    here = np.flatnonzero((steps > first) & (steps <= last))[-RUNNING:]
    return float(history.readings.mean(column)[here].mean()) if here.size else np.nan
