"""What a run and its trainer hand out: copies that stay as they were, counted from the first step."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from nnsim.document.learned import Learned
from nnsim.document.project import TrainingSettings
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.training.divergence import DivergedError
from nnsim.training.grid import Grid
from nnsim.training.messages import (
    Load,
    Points,
    Report,
    Reset,
    Retune,
    State,
    StepEpoch,
)
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.pictures.layer_histograms import LayerHistograms
from nnsim.training.pictures.neuron_maps import NeuronsOver
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from nnsim.training.snapshot import Snapshot, look
from nnsim.training.trainer import Trainer
from tests.builders import chain, examples, meaning, run_epoch, walk

NET = chain(Dense(5, Tanh()), BatchNorm(), Dense(3), loss=SoftmaxCrossEntropy())
RNG = np.random.default_rng(0)
DATA = examples(RNG.normal(size=(12, 2)), RNG.integers(0, 3, 12), 3)
TRAINING = TrainingSettings(batch=4, seed=5, optimizer=Adam(), patience=9)
PLANE = Grid((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-1, 1), (-1, 1), 8)


def begin() -> Run:
    return Run(meaning(NET, DATA), TRAINING, DATA)


def arrays_of(learned: Learned) -> dict[str, np.ndarray]:
    moment = learned.moment
    groups = {"arrays": learned.arrays, "slots": moment.slots}
    if moment.best is not None:
        groups["best"] = {"vector": moment.best.parameters, "state": moment.best.state, **moment.best.slots}
    return {f"{group}/{name}": a for group, found in groups.items() for name, a in found.items()}


def test_what_was_learned_stays_as_it_was_while_the_run_goes_on() -> None:
    run = begin()
    walk(run, 6)
    learned = run.learned()
    found = arrays_of(learned)
    assert {"arrays/l1/W", "best/vector"} <= set(found)
    assert any(name.startswith("slots/") for name in found)
    before = {name: array.copy() for name, array in found.items()}
    walk(run, 6)
    for name, array in found.items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)
    now = arrays_of(run.learned())
    changed = [name for name in before if not np.array_equal(now[name], before[name])]
    assert "arrays/l1/W" in changed
    assert any(name.startswith("slots/") for name in changed)


def diverge(run: Run) -> None:
    """Let the next step end all finite numbers."""
    run.retune(replace(run.training, learning_rate=1e30))
    with pytest.raises(DivergedError):
        walk(run, 8)


def test_a_weight_set_by_hand_outlives_a_step_that_diverges() -> None:
    run = begin()
    walk(run, 3)
    run.set_weight("l1/W", (1, 2), 4.25)
    diverge(run)
    assert run.learned().arrays["l1/W"][1, 2] == 4.25


def test_who_goes_to_a_moment_and_diverges_is_back_at_that_moment() -> None:
    run = begin()
    walk(run, 3)
    moment = run.moment()
    walk(run, 70)  # a checkpoint is on the way
    run.go_to(moment)
    diverge(run)
    assert run.moment().parameters.tobytes() == moment.parameters.tobytes()


def test_a_weight_set_by_hand_is_measured_at_once() -> None:
    """Early stopping measures every epoch, and what it found is not true any more."""
    run = begin()
    run_epoch(run)
    before = run.evaluate()
    run.set_weight("l3/W", (0, 0), 40.0)
    assert run.evaluate().train_loss > before.train_loss + 1


def test_after_divergence_the_memory_of_the_optimizer_is_that_of_the_weights_put_back() -> None:
    run = begin()
    walk(run, 64)  # a checkpoint
    kept = run.learned()
    diverge(run)
    again = run.learned()
    for name, array in kept.moment.slots.items():
        np.testing.assert_array_equal(again.moment.slots[name], array)
        assert array.any()
    for name, array in kept.arrays.items():
        np.testing.assert_array_equal(again.arrays[name], array)


def test_readings_that_wait_outlive_a_step_compiled_anew() -> None:
    """A run that diverged or stopped goes back to weights whose optimizer may have been another one."""
    run, whole = begin(), begin()
    rows = walk(whole, 5)
    run.advance(1)
    run.advance(2)
    run.machine.build(run.training, run.machine.slots)
    while run.step < 5:
        run.advance(1)
    assert run.take_points().rows.tobytes() == rows.tobytes()


WISH = (MapOver(PLANE), LayerHistograms("l1"), NeuronsOver(PLANE))


def numbers_in(snapshot: Snapshot) -> list[np.ndarray]:
    """Return every array in a picture."""
    map_, histograms, neurons = (snapshot.answer(WISH[0]), snapshot.answer(WISH[1]), snapshot.answer(WISH[2]))
    assert map_ is not None
    assert histograms is not None
    assert neurons is not None
    stages, wires = neurons.stages, neurons.wires
    found = [map_.values, *(s.maps for s in stages), *(s.biases for s in stages)]
    found += [w.weights for w in wires]
    for histogram in (histograms.weights, histograms.activations, histograms.gradients):
        assert histogram is not None
        found += [histogram.counts, histogram.edges]
    return [array for array in found if array is not None]


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_picture_stays_as_it_was_while_the_run_goes_on(precision: str) -> None:
    run = Run(meaning(NET, DATA), replace(TRAINING, precision=precision), DATA)
    walk(run, 3)
    scene = scene_of(run)
    picture = look(scene, WISH)
    arrays = numbers_in(picture)
    before = [array.copy() for array in arrays]
    run.network.parameters.vector += 1.0
    walk(run, 6)
    look(scene_of(run, scene), WISH)
    for array, was in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, was)
        assert not array.flags.writeable


# ---- the trainer -------------------------------------------------------------------------------


class Desk:
    """A trainer at work and the letters it has left so far."""

    def __init__(self) -> None:
        self.trainer = Trainer()
        self.letters: list[Report] = []
        self.trainer.start()

    def until(self, found: Callable[[State], bool]) -> State:
        end = time.monotonic() + 10
        while time.monotonic() < end:
            self.letters += self.trainer.mailbox.take_reports()
            states = [r for r in self.letters if isinstance(r, State) and found(r)]
            if states:
                return states[0]
            threading.Event().wait(0.001)
        raise AssertionError(f"no such state among {self.letters}")

    def learned(self, run: int = 1) -> Learned:
        learned = self.trainer.learned(run)
        assert learned is not None
        return learned


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    assert made.trainer.shut_down()


@pytest.mark.parametrize("first", [0, 4])
def test_readings_are_counted_from_the_step_after_the_one_that_was_loaded(desk: Desk, first: int) -> None:
    run = begin()
    if first:
        walk(run, first)
    desk.trainer.send(Load(1, meaning(NET, DATA), TRAINING, DATA, run.learned() if first else None))
    desk.trainer.send(StepEpoch(1))
    state = desk.until(lambda s: not s.playing and s.step > first)
    points = [r for r in desk.letters if isinstance(r, Points)]
    assert points[0].first_step == first + 1
    assert points[-1].first_step + len(points[-1].rows) - 1 == state.step


def test_reset_goes_back_to_the_weights_of_the_seed_not_to_those_of_the_file(desk: Desk) -> None:
    trained = begin()
    walk(trained, 6)
    desk.trainer.send(Load(1, meaning(NET, DATA), TRAINING, DATA, trained.learned()))
    assert desk.learned().step == 6
    desk.trainer.send(Reset(1, 2))
    again = desk.learned(2)
    assert again.step == 0
    for name, array in begin().learned().arrays.items():
        np.testing.assert_array_equal(again.arrays[name], array)


def test_reset_keeps_the_settings_chosen_since_the_network_was_loaded(desk: Desk) -> None:
    desk.trainer.send(Load(1, meaning(NET, DATA), TRAINING, DATA))
    desk.trainer.send(Retune(1, replace(TRAINING, learning_rate=0.125, batch=6)))
    desk.trainer.send(Reset(1, 2))
    desk.trainer.send(StepEpoch(2))
    state = desk.until(lambda s: s.run == 2 and not s.playing and s.step > 0)
    assert (state.step, state.rate) == (2, 0.125)
