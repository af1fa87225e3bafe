"""The walker that needs no interpreter: whole stretches of steps in one call of C, with the lock released."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from nnsim.compiled import blas, request
from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.library import Walk, library
from nnsim.compiled.operands import address
from nnsim.compiled.step import EncodedCalls, EncodedStep
from nnsim.engine.program import Program
from nnsim.training.compiled_recorder import CompiledRecorder
from nnsim.training.guard import CHECKPOINT_EVERY
from nnsim.training.stretch import Stretch

if TYPE_CHECKING:
    from nnsim.training.machine import Machine


class CompiledWalker:
    """Takes stretches of many legs, and flushes and keeps checkpoints on the way.

    Parameters
    ----------
    walk
        The level of the library.

    Raises
    ------
    NotEncodableError
        When something of the step has no words in the table.
    """

    walks_through = True
    why_numpy = ""

    def __init__(self, machine: Machine, walk: Walk) -> None:
        self.walk = walk.name
        self.recorder = CompiledRecorder(machine.network, machine.columns)
        self._take = walk.take
        self._guard = machine.guard
        self._words = library().words
        self._gemm = blas.gemm()
        self._blas_from = blas.taken_from(walk.level)
        self._machine = machine
        self._steps: dict[int, EncodedStep] = {}
        self._programs: dict[int, Program] = {}
        for size in machine.sizes:
            self._encoded(size)
        self.program: Program = self._programs[machine.batch]
        self._request = request.Walk(every=CHECKPOINT_EVERY)
        self._owned: list[object] = []
        self._place_readings()
        self._place_checkpoint(machine)
        if self._gemm is not None:
            self._request.sgemm, self._request.dgemm = self._gemm.single, self._gemm.double
            self._request.wide = self._gemm.wide
        self._rate = machine.parameters.rate
        self._request.rate = address(self._rate)

    def take(self, stretch: Stretch, yield_to: Callable[[], None] | None) -> int:
        """Take the steps of `stretch`; `yield_to` is called once, before them."""
        if yield_to is not None:
            yield_to()
        told, recorder = self._request, self.recorder
        if recorder.count + stretch.steps > recorder.capacity:
            raise ValueError(
                f"{stretch.steps} steps, of which there is room for {recorder.capacity - recorder.count}"
            )
        # Orders are whole arrays of their own: there is nothing to be checked, thousands of times a second.
        legs = np.array(
            [
                (self._encoded(size).address, order.__array_interface__["data"][0], position, steps)
                for size, order, position, steps, *_ in stretch.legs
            ],
            np.int64,
        )
        told.legs, told.legs_count = address(legs), len(legs)
        told.first, told.limit = stretch.first, stretch.limit
        told.rates = None if stretch.rates is None else address(stretch.rates)
        told.sums = address(recorder.sums[recorder.count :])
        told.scalars = address(recorder.scalars[recorder.count :])
        taken = self._take_with_draws(stretch)
        recorder.count += taken
        self.program = self._programs[stretch.place_of(taken)[0].size]
        if told.checkpoint >= 0:
            self._guard.keep(told.checkpoint, stretch.epoch_after(told.checkpoint - stretch.first))
        return taken

    def total(self) -> float:
        """Return the unscaled loss of the last step."""
        return float(self.program.loss_totals.sum())

    def _take_with_draws(self, stretch: Stretch) -> int:
        draws = [self._steps[leg.size].draws for leg in stretch.legs]
        state = draws[0].state()
        if not state:
            return self._take(ctypes.addressof(self._request))
        bank = np.concatenate(
            [one.ahead(leg.steps).reshape(-1) for one, leg in zip(draws, stretch.legs, strict=True)]
        )
        self._request.draws = address(bank)
        taken = self._take(ctypes.addressof(self._request))
        if taken < stretch.steps:
            draws[0].put_back(state)
            left = taken
            for one, leg in zip(draws, stretch.legs, strict=True):
                one.ahead(min(left, leg.steps))
                left -= min(left, leg.steps)
        return taken

    def _encoded(self, size: int) -> EncodedStep:
        """Return the step of a batch size; one that was not foreseen ends an epoch begun with another batch."""
        if size not in self._steps:
            step = self._machine.step(size)
            program = self._programs[size] = step.program
            self._steps[size] = EncodedStep(
                self._words,
                step.feeds,
                step.calls,
                self.recorder.parts(program),
                program.loss_totals,
                program.factors,
                blas_from=self._blas_from,
            )
        return self._steps[size]

    def _place_readings(self) -> None:
        told, recorder = self._request, self.recorder
        told.sums_width, told.scalars_width = recorder.sums.shape[1], recorder.scalars.shape[1]
        told.loss_place = -1 if recorder.place_of_loss is None else recorder.place_of_loss
        numbers = recorder.told
        if any(number.dtype != np.float64 or number.size != 1 for number, _ in numbers):
            raise NotEncodableError("numbers a rule reports that are none of float64")
        addresses = np.array([address(number) for number, _ in numbers], np.int64)
        places = np.array([place for _, place in numbers], np.int64)
        told.told, told.told_places, told.told_count = address(addresses), address(places), len(numbers)
        self._owned += [numbers, addresses, places]

    def _place_checkpoint(self, machine: Machine) -> None:
        told, parameters = self._request, machine.parameters
        flush = EncodedCalls(self._words, parameters.dtype.itemsize, machine.flushes)
        told.flush, told.flush_words = address(flush.code), len(flush.code)
        pairs = [(kept, used) for used, kept in machine.guard.room.pairs]
        plain = all(array.flags.c_contiguous for pair in pairs for array in pair)
        if not plain or any(to.nbytes != source.nbytes for to, source in pairs):
            raise NotEncodableError("memory of an optimizer that lies apart")
        kept = (request.Kept * len(pairs))(
            *(request.Kept(address(to), address(source), source.nbytes) for to, source in pairs)
        )
        told.kept, told.kept_count = ctypes.addressof(kept), len(pairs)
        told.vector, told.vector_count = address(parameters.vector), parameters.vector.size
        told.state, told.state_count = address(parameters.state), parameters.state.size
        self._owned += [flush, pairs, kept, parameters.vector, parameters.state]
