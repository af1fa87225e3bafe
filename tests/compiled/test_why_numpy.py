"""What keeps a network on NumPy: its whole step goes there, bit for bit, and the sentence names the layer."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.compiled.library import NUMPY
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.training.run import Run
from tests.builders import chain, examples, start, walk
from tests.compiled.arctan import Arctan
from tests.compiled.by_c import in_numpy, needs_library

pytestmark = needs_library


def begin() -> Run:
    graph = chain(Dense(3), Dense(2, Arctan()), Dense(1), loss=MeanSquaredError())
    rng = np.random.default_rng(0)
    return start(graph, examples(rng.normal(size=(7, 2)), rng.normal(size=(7, 1))), batch=3)


def test_a_function_of_somebodys_own_makes_the_whole_step_numpys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NNSIM_WALK", raising=False)
    run, other = begin(), in_numpy(begin())
    assert run.walk == NUMPY
    assert run.why_numpy == "The compiled walk does not know arctan as the layer l2 uses it."
    assert walk(run, 20).tobytes() == walk(other, 20).tobytes()
