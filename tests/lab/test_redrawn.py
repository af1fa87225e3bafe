"""A network compiled once begins from any seed as if it were made for it."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.sources.iris import Iris
from nnsim.document.building import chain
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.lab.redrawn import Redrawn, steps
from nnsim.lab.running import begin
from nnsim.training.quantities import BIAS_GRADIENT, OUTPUT_GRADIENT

PROJECT = chain(Input(), Dense(5, Tanh()), Dense(3), data=Iris(), shuffle=False)


@pytest.mark.parametrize("looks_only", [False, True])
def test_every_seed_reads_what_a_run_of_its_own_reads(looks_only: bool) -> None:
    network = Redrawn(PROJECT, looks_only=looks_only)
    for seed in (3, 0, 3):
        own = begin(PROJECT, seed)
        expected = own.network.predict(own.prepared.train.inputs[:9], [own.network.stages[1].id])
        np.testing.assert_array_equal(network.outputs(seed, [own.network.stages[1].id], 9), expected)
        rows = steps(own, 1)
        np.testing.assert_allclose(network.first_readings(seed), rows[0], rtol=1e-5, atol=1e-12)
        columns = own.unreported.columns.of(BIAS_GRADIENT)
        np.testing.assert_array_equal(network.of(BIAS_GRADIENT, rows), rows[:, columns])
        assert network.of(OUTPUT_GRADIENT, rows[0]).shape == (2,)


def test_steps_go_beyond_ends_of_epochs_and_seeds_forget_what_was_learned() -> None:
    network = Redrawn(PROJECT)
    first = steps(network.begin(1), 40)
    assert len(first) == 40
    steps(network.begin(2), 7)
    np.testing.assert_array_equal(steps(network.begin(1), 40), first)
    np.testing.assert_array_equal(steps(begin(PROJECT, 1), 40), first)
