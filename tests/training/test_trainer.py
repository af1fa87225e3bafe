"""The trainer's thread: the same bits as without it, letters with numbers, faults that do not kill it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Resolved, resolve
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.probe import probes
from nnsim.training import photographer as photographer_module
from nnsim.training.grid import Grid
from nnsim.training.messages import (
    Diverged,
    Evaluation,
    Failed,
    Load,
    Loaded,
    Pause,
    Play,
    Points,
    Report,
    Reset,
    Retune,
    SetWeight,
    Shutdown,
    State,
    StepEpoch,
    StepOnce,
)
from nnsim.training.picture import Picture
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.pictures.layer_histograms import LayerHistograms
from nnsim.training.run import Run
from nnsim.training.scene import Scene
from nnsim.training.snapshot import Snapshot, Wish
from nnsim.training.trainer import Trainer
from tests.builders import chain, examples, meaning, walk
from tests.training.newest import newest

NET = chain(Dense(5, Tanh()), BatchNorm(), Dropout(0.3), Dense(3), loss=SoftmaxCrossEntropy())
_RNG = np.random.default_rng(0)
DATA = examples(_RNG.normal(size=(23, 4)), _RNG.integers(0, 3, 23), 3)
TRAINING = TrainingSettings(batch=4, seed=5)


class Desk:
    """A trainer and a reader of its letters."""

    def __init__(self) -> None:
        self.trainer = Trainer()
        self.letters: list[Report] = []
        self.read = 0
        self.trainer.start()

    def load(self, run: int = 1, training: TrainingSettings = TRAINING, **kind: Any) -> None:
        self.trainer.send(Load(run, meaning(NET, DATA), training, DATA, **kind))

    def until(self, found: Callable[[Report], bool]) -> Report:
        """Read letters until one is `found`; return it. Fails after ten seconds."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            self.letters += self.trainer.mailbox.take_reports()
            while self.read < len(self.letters):
                self.read += 1
                if found(self.letters[self.read - 1]):
                    return self.letters[self.read - 1]
            threading.Event().wait(0.001)
        raise AssertionError(f"no such letter among {self.letters}")

    def until_paused(self, step: int | None = None) -> State:
        state = self.until(
            lambda r: isinstance(r, State) and not r.playing and (step is None or r.step >= step)
        )
        assert isinstance(state, State)
        return state

    def rows(self, run: int = 1) -> np.ndarray:
        """Return all readings of a run, in order and without gaps."""
        points = [r for r in self.letters if isinstance(r, Points) and r.run == run]
        step = points[0].first_step
        for p in points:
            assert p.first_step == step
            step += len(p.rows)
        return np.concatenate([p.rows for p in points])


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    assert made.trainer.shut_down()


def windowless(steps: int, training: TrainingSettings = TRAINING) -> np.ndarray:
    return walk(Run(meaning(NET, DATA), training, DATA), steps)


def test_play_pause_and_steps_give_the_bits_of_a_run_without_a_window(desk: Desk) -> None:
    desk.load()
    asked = desk.trainer
    for request, step in ((StepOnce(1), 1), (StepEpoch(1), 6), (StepOnce(1), 7), (StepEpoch(1), 12)):
        asked.send(request)
        desk.until_paused(step)
    asked.send(Play(1))
    plane = MapOver(Grid((0.0,) * 4, (1.0, 0, 0, 0), (0, 1.0, 0, 0), (-1, 1), (-1, 1), 7))
    for _ in range(5):
        asked.mailbox.ask(1, (plane, LayerHistograms("l1"), *(probe() for probe in probes)))
        asked.gate.close()
        asked.gate.open()
        asked.learned(1)
    asked.send(Pause(1))
    stop = desk.until_paused(13)
    asked.send(StepEpoch(1))
    end = desk.until_paused(stop.step + 1)
    assert desk.rows().tobytes() == windowless(end.step).tobytes()
    assert end.epoch == int(end.epoch)


