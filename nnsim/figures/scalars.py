"""The numbers a rule reports, as people read them."""

from __future__ import annotations

from math import isfinite

import numpy as np

from nnsim.base.text import form_of, tr
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.figures.ticks import short, steady
from nnsim.training.history import History
from nnsim.training.messages import Evaluation


def counted(scalar: Scalar, value: float) -> str:
    """Return what has been counted so far in words, such as *12 mistakes*."""
    if not isfinite(value) or not scalar.counted:
        return tr("{name} {value}").format(name=tr(scalar.title), value=short(float(value)))
    n = int(value)
    return form_of(scalar.counted, n).format(n=f"{n:,}")


def newest(
    history: History, scalar: Scalar, step: float | None = None, measured: Evaluation | None = None
) -> str:
    """Return a scalar in words, the loss for training and validation; as it was at `step`, if given.

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
    train = tr("train {value}").format(value=steady(found.train_loss))
    if found.val_loss is None or not isfinite(found.val_loss):
        return train
    return train + "   " + tr("val {value}").format(value=steady(found.val_loss))
