"""The walker that computes in NumPy: one step after the other, call by call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nnsim.compiled.library import NUMPY
from nnsim.engine.program import Program
from nnsim.training.recorder import StepRecorder
from nnsim.training.stepper import Stepper
from nnsim.training.stretch import Stretch

if TYPE_CHECKING:
    from nnsim.training.machine import Machine


class NumPyWalker:
    """Takes stretches of one leg, with a `Stepper` for every batch size.

    Parameters
    ----------
    why_numpy
        Why it is this one, as a sentence for people; empty where there is nothing to say.
    """

    walk = NUMPY
    walks_through = False

    def __init__(self, machine: Machine, recorder: StepRecorder, why_numpy: str = "") -> None:
        self.recorder = recorder
        self.why_numpy = why_numpy
        self._machine = machine
        self._steppers: dict[int, Stepper] = {}
        self._last = self._stepper(machine.batch)

    def take(self, stretch: Stretch, yield_to: Callable[[], None] | None) -> int:
        [leg] = stretch.legs
        self._last = self._steppers.get(leg.size) or self._stepper(leg.size)
        return self._last.walk(leg, stretch.limit, stretch.rates, yield_to)

    def total(self) -> float:
        return self._last.total()

    @property
    def program(self) -> Program:
        return self._last.program

    def _stepper(self, size: int) -> Stepper:
        made = Stepper(self._machine.step(size), self.recorder, self._machine.parameters.rate)
        self._steppers[size] = made
        return made