def test_steps_stop_where_they_say(desk: Desk) -> None:
    desk.load()
    desk.until_paused(0)
    for request, step in ((StepOnce(1), 1), (StepEpoch(1), 6), (StepEpoch(1), 12), (StepOnce(1), 13)):
        desk.trainer.send(request)
        assert desk.until_paused(step).step == step


def test_playing_ends_after_the_epochs_asked_for(desk: Desk) -> None:
    desk.load(training=replace(TRAINING, epochs=3))
    desk.trainer.send(Play(1))
    state = desk.until_paused(1)
    assert (state.step, state.epoch) == (18, 3.0)
    assert "3" in state.reason
    desk.trainer.send(Play(1))
    assert desk.until_paused(18).step == 18
    desk.trainer.send(StepOnce(1))
    assert desk.until_paused(19).step == 19


def test_reset_returns_to_the_same_initial_weights_under_another_number(desk: Desk) -> None:
    desk.load()
    first = desk.trainer.learned(1)
    desk.trainer.send(StepEpoch(1))
    desk.until_paused(6)
    trained = desk.trainer.learned(1)
    desk.trainer.send(Reset(1, 2))
    again = desk.trainer.learned(2)
    assert first is not None
    assert trained is not None
    assert again is not None
    for key, array in first.arrays.items():
        np.testing.assert_array_equal(array, again.arrays[key])
    assert (trained.arrays["l1/W"] != first.arrays["l1/W"]).any()
    assert (again.step, again.epoch) == (0, 0.0)
    desk.trainer.send(StepEpoch(2))
    desk.until(lambda r: isinstance(r, State) and r.run == 2 and r.step == 6 and not r.playing)
    assert desk.rows(2).tobytes() == desk.rows(1).tobytes()


def test_letters_carry_the_number_of_their_run(desk: Desk) -> None:
    for run in (3, 4):
        desk.load(run)
        desk.trainer.send(StepEpoch(run))
    desk.until(lambda r: isinstance(r, State) and r.run == 4 and r.step == 6)
    assert {r.run for r in desk.letters} == {3, 4}
    for run in (3, 4):
        mine = [r for r in desk.letters if r.run == run]
        assert isinstance(mine[0], Loaded)
        assert isinstance(mine[1], Evaluation)
        assert mine[0].columns.width == desk.rows(run).shape[1]


def test_what_was_learned_can_be_taken_while_playing_and_gone_on_from(desk: Desk) -> None:
    desk.load()
    desk.trainer.send(Play(1))
    desk.until(lambda r: isinstance(r, Points))
    learned = desk.trainer.learned(1)
    assert learned is not None
    again = Run(meaning(NET, DATA), TRAINING, DATA, learned)
    rest = walk(again, 20)
    np.testing.assert_array_equal(rest, windowless(learned.step + 20)[learned.step :])


def test_going_on_from_a_file(desk: Desk) -> None:
    half = Run(meaning(NET, DATA), TRAINING, DATA)
    walk(half, 9)
    desk.load(7, learned=half.learned())
    loaded = desk.until(lambda r: isinstance(r, Loaded))
    assert isinstance(loaded, Loaded)
    assert loaded.step == 9
    desk.trainer.send(StepEpoch(7))
    assert desk.until_paused(10).step == 12
    assert desk.rows(7).tobytes() == windowless(12)[9:].tobytes()


def test_retuning_and_setting_a_weight(desk: Desk) -> None:
    desk.load()
    desk.trainer.send(StepOnce(1))
    desk.trainer.send(Retune(1, replace(TRAINING, learning_rate=0.0)))
    desk.trainer.send(SetWeight(1, "l4/b", (1,), 0.5))
    desk.trainer.send(StepOnce(1))
    desk.until_paused(2)
    learned = desk.trainer.learned(1)
    assert learned is not None
    assert learned.arrays["l4/b"][1] == 0.5
    desk.trainer.send(SetWeight(1, "l4/b", (9,), 0.5))
    failed = desk.until(lambda r: isinstance(r, Failed))
    assert isinstance(failed, Failed)
    assert failed.text.endswith(".")
    assert not failed.traceback


