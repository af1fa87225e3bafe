"""Training an animal to its end, looked up from now and then. What comes out does not depend on how often."""

from __future__ import annotations

import time
from collections.abc import Iterator

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.training.run import Run

_LOOK = 0.25
"""Seconds between two looks, as long as one step takes less."""


def raising(run: Run) -> Iterator[float]:
    """Train `run` until its epochs are done, it stops early, or its rule has nothing more to do.

    Yields
    ------
    float
        Which share of its epochs is done, several times a second.

    Raises
    ------
    NnsimError
        When the network cannot train, or nothing says when it ends.
    DivergedError
        When the loss has grown beyond all bounds.
    """
    if not run.training.epochs and not run.training.rule.ends():
        raise NnsimError(tr("This training has no end. Set the epochs after which it stops."))
    most, began = 1, time.perf_counter()
    while not (run.finished or run.watch.done or run.watch.stopped is not None):
        before = time.perf_counter()
        run.advance(most, beyond_epoch=True)
        run.take_points()
        now = time.perf_counter()
        most = _next_stretch(most, now - before)
        if now - began > _LOOK:
            began = now
            yield min(run.epoch / run.training.epochs, 1.0) if run.training.epochs else 0.5


def _next_stretch(most: int, seconds: float) -> int:
    """Return how many steps to take at once, after so many took so long."""
    if seconds < _LOOK / 4:
        return min(2 * most, 1 << 20)
    return max(most // 2, 1) if seconds > _LOOK / 2 else most
