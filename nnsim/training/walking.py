"""Steps of a run that are taken in one go, in any thread, and what is measured after them."""

from __future__ import annotations

import time
from dataclasses import dataclass

from nnsim.training.gate import PaintGate
from nnsim.training.reporter import AT_ONCE
from nnsim.training.run import Run


@dataclass(frozen=True)
class Walked:
    """What was done in one go.

    Attributes
    ----------
    steps, seconds
        Steps that were taken, and the time that took.
    measured
        Whether all is known that somebody awaits where they led to.
    """

    steps: int
    seconds: float
    measured: bool = True


def walk_through_gate(run: Run, most: int, gate: PaintGate, *, is_now: bool) -> Walked:
    """Take up to `most` steps of `run` to the end of its epoch, passing through `gate` before each of them."""
    start, waited = time.perf_counter(), gate.waited
    taken = run.walk_on(most, gate.pass_through)
    seconds = time.perf_counter() - start - (gate.waited - waited)
    return Walked(taken, seconds, _measure(run, is_now=is_now))


def walk_apart(run: Run, most: int, *, beyond_epoch: bool, is_now: bool) -> Walked:
    """Take up to `most` steps of `run`, and do here what can be done in any thread: it takes a tenth of the time
    of small steps.
    """
    start = time.perf_counter()
    taken = run.walk_on(most, beyond_epoch=beyond_epoch)
    if is_now:
        run.unreported.gather()  # those of the past, which nobody is told, stop at the room there is
    seconds = time.perf_counter() - start
    return Walked(taken, seconds, _measure(run, is_now=is_now))


def _measure(run: Run, *, is_now: bool) -> bool:
    """Measure what is awaited where `run` stands, as far as it takes little time; return whether all is known."""
    return not awaits_measuring(run, is_now=is_now) or run.measure_on(AT_ONCE)


def awaits_measuring(run: Run, *, is_now: bool) -> bool:
    """Return whether somebody awaits what `run` comes to where it stands; of the past nobody is told."""
    return run.end_is_unseen or (is_now and run.evaluation_is_due)
