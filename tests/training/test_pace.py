"""The pacer with a clock made up: steps come when they are due, whatever else happens; and the trainer obeys it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from nnsim.document.pace import EPOCHS, STEPS, Pace
from nnsim.document.project import TrainingSettings
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.training import photographer as photographer_module
from nnsim.training.grid import Grid
from nnsim.training.messages import (
    Load,
    Pause,
    Play,
    Points,
    Report,
    Retune,
    SetPace,
    State,
    StepEpoch,
    StepOnce,
)
from nnsim.training.pace import LATEST, TICK, Pacer
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.run import Run
from nnsim.training.trainer import Trainer
from tests.builders import chain, examples, meaning, walk
from tests.training.newest import newest


class Walker:
    """Somebody who takes steps as a pacer allows, in a time of his own."""

    def __init__(self, pace: Pace, steps_per_epoch: int = 1, cost: float = 0.0) -> None:
        self.now, self.cost = 100.0, cost
        self.steps: list[float] = []
        self.rests = 0
        self.pacer = Pacer(lambda: self.now)
        self.pacer.keep(pace, steps_per_epoch)
        self.pacer.restart()

    def walk(self, seconds: float, most: int = 1_000) -> list[int]:
        """Go on for so long; return how many steps were taken at a time."""
        end, bursts = self.now + seconds, []
        while self.now < end:
            due = self.pacer.due(most)
            for _ in range(due):
                self.now += self.cost
                self.steps.append(self.now)
            if due:
                bursts.append(due)
                self.pacer.took(due, due * self.cost)
            rest = self.pacer.wait()
            self.rests += rest > 0
            self.now = min(end, self.now + rest)
        return bursts


@pytest.mark.parametrize("rate", [1.0, 3.0, 30.0, 137.0, 1_000.0, 3_000.0])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_pace_is_kept_without_drift_however_long(rate: float, share: float) -> None:
    walker = Walker(Pace(rate), cost=share / rate)
    walker.walk(100.0)
    assert len(walker.steps) == pytest.approx(100 * rate, abs=1 + TICK * rate)


def test_the_first_step_comes_at_once_and_the_next_a_period_later() -> None:
    walker = Walker(Pace(2.0))
    walker.walk(2.1)
    assert [round(at - 100, 6) for at in walker.steps] == [0.0, 0.5, 1.0, 1.5, 2.0]


@pytest.mark.parametrize("rate", [2_000.0, 7_000.0])
def test_thousands_of_steps_come_in_small_bursts_many_times_a_frame(rate: float) -> None:
    walker = Walker(Pace(rate), cost=0.2 / rate)
    assert max(walker.walk(1.0)) <= TICK * rate + 1
    assert 60 < walker.rests < 150, "times a second: smooth at 60 frames, and no waking up for every step"


def test_epochs_a_second_are_steps_a_second() -> None:
    walker = Walker(Pace(0.5, EPOCHS), steps_per_epoch=20)
    walker.walk(9.95)
    assert len(walker.steps) == 100
    walker.pacer.keep(Pace(0.5, EPOCHS), 40)  # another batch size
    walker.walk(10.0)
    assert len(walker.steps) == pytest.approx(300, abs=1)


@pytest.mark.parametrize("rate", [1.0, 50.0, 1_000.0])
@pytest.mark.parametrize("stall", [0.5, 3.0, 3_600.0])
def test_after_a_stall_no_rush_follows(rate: float, stall: float) -> None:
    walker = Walker(Pace(rate))
    walker.walk(5.0)
    before = len(walker.steps)
    walker.now += stall
    walker.walk(1.0)
    assert len(walker.steps) - before <= rate * (1 + LATEST) + 2


def test_a_short_delay_is_made_up_for() -> None:
    """A window that paints for 50 ms ten times a second must not slow the training down."""
    walker = Walker(Pace(200.0))
    for _ in range(50):
        walker.walk(0.05)
        walker.now += 0.05
    walker.walk(0.05)
    assert len(walker.steps) == pytest.approx(5.05 * 200, abs=3)


def test_after_a_pause_no_step_is_made_up_for() -> None:
    walker = Walker(Pace(100.0))
    walker.walk(1.0)
    walker.now += 60
    walker.pacer.restart()
    assert walker.pacer.due(1_000) == 1


def test_one_who_cannot_keep_the_pace_goes_as_fast_as_he_can_and_never_rushes() -> None:
    walker = Walker(Pace(100.0), cost=0.05)
    bursts = walker.walk(10.0, most=4)
    assert len(walker.steps) == pytest.approx(200, abs=5)
    assert walker.pacer.load == 1.0
    walker.cost = 0.0
    walker.walk(1.0)
    assert len(walker.steps) < 200 + 100 * (1 + LATEST) + 5
    assert max(bursts) <= 4


def test_another_pace_is_in_force_at_once_without_a_burst() -> None:
    walker = Walker(Pace(1.0))
    walker.walk(0.9)
    walker.pacer.keep(Pace(1_000.0), 1)
    assert walker.pacer.due(1_000) == 1
    walker.walk(1.0)
    assert len(walker.steps) == pytest.approx(1_000, abs=12)
    walker.pacer.keep(Pace(1.0), 1)
    assert walker.pacer.due(1_000) == 0
    assert 0.9 < walker.pacer.wait() <= 1.0


def test_as_fast_as_it_goes_never_waits_and_there_is_no_rush_when_it_ends() -> None:
    walker = Walker(Pace(), cost=0.001)
    assert (walker.pacer.due(32), walker.pacer.wait(), walker.pacer.load) == (32, 0.0, 1.0)
    assert not walker.pacer.has_time_for(0.0)
    walker.now += 10
    walker.pacer.keep(Pace(10.0), 1)
    assert walker.pacer.due(32) == 0
    assert walker.pacer.wait() == pytest.approx(0.1)


def test_load_is_the_share_of_the_steps_and_one_step_held_up_says_little() -> None:
    walker = Walker(Pace(100.0), cost=0.002)
    walker.walk(2.0)
    assert walker.pacer.load == pytest.approx(0.2)
    walker.pacer.took(1, 0.5)
    assert walker.pacer.load < 0.25


def test_something_else_has_time_only_while_no_step_is_due() -> None:
    walker = Walker(Pace(2.0))
    assert not walker.pacer.has_time_for(0.0)
    walker.walk(0.1)
    assert walker.pacer.has_time_for(0.4)
    assert not walker.pacer.has_time_for(0.4 + LATEST + 0.01)


def test_a_pace_of_next_to_nothing_still_answers_every_second() -> None:
    for value in (5e-324, 1e-9):
        walker = Walker(Pace(value))
        walker.walk(10.0)
        assert len(walker.steps) == 1
        walker.pacer.keep(Pace(4.0), 1)
        assert walker.pacer.wait() <= 0.25


# ---- what is offered -----------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [STEPS, EPOCHS])
def test_from_slowest_to_as_fast_as_it_goes_and_back(unit: str) -> None:
    offered = Pace(0, unit).offered
    walked = [offered[0]]
    while not walked[-1].is_unlimited:
        walked.append(walked[-1].faster())
    assert walked == list(offered)
    assert walked[-1].faster() == walked[-1]
    for pace in reversed(offered):
        assert offered[pace.place] == pace
        assert walked.pop() == pace
        assert pace.slower() == (walked[-1] if walked else pace)


def test_a_pace_between_those_offered_steps_to_its_neighbours() -> None:
    assert (Pace(137).faster(), Pace(137).slower()) == (Pace(150), Pace(100))
    assert (Pace(0.2).faster(), Pace(0.2).slower()) == (Pace(1), Pace(0.2))
    assert (Pace(1e6).faster(), Pace(1e6).slower()) == (Pace(), Pace(10_000))
    assert Pace(0.2).place == 0


def test_the_other_unit_keeps_the_speed() -> None:
    assert Pace(300).in_unit(EPOCHS, 60) == Pace(5, EPOCHS)
    assert Pace(5, EPOCHS).in_unit(STEPS, 60) == Pace(300)
    assert Pace(1).in_unit(EPOCHS, 6_000) == Pace(0.1, EPOCHS)
    assert Pace().in_unit(EPOCHS, 60) == Pace(0, EPOCHS)
    assert Pace(137).in_unit(STEPS, 60) == Pace(137)


# ---- the trainer ---------------------------------------------------------------------------------

NET = chain(Dense(5, Tanh()), Dense(3), loss=SoftmaxCrossEntropy())
_RNG = np.random.default_rng(0)
DATA = examples(_RNG.normal(size=(40, 4)), _RNG.integers(0, 3, 40), 3)
TRAINING = TrainingSettings(batch=4, seed=5)
PLANE = MapOver(Grid((0.0,) * 4, (1.0, 0, 0, 0), (0, 1.0, 0, 0), (-1, 1), (-1, 1), 7))


class Reader:
    def __init__(self) -> None:
        self.trainer = Trainer()
        self.letters: list[Report] = []
        self.trainer.start()

    def wait(self, condition) -> None:
        end = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < end
            self.letters += self.trainer.mailbox.take_reports()
            threading.Event().wait(0.001)

    @property
    def state(self) -> State:
        """What the trainer said last; before it said anything, that it stands before the first step."""
        nothing = State(0, False, -1, 0.0, 0.0)
        return next((r for r in reversed(self.letters) if isinstance(r, State)), nothing)

    def reached(self, step: int, playing: bool | None = None) -> bool:
        return self.state.step >= step and playing in (None, self.state.playing)


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    made.trainer.send(Load(1, meaning(NET, DATA), TRAINING, DATA))
    made.wait(lambda: made.reached(0))
    yield made
    assert made.trainer.shut_down()


def test_the_numbers_are_the_same_at_any_pace(reader: Reader) -> None:
    send = reader.trainer.send
    for at, pace in ((1, Pace(500)), (10, Pace(30, EPOCHS)), (60, Pace()), (700, Pace(2_000))):
        send(SetPace(pace))
        send(Play(1))
        reader.wait(lambda at=at: reader.reached(at))
    send(Pause(1))
    reader.wait(lambda: reader.reached(0, playing=False))
    rows = np.concatenate([r.rows for r in reader.letters if isinstance(r, Points)])
    assert reader.state.step == len(rows)
    alone = walk(Run(meaning(NET, DATA), TRAINING, DATA), len(rows))
    assert rows.tobytes() == alone.tobytes()


def test_while_it_waits_the_trainer_answers_draws_and_obeys_and_uses_no_time(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photographer_module, "PICTURE_SHARE", 1e-9)  # none but those that cost no step
    send, mailbox = reader.trainer.send, reader.trainer.mailbox
    send(SetPace(Pace(0.001)))
    send(Play(1))
    reader.wait(lambda: reader.reached(1))
    before = time.process_time()
    for _ in range(5):
        mailbox.ask(1, (PLANE,))
        pictures = []
        reader.wait(lambda p=pictures: p.append(newest(mailbox)) or p[-1])
        assert pictures[-1].step == 1
        learned = reader.trainer.learned(1)
        assert learned is not None
        assert learned.step == 1
    assert time.process_time() - before < 2.0
    assert reader.state.playing
    assert reader.state.load < 1
    assert reader.state.steps_per_second <= 0.001
    send(SetPace(Pace()))
    reader.wait(lambda: reader.reached(100))
    assert reader.state.load == 1
    send(Pause(1))
    reader.wait(lambda: reader.reached(100, playing=False))


def test_one_step_comes_at_once_and_one_epoch_at_the_pace(reader: Reader) -> None:
    send = reader.trainer.send
    send(SetPace(Pace(0.001)))
    for _ in range(3):
        send(StepOnce(1))
    reader.wait(lambda: reader.reached(3, playing=False))
    send(SetPace(Pace(100, EPOCHS)))
    send(StepEpoch(1))
    reader.wait(lambda: reader.reached(10, playing=False))
    assert reader.state.step == 10


def test_a_pace_in_epochs_knows_another_batch_size(reader: Reader) -> None:
    reader.trainer.send(SetPace(Pace(1, EPOCHS)))
    reader.trainer.send(Retune(1, replace(TRAINING, batch=1)))
    reader.wait(lambda: reader.state.steps_per_epoch == 40)
    assert reader.trainer._players[1].pacer.steps_per_second == pytest.approx(40)
