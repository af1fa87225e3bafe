"""The line under a figure that says how it came about."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nnsim.base.text import ntr, tr
from nnsim.document.project import TrainingSettings
from nnsim.figures.ticks import short


def run_caption(
    training: TrainingSettings,
    data: str,
    step: int,
    epoch: float | None = None,
    examples: Sequence[tuple[int, int]] = (),
) -> str:
    """Return data, seed, settings and progress of a run in one translated line.

    Parameters
    ----------
    examples
        When it was given other examples, see `nnsim.training.examples_taken.Changes`.
    """
    pieces = [data] if data else []
    pieces.append(tr("seed {n}").format(n=training.seed))
    pieces.append(tr(training.optimizer.title))
    pieces.append(tr("learning rate {value}").format(value=short(training.learning_rate)))
    if not training.schedule.is_constant:
        pieces.append(tr(training.schedule.title))
    pieces.append(tr("batch size {n}").format(n=training.batch))
    if training.weight_decay:
        pieces.append(tr("weight decay {value}").format(value=short(training.weight_decay)))
    pieces.append(training.precision)
    pieces.append(tr("step {n}").format(n=f"{step:,}"))
    if epoch is not None:
        # Rounded down, as in the window: epoch 107 of the run is not over at 107.98.
        whole = f"{math.floor(epoch * 100 + 1e-6) / 100:,.2f}".rstrip("0").rstrip(".")
        pieces.append(tr("epoch {n}").format(n=whole))
    n = len(examples)
    if examples:
        text = ntr(
            "points changed once, after step {step}", "points changed {n} times, last after step {step}", n
        )
        pieces.append(text.format(n=f"{n:,}", step=f"{examples[-1][0]:,}"))
    return " · ".join(pieces)
