"""What C takes for granted of a walk is checked before it is told: it would write beyond an array."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.compiled.encodable import NotEncodableError
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.training.compiled_walker import CompiledWalker
from nnsim.training.run import Run
from nnsim.training.stretching import next_stretch
from tests.builders import chain, examples, start
from tests.compiled.by_c import compiled, needs_library, walk_to_test

pytestmark = needs_library


def begin() -> Run:
    data = examples(np.ones((7, 2)), np.ones((7, 1)))
    return compiled(start(chain(Dense(3), Dense(1), loss=MeanSquaredError()), data, batch=3))


def test_a_stretch_for_which_the_readings_have_no_room() -> None:
    run = begin()
    walker = run.machine.walker()
    stretch = next_stretch(run, walker, 3, beyond_epoch=False)
    assert stretch is not None
    walker.recorder.count = walker.recorder.capacity - stretch.steps + 1
    before = run.network.parameters.all.tobytes()
    with pytest.raises(ValueError, match="room for 0"):
        walker.take(stretch, None)
    assert run.network.parameters.all.tobytes() == before


def test_numbers_kept_at_a_checkpoint_into_less_room() -> None:
    run = begin()
    used, kept = run.guard.room.pairs[0]
    run.guard.room.pairs[0] = used, kept[:-1]
    with pytest.raises(NotEncodableError):
        CompiledWalker(run.machine, walk_to_test())


def test_a_reported_number_of_another_type() -> None:
    run = begin()
    place = next(i for i, _ in enumerate(run.machine.columns.scalars))
    recorder_told = [(np.zeros((), np.float32), place)]

    class Other(CompiledWalker):
        def _place_readings(self) -> None:
            self.recorder.told = recorder_told
            super()._place_readings()

    with pytest.raises(NotEncodableError, match="float64"):
        Other(run.machine, walk_to_test())