def test_divergence_is_told_and_playing_on_works(desk: Desk) -> None:
    desk.load(training=replace(TRAINING, learning_rate=1e30))
    desk.trainer.send(Play(1))
    told = desk.until(lambda r: isinstance(r, Diverged))
    assert isinstance(told, Diverged)
    assert f"step {told.step}" in told.text
    assert desk.until_paused(1).step == told.step
    learned = desk.trainer.learned(1)
    assert learned is not None
    assert all(np.isfinite(a).all() for a in learned.arrays.values())
    desk.trainer.send(Retune(1, replace(TRAINING, learning_rate=0.01)))
    desk.trainer.send(StepEpoch(1))
    assert desk.until_paused(told.step + 1).step > told.step


def test_a_run_that_cannot_be_and_a_bug_leave_the_thread_alive(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad = chain(Dense(0), loss=SoftmaxCrossEntropy())
    desk.trainer.send(Load(1, resolve(bad, DATA), TRAINING, DATA))
    failed = desk.until(lambda r: isinstance(r, Failed))
    assert isinstance(failed, Failed)
    assert "Units is 0" in failed.text
    assert not failed.traceback
    desk.trainer.send(Load(2, Resolved(), TRAINING, None))  # type: ignore[arg-type]
    crashed = desk.until(lambda r: isinstance(r, Failed))
    assert isinstance(crashed, Failed)
    assert "Traceback" in crashed.traceback
    assert crashed.run == 2
    desk.load(3)
    desk.until(lambda r: isinstance(r, Loaded) and r.run == 3)

    def broken(scene: Scene, wish: Wish) -> Snapshot:
        raise RuntimeError("a bug")

    desk.trainer.send(Play(3))
    with monkeypatch.context() as patch:
        patch.setattr(photographer_module, "looking", broken)
        desk.trainer.mailbox.ask(3, ())
        desk.until(lambda r: isinstance(r, Failed) and "a bug" in r.text)
    # Whoever shows the trainer learns that it stopped.
    step = desk.until(lambda r: isinstance(r, State) and not r.playing)
    assert isinstance(step, State)
    desk.trainer.send(StepEpoch(3))
    desk.until_paused(step.step + 1)
    assert len([r for r in caplog.records if "trainer failed" in r.message]) == 2


def test_requests_without_a_run_do_nothing(desk: Desk) -> None:
    for request in (
        Play(1),
        Pause(1),
        StepOnce(1),
        StepEpoch(1),
        Reset(1, 3),
        Retune(1, TRAINING),
        SetWeight(1, "a", (), 0),
    ):
        desk.trainer.send(request)
    assert desk.trainer.learned(1) is None
    assert desk.trainer.mailbox.take_reports() == []


def test_a_picture_comes_when_asked_for_also_while_paused(desk: Desk) -> None:
    desk.load()
    desk.until_paused(0)
    for _ in range(3):
        plane = MapOver(Grid((0.0,) * 4, (1.0, 0, 0, 0), (0, 1.0, 0, 0), (-1, 1), (-2, 2), 9))
        desk.trainer.mailbox.ask(1, (plane, LayerHistograms("l1")))
        shown = None
        while shown is None:
            shown = newest(desk.trainer.mailbox)
        assert shown.run == 1
        found, histograms = shown.answer(plane), shown.answer(LayerHistograms("l1"))
        assert found is not None
        assert found.values.shape == (9, 9, 3)
        np.testing.assert_allclose(found.values.sum(axis=2), 1, rtol=1e-5)
        assert histograms is not None
        assert histograms.weights is not None
        assert histograms.weights.counts.sum() == 20
    assert newest(desk.trainer.mailbox) is None


def test_a_paused_trainer_sleeps_until_something_is_asked_of_it() -> None:
    """It waits for the queue without a time-out; only a playing one looks and goes on."""

    class Queue:
        def __init__(self) -> None:
            self.asked: list[tuple[bool, float | None]] = []

        def get(self, block: bool = True, timeout: float | None = None) -> Shutdown:
            self.asked.append((block, timeout))
            return Shutdown()

    trainer = Trainer()
    trainer._requests = queue = Queue()  # type: ignore[assignment]
    trainer._load(Load(1, meaning(NET, DATA), TRAINING, DATA))
    trainer._next_request()
    trainer._players[1].play()
    trainer._next_request()
    assert queue.asked == [(True, None), (False, None)]


def test_a_closed_gate_holds_training_back_and_a_forgotten_one_does_not_stop_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    desk.load()
    desk.until_paused(0)
    desk.trainer.gate.close()
    waits: list[float | None] = []
    flag = desk.trainer.gate._open
    wait = flag.wait
    monkeypatch.setattr(flag, "wait", lambda seconds=None: waits.append(seconds) or wait(0.001))
    desk.trainer.send(StepEpoch(1))
    assert desk.until_paused(6).step == 6
    assert len(waits) == 6
    assert all(seconds is not None and seconds <= 0.1 for seconds in waits)


def test_shut_down_joins_also_in_the_middle_of_training() -> None:
    desk = Desk()
    desk.load()
    desk.trainer.send(Play(1))
    desk.until(lambda r: isinstance(r, Points))
    desk.trainer.gate.close()
    assert desk.trainer.shut_down()
    assert not desk.trainer._thread.is_alive()
    assert desk.trainer.shut_down()
    with pytest.raises(NnsimError):
        desk.trainer.learned(1, 0.01)
    assert Trainer().shut_down()


def test_shutdown_is_a_request_like_others() -> None:
    desk = Desk()
    desk.trainer.send(Shutdown())
    desk.trainer._thread.join(5)
    assert not desk.trainer._thread.is_alive()


def test_early_stopping_pauses_with_its_sentence_and_the_best_weights(desk: Desk) -> None:
    training = replace(TRAINING, patience=3, min_improvement=1e6)
    desk.load(training=training)
    desk.trainer.send(Play(1))
    state = desk.until_paused(step=1)
    assert state.reason.startswith("Stopped early")
    assert (state.step, state.epoch, state.rate) == (24, 4.0, pytest.approx(0.01, rel=1e-6))
    learned = desk.trainer.learned(1)
    best = Run(meaning(NET, DATA), TRAINING, DATA)
    walk(best, 6)
    assert learned is not None
    np.testing.assert_array_equal(learned.arrays["l1/W"], best.learned().arrays["l1/W"])
    desk.trainer.send(Play(1))
    assert desk.until_paused(step=25).step == 24 + 18


class Broken(Picture[None]):
    """A picture with a bug."""

    key, title = "broken", "Broken"

    def take(self, scene: Scene) -> None:
        raise ZeroDivisionError("a bug")


def test_a_picture_with_a_bug_is_told_once_and_stops_neither_training_nor_others(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.load()
    desk.until_paused(0)
    wish = (Broken(), LayerHistograms("l1"))
    for _ in range(3):
        desk.trainer.mailbox.ask(1, wish)
        shown = None
        while shown is None:
            shown = newest(desk.trainer.mailbox)
        assert shown.answer(wish[1]) is not None
    desk.trainer.send(StepEpoch(1))
    desk.until_paused(4)
    failed = [r for r in desk.letters if isinstance(r, Failed)]
    assert len(failed) == 1
    assert "ZeroDivisionError" in failed[0].traceback
    desk.load(2)
    desk.trainer.mailbox.ask(2, wish)
    told = desk.until(lambda r: isinstance(r, Failed) and r.run == 2)
    assert isinstance(told, Failed)
