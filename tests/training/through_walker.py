"""A walker that goes through ends of epochs and checkpoints, made of NumPy steps."""

from __future__ import annotations

from collections.abc import Callable

from nnsim.engine.program import Program
from nnsim.training.guard import CHECKPOINT_EVERY
from nnsim.training.machine import Machine
from nnsim.training.numpy_walker import NumPyWalker
from nnsim.training.recorder import recorder_for
from nnsim.training.run import Run
from nnsim.training.stretch import Stretch


class ThroughWalker:
    """Takes every leg with a `NumPyWalker`, and does between them what a run does between two stretches.

    Attributes
    ----------
    taken
        Every stretch it was given.
    """

    walk = "through"
    why_numpy = ""
    walks_through = True

    def __init__(self, machine: Machine) -> None:
        self.recorder = recorder_for(machine.network, machine.columns, machine.batch)
        self.taken: list[Stretch] = []
        self._machine = machine
        self._inner = NumPyWalker(machine, self.recorder)

    def take(self, stretch: Stretch, yield_to: Callable[[], None] | None) -> int:
        self.taken.append(stretch)
        done = 0
        for part in self._parts(stretch):
            steps = part.steps
            taken = self._inner.take(part, yield_to)
            done += taken
            if taken < steps or not self._inner.total() < stretch.limit:
                break
            step = stretch.first + done
            if step % CHECKPOINT_EVERY == 0 and done < stretch.steps and not self._check(stretch, done):
                break
        return done

    def total(self) -> float:
        return self._inner.total()

    @property
    def program(self) -> Program:
        return self._inner.program

    def _parts(self, stretch: Stretch) -> list[Stretch]:
        """Cut a stretch at the ends of its legs and at checkpoints."""
        parts, step = [], stretch.first
        for leg in stretch.legs:
            done = 0
            while done < leg.steps:
                steps = min(leg.steps - done, CHECKPOINT_EVERY - step % CHECKPOINT_EVERY)
                part = leg._replace(position=leg.position + done * leg.size, steps=steps)
                place = slice(step - stretch.first, step - stretch.first + steps)
                rates = None if stretch.rates is None else stretch.rates[place]
                parts.append(Stretch((part,), step, stretch.limit, rates))
                done, step = done + steps, step + steps
        return parts

    def _check(self, stretch: Stretch, done: int) -> bool:
        self._machine.flush()
        return self._machine.guard.check(stretch.first + done, stretch.epoch_after(done))


def through(run: Run) -> Run:
    """Let `run`, which has not taken a step, be walked through."""
    run.machine.choose = ThroughWalker
    return run
