"""Several runs in one thread: each gives the bits it gives alone, in lock-step, behind others, and in its past."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.document.pace import Pace
from nnsim.document.project import TrainingSettings
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.training import messages
from nnsim.training.crew import Crew
from nnsim.training.gate import PaintGate
from nnsim.training.keeping import Budget, Keeper
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import (
    ComeBack,
    Diverged,
    Evaluation,
    Failed,
    Fork,
    GoTo,
    InBackground,
    Load,
    MeasureTest,
    Moments,
    Pause,
    Play,
    Points,
    Report,
    Reset,
    Retire,
    Retired,
    Retune,
    SetPace,
    SetShare,
    SetWeight,
    State,
    StepEpoch,
    StepOnce,
    Together,
)
from nnsim.training.pictures.neuron_maps import NeuronsOver
from nnsim.training.player import Player
from nnsim.training.run import Run
from nnsim.training.snapshot import Snapshot
from nnsim.training.trainer import Trainer
from nnsim.training.turns import take_turn
from tests.builders import chain, examples, meaning, walk

NET = chain(Dense(5), BatchNorm(), Dropout(0.3), Dense(3), loss=SoftmaxCrossEntropy())
_RNG = np.random.default_rng(0)
DATA = examples(_RNG.normal(size=(23, 4)), _RNG.integers(0, 3, 23), 3)
TRAINING = TrainingSettings(batch=4, seed=5, optimizer=Adam())
OTHER = replace(TRAINING, learning_rate=0.003, seed=9)


class Desk:
    """A trainer, and a reader that sorts its letters by run."""

    def __init__(self) -> None:
        self.trainer = Trainer()
        self.letters: list[Report] = []

    def load(self, run: int, training: TrainingSettings = TRAINING, **more: Any) -> None:
        self.send(Load(run, meaning(NET, DATA), training, DATA, **more))
        self.wait(lambda: self.state(run) is not None)

    def walk(self, run: int, epochs: int) -> None:
        """Train for so many epochs of six steps, one request after the other."""
        for _ in range(epochs):
            state = self.state(run)
            assert state is not None
            end = 6 * (state.step // 6 + 1)
            self.send(StepEpoch(run))
            self.wait(lambda end=end: self.at(run, end))

    def send(self, *requests: Any) -> None:
        for request in requests:
            self.trainer.send(request)

    def wait(self, found: Callable[[], object]) -> None:
        end = time.monotonic() + 20
        while not found():
            assert time.monotonic() < end, self.letters[-3:]
            self.letters += self.trainer.mailbox.take_reports()
            threading.Event().wait(0.001)

    def of(self, run: int, kind: type[Any]) -> list[Any]:
        return [r for r in self.letters if r.run == run and isinstance(r, kind)]

    def state(self, run: int) -> State | None:
        found = self.of(run, State)
        return found[-1] if found else None

    def at(self, run: int, step: int, playing: bool = False) -> bool:
        state = self.state(run)
        return state is not None and state.step >= step and state.playing == playing

    def stand(self, run: int, step: int) -> bool:
        """Return whether the run was led to just this step."""
        state = self.state(run)
        return state is not None and state.step == step and not state.playing

    def standing_steps(self, run: int) -> list[int]:
        """Return the steps at which the run has stood still, one after the other."""
        steps = [s.step for s in self.of(run, State) if not s.playing]
        return [step for step, before in zip(steps, [None, *steps], strict=False) if step != before]

    def rows(self, run: int) -> np.ndarray:
        return np.concatenate([p.rows for p in self.of(run, Points)])

    def vector(self, run: int) -> bytes:
        learned = self.trainer.learned(run)
        assert learned is not None
        return learned.moment.parameters.tobytes()

    def standing(self, run: int) -> bytes:
        """Return the parameters where the run stands, in its past or not."""
        found = self.trainer._ask(run, lambda player: player.run.network.parameters.vector.tobytes(), 10)
        assert found is not None
        return found


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    made.trainer.start()
    yield made
    assert made.trainer.shut_down()


def alone(steps: int, training: TrainingSettings = TRAINING) -> tuple[np.ndarray, bytes]:
    run = Run(meaning(NET, DATA), training, DATA)
    rows = walk(run, steps)
    return rows, run.network.parameters.vector.tobytes()


@pytest.mark.parametrize("background", [False, True])
def test_each_of_two_runs_gives_the_bits_it_gives_alone(desk: Desk, background: bool) -> None:
    desk.load(1)
    desk.load(2, OTHER, background=background)
    desk.send(Play(1), Play(2))
    desk.wait(lambda: desk.at(1, 200, True) and desk.at(2, 200, True))
    desk.send(Pause(1), Pause(2))
    desk.wait(lambda: desk.at(1, 1) and desk.at(2, 1))
    for run, training in ((1, TRAINING), (2, OTHER)):
        rows, vector = alone(desk.state(run).step, training)  # type: ignore[union-attr]
        assert desk.rows(run).tobytes() == rows.tobytes()
        assert desk.vector(run) == vector


@pytest.mark.parametrize("walk", ["", "numpy"])
def test_in_lock_step_runs_take_step_n_together(
    desk: Desk, walk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NNSIM_WALK", walk)
    desk.load(1)
    desk.load(2, OTHER)
    desk.send(StepOnce(1), StepOnce(1), Together((1, 2)), Play(1), Play(2))
    desk.wait(lambda: desk.at(1, 300, True) and desk.at(2, 300, True))
    steps = desk.trainer._ask(1, lambda _: [p.run.step for p in desk.trainer._players.values()], 10)
    assert steps is not None
    assert steps[0] == steps[1]
    desk.send(Pause(1), Pause(2))
    desk.wait(lambda: desk.at(1, 1) and desk.at(2, 1))
    for run, training in ((1, TRAINING), (2, OTHER)):
        assert desk.rows(run).tobytes() == alone(len(desk.rows(run)), training)[0].tobytes()


def test_where_one_of_a_pair_ends_the_other_pauses(desk: Desk) -> None:
    desk.load(1)
    desk.load(2, replace(OTHER, epochs=3))
    desk.send(Together((1, 2)), Play(1), Play(2))
    desk.wait(lambda: desk.at(1, 18) and desk.at(2, 18))
    assert desk.state(1).step == desk.state(2).step == 18  # type: ignore[union-attr]


def test_the_background_gets_its_share_of_the_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # In turns, as where steps need the interpreter; in threads of their own: test_side_by_side.py.
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    desk.load(1)
    desk.load(2, background=True)
    desk.send(SetShare(0.1), Play(1), Play(2))
    desk.wait(lambda: desk.at(1, 3000, True))
    share = desk.state(2).step / (desk.state(1).step + desk.state(2).step)  # type: ignore[union-attr]
    assert 0.02 < share < 0.3
    desk.send(Pause(1))
    desk.wait(lambda: desk.at(1, 1))
    before = desk.state(2).step  # type: ignore[union-attr]
    desk.wait(lambda: desk.at(2, before + 3000, True))


def test_the_background_keeps_no_pace(desk: Desk) -> None:
    desk.load(1)
    desk.load(2, background=True)
    desk.send(SetPace(Pace(1.0)), Play(1), Play(2))
    desk.wait(lambda: desk.at(2, 300, True))
    assert desk.state(1).step < 30  # type: ignore[union-attr]


def test_it_stands_at_any_step_of_its_past_and_comes_back(desk: Desk) -> None:
    desk.load(1)
    desk.walk(1, 30)
    kept = desk.of(1, Moments)[-1].steps
    assert kept[0] == 0
    assert len(kept) > 20
    known = len(desk.rows(1))
    for step in (kept[len(kept) // 2], 77, 3, 78):
        desk.send(GoTo(1, step))
        desk.wait(lambda step=step: desk.stand(1, step))
        assert desk.state(1).is_past  # type: ignore[union-attr]
        assert desk.standing(1) == alone(step)[1]
        assert desk.vector(1) == alone(180)[1]  # what is saved is the present
    desk.send(StepEpoch(1))  # played there, it does what it did, and tells nothing twice
    desk.wait(lambda: desk.stand(1, 84))
    desk.send(Play(1))
    desk.wait(lambda: desk.stand(1, 180))
    assert not desk.state(1).is_past  # type: ignore[union-attr]
    assert len(desk.rows(1)) == known
    desk.send(GoTo(1, 5), ComeBack(1))
    desk.wait(lambda: desk.stand(1, 180))
    desk.send(StepEpoch(1))
    desk.wait(lambda: desk.stand(1, 186))
    assert desk.rows(1).tobytes() == alone(186)[0].tobytes()


def test_of_many_wishes_to_go_somewhere_the_last_counts() -> None:
    desk = Desk()
    desk.send(Load(1, meaning(NET, DATA), TRAINING, DATA), *[StepOnce(1)] * 12)
    desk.send(GoTo(1, 3), GoTo(1, 9), GoTo(1, 7))
    desk.trainer.start()
    desk.wait(lambda: len(desk.standing_steps(1)) == 14)
    assert desk.trainer.shut_down()
    assert desk.standing_steps(1) == [*range(13), 7]


def test_a_wish_is_answered_by_the_run_it_is_of(desk: Desk) -> None:
    desk.load(1)
    desk.load(2, OTHER)
    found: list[Snapshot] = []
    for run in (2, 1):
        desk.trainer.mailbox.ask(run, (NeuronsOver(None),))
        desk.wait(lambda: found.extend(desk.trainer.mailbox.take_snapshots()) or found)
        assert found.pop().run == run


def test_a_fault_of_one_run_leaves_the_other_alone(desk: Desk) -> None:
    desk.load(1)
    desk.load(2)
    desk.send(Play(1), Play(2), SetWeight(2, "nothing", (0, 0), 1.0))
    desk.wait(lambda: desk.of(2, Failed))
    desk.wait(lambda: desk.at(1, 50, True) and desk.at(2, 0))


def test_what_was_measured_in_the_past_is_of_the_past(desk: Desk) -> None:
    desk.load(1)
    desk.walk(1, 5)
    desk.send(GoTo(1, 12))
    desk.wait(lambda: desk.stand(1, 12) and desk.of(1, Evaluation)[-1].step == 12)
    run = Run(meaning(NET, DATA), TRAINING, DATA)
    walk(run, 12)
    assert desk.of(1, Evaluation)[-1].train_loss == run.evaluate().train_loss


def test_the_test_part_is_measured_on_what_training_has_come_to(desk: Desk) -> None:
    desk.load(1)
    desk.walk(1, 5)
    desk.send(GoTo(1, 12), MeasureTest(1))
    desk.wait(lambda: desk.of(1, messages.Tested))
    assert desk.of(1, messages.Tested)[-1].step == 30
    assert desk.standing(1) == alone(12)[1]


def test_changes_by_hand_are_moments_that_a_replay_takes_over(desk: Desk) -> None:
    desk.load(1)
    slower = replace(TRAINING, learning_rate=0.001)
    desk.send(*[StepOnce(1)] * 44, Retune(1, slower), *[StepOnce(1)] * 9, SetWeight(1, "l1/W", (0, 0), 0.75))
    desk.send(*[StepOnce(1)] * 27)
    desk.wait(lambda: desk.at(1, 80))
    assert {44, 53} <= set(desk.of(1, Moments)[-1].steps)
    run = Run(meaning(NET, DATA), TRAINING, DATA)
    places = []
    for step in range(81):
        if step == 44:
            run.retune(slower)
        elif step == 53:
            run.set_weight("l1/W", (0, 0), 0.75)
        places.append(run.network.parameters.vector.tobytes())
        walk(run, 1)
    for step in (73, 53, 47, 44, 42, 55):
        desk.send(GoTo(1, step))
        desk.wait(lambda step=step: desk.stand(1, step))
        assert desk.standing(1) == places[step]
    desk.send(GoTo(1, 30))
    for step in (36, 42, 48, 54, 60):  # played from before both changes
        desk.send(StepEpoch(1))
        desk.wait(lambda step=step: desk.stand(1, step))
        assert desk.standing(1) == places[step]
    desk.send(Play(1))
    desk.wait(lambda: desk.stand(1, 80))
    assert desk.standing(1) == places[80]


def test_where_a_run_diverged_to_is_a_moment_that_a_replay_takes_over(desk: Desk) -> None:
    desk.load(1)
    desk.walk(1, 2)
    desk.send(Retune(1, replace(TRAINING, learning_rate=1e30)), StepEpoch(1))
    desk.wait(lambda: desk.of(1, Diverged) and desk.at(1, 13))
    (diverged,) = desk.of(1, Diverged)
    assert diverged.step in desk.of(1, Moments)[-1].steps
    kept = desk.standing(1)
    desk.send(Retune(1, TRAINING), *[StepOnce(1)] * 3)
    desk.wait(lambda: desk.stand(1, diverged.step + 3))
    present = desk.standing(1)
    desk.send(GoTo(1, 3), GoTo(1, diverged.step))
    desk.wait(lambda: desk.stand(1, diverged.step))
    assert desk.standing(1) == kept
    desk.send(Play(1))
    desk.wait(lambda: desk.stand(1, diverged.step + 3))
    assert desk.standing(1) == present


def test_the_past_cannot_be_changed(desk: Desk) -> None:
    desk.load(1)
    desk.walk(1, 3)
    desk.send(GoTo(1, 6), SetWeight(1, "l1/W", (0, 0), 0.75))
    desk.wait(lambda: desk.of(1, Failed))
    assert "Fork" in desk.of(1, Failed)[0].text
    desk.send(ComeBack(1))
    desk.wait(lambda: desk.stand(1, 18))
    assert desk.standing(1) == alone(18)[1]


def test_a_fork_of_any_step_is_bit_equal_to_going_on(desk: Desk) -> None:
    desk.load(1)
    desk.walk(1, 10)
    desk.send(GoTo(1, 33))
    desk.wait(lambda: desk.stand(1, 33))
    desk.send(Fork(1, 2))
    desk.wait(lambda: desk.state(2) is not None and desk.stand(1, 60))
    desk.walk(2, 5)
    assert desk.stand(2, 60)
    assert desk.rows(2).tobytes() == alone(60)[0][33:].tobytes()
    assert desk.standing(2) == desk.standing(1) == alone(60)[1]
    desk.send(Reset(2, 3))  # where the fork began
    desk.wait(lambda: desk.stand(3, 33))
    assert desk.standing(3) == alone(33)[1]


def test_a_retired_run_plays_on_with_its_past(desk: Desk) -> None:
    desk.load(1)
    desk.walk(1, 5)
    desk.send(GoTo(1, 7), Retire(1))
    desk.wait(lambda: desk.of(1, Retired))
    retired = desk.of(1, Retired)[0]
    assert retired.learned.step == 30  # not the moment that was looked at
    assert desk.trainer.learned(1) is None
    desk.load(1, learned=retired.learned, keeper=retired.keeper)
    desk.wait(lambda: desk.stand(1, 30))
    desk.send(GoTo(1, 20))
    desk.wait(lambda: desk.stand(1, 20))
    assert desk.standing(1) == alone(20)[1]
    desk.send(ComeBack(1), StepEpoch(1))
    desk.wait(lambda: desk.stand(1, 36))
    assert desk.standing(1) == alone(36)[1]


def test_a_run_comes_to_the_front(desk: Desk) -> None:
    desk.load(1, background=True)
    desk.send(InBackground(1, background=False), Play(1))
    desk.wait(lambda: desk.at(1, 50, True))
    assert not desk.trainer._players[1].background


def test_a_turn_takes_its_steps_however_late_it_has_become(desk: Desk) -> None:
    desk.load(1)

    def late(player: Player) -> int:
        for _ in range(3):
            player.step_once()
            take_turn([player], -1.0, Crew(0))
        return player.run.step

    assert desk.trainer._ask(1, late, 10) == 3


def test_a_step_that_is_asked_for_before_the_last_was_taken_is_one_more() -> None:
    # The thread may be given no time between two requests: then the turn of the first has taken no step yet.
    run = Run(meaning(NET, DATA), TRAINING, DATA)
    player = Player(run, Keeper(Budget()), Mailbox(), PaintGate(), Pace(0.001))
    for _ in range(3):
        player.finish_step()
        player.step_once()
    player.finish_step()
    assert run.step == 3
    assert not player.playing
    player.finish_step()
    assert run.step == 3


def test_what_is_asked_for_waits_for_the_step_before_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # A thread that is given no time: turns take no step.
    desk.load(1)
    monkeypatch.setattr("nnsim.training.trainer.take_turn", lambda players, seconds, crew: None)
    slower = replace(TRAINING, learning_rate=0.001)
    desk.send(*[StepOnce(1)] * 3, Retune(1, slower), StepOnce(1), Pause(1))
    desk.wait(lambda: desk.at(1, 4))
    alone = Run(meaning(NET, DATA), TRAINING, DATA)
    walk(alone, 3)
    alone.retune(slower)
    walk(alone, 1)
    found = desk.trainer.learned(1)
    assert found is not None
    assert found.moment.parameters.tobytes() == alone.moment().parameters.tobytes()
