"""What a run comes to is measured in pieces: whoever asks something in between is answered, and no number changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.base.pieces import Pieces, Piecework
from nnsim.document.pace import Pace
from nnsim.document.project import TrainingSettings
from nnsim.engine.schedules.plateau import ReduceOnPlateau
from nnsim.training import evaluator as evaluator_module
from nnsim.training.evaluator import Evaluator, Measurement
from nnsim.training.gate import PaintGate
from nnsim.training.keeping import Budget, Keeper
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import Evaluation, Failed, Pause, Play, Reset, Shutdown, StepEpoch, StepOnce
from nnsim.training.player import Player
from nnsim.training.run import Run
from tests.builders import meaning
from tests.training.test_players import DATA, NET, TRAINING, Desk

WATCHED = replace(TRAINING, patience=3, schedule=ReduceOnPlateau(patience=1))
WALKS = ["numpy", "compiled"]


class Slow:
    """Measuring that takes piece after piece until the test lets it end; each takes a moment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may_end = threading.Event()
        self.begun = 0
        self.ended = 0
        whole = Evaluator.measuring

        def measuring(evaluator: Evaluator) -> Pieces[Measurement]:
            self.begun += 1
            while not self.may_end.is_set():
                time.sleep(0.001)
                yield
            found = yield from whole(evaluator)
            self.ended += 1
            return found

        monkeypatch.setattr(evaluator_module.Evaluator, "measuring", measuring)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    made.trainer.start()
    yield made
    made.trainer.send(Shutdown())
    assert made.trainer.shut_down()


@pytest.fixture(params=WALKS)
def walk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "numpy":
        monkeypatch.setenv("NNSIM_WALK", "numpy")
    return str(request.param)


def test_questions_are_answered_while_a_new_run_is_measured(
    desk: Desk, walk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    desk.load(1)
    assert desk.trainer.learned(1, 5.0) is not None
    assert desk.trainer.present(1, 5.0) is not None
    assert slow.begun == 1
    assert not slow.ended
    assert not desk.of(1, Evaluation)
    slow.may_end.set()
    desk.wait(lambda: desk.of(1, Evaluation))
    assert slow.begun == 1, "it went on where it was"


@pytest.mark.parametrize("training", [TRAINING, WATCHED], ids=["curves", "early stopping"])
def test_questions_are_answered_while_an_epoch_is_measured(
    desk: Desk, walk: str, training: TrainingSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.load(1, training)
    desk.wait(lambda: desk.of(1, Evaluation))
    slow = Slow(monkeypatch)
    desk.send(Play(1))
    desk.wait(lambda: slow.begun)
    learned = desk.trainer.learned(1, 5.0)
    assert learned is not None
    assert learned.step % 6 == 0
    step = learned.step
    desk.send(Pause(1))
    desk.wait(lambda: desk.at(1, step))
    assert not slow.ended, "Pause did not wait for it either"
    desk.send(Play(1))
    key = next(key for key, array in learned.arrays.items() if array.ndim == 2)
    assert desk.trainer.number(1, key, (0, 0), 5.0) is not None
    state = desk.state(1)
    assert state is not None
    assert state.step == step, "no step is taken before that one is measured"
    slow.may_end.set()
    desk.wait(lambda: desk.state(1).step > step)
    assert slow.begun - slow.ended <= 1
    assert step in [e.step for e in desk.of(1, Evaluation)], "its curve has no gap"


def test_play_and_reset_do_not_wait_for_what_is_measured_at_rest(
    desk: Desk, walk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.load(1)
    slow = Slow(monkeypatch)
    desk.send(StepOnce(1))
    desk.wait(lambda: desk.at(1, 1))
    desk.send(StepOnce(1))
    desk.wait(lambda: desk.at(1, 2))
    desk.send(Reset(1, 2), Play(2))
    desk.wait(lambda: desk.at(2, 1, playing=True))
    assert not slow.ended
    slow.may_end.set()


def test_steps_asked_for_one_after_the_other_are_all_taken_over_an_unmeasured_end(
    desk: Desk, walk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.load(1, WATCHED)
    desk.walk(1, 1)
    slow = Slow(monkeypatch)
    desk.send(*[StepOnce(1)] * 6)
    desk.wait(lambda: slow.begun)
    slow.may_end.set()
    desk.send(*[StepOnce(1)] * 2)
    desk.wait(lambda: desk.at(1, 14))
    desk.send(StepEpoch(1))
    desk.wait(lambda: desk.at(1, 18))
    assert desk.state(1).step == 18


def test_a_run_in_the_background_is_measured_at_rest(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    desk.load(1, background=True)
    desk.wait(lambda: slow.begun)
    assert desk.trainer.learned(1, 5.0) is not None
    slow.may_end.set()
    desk.wait(lambda: desk.of(1, Evaluation))


def test_what_measuring_runs_into_is_told_once_and_stops_nothing(
    desk: Desk, walk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measuring(evaluator: Evaluator) -> Pieces[Measurement]:
        for _ in range(20):
            time.sleep(0.005)
            yield
        raise ZeroDivisionError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(Evaluator, "measuring", measuring)
        desk.load(1)
        desk.wait(lambda: desk.of(1, Failed))
        for _ in range(50):
            assert desk.trainer.learned(1, 5.0) is not None
        desk.letters += desk.trainer.mailbox.take_reports()
        assert len(desk.of(1, Failed)) == 1
    desk.send(Play(1))
    desk.wait(lambda: desk.at(1, 12, playing=True))


def test_no_step_is_taken_where_a_run_is_to_be_measured(walk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    player = player_of(begun(TRAINING))
    slow = Slow(monkeypatch)
    player.play()
    player.train_to(18)
    assert player.run.step == 6
    assert player.holds
    slow.may_end.set()
    player.see(player.measuring())
    assert not player.holds
    player.train_to(18)
    assert player.run.step == 18


# ---- the same numbers ------------------------------------------------------------------------------


def begun(training: TrainingSettings) -> Run:
    return Run(meaning(NET, DATA), training, DATA)


def player_of(run: Run) -> Player:
    keeper = Keeper(Budget(), stride=1 << 20, closest=1 << 20)
    return Player(run, keeper, Mailbox(), PaintGate(), Pace().unlimited())


def place(run: Run) -> Any:
    moment = run.moment()
    best = moment.best and moment.best.parameters.tobytes()
    return moment.parameters.tobytes(), {n: a.tobytes() for n, a in moment.slots.items()}, moment.place, best


def test_a_moment_taken_before_its_epoch_was_seen_goes_on_bit_for_bit() -> None:
    whole, cut = begun(WATCHED), begun(WATCHED)
    stopped = 0
    for _ in range(60):
        for _ in range(6):
            whole.advance(1)
        for run in (whole, cut):
            run.take_points()  # nobody else does, and a full recorder takes no step
        while cut.step < whole.step if whole.watch.stopped is None else not cut.end_is_unseen:
            cut.walk_on(1)
        assert cut.end_is_unseen
        fresh = begun(WATCHED)
        fresh.go_to(cut.moment())
        assert fresh.end_is_unseen
        cut = fresh
        cut.see_end()
        assert (cut.watch.stopped is None) == (whole.watch.stopped is None)
        assert place(cut) == place(whole)
        stopped += whole.watch.stopped is not None
    assert stopped, "a test of early stopping that never stops tests nothing"


def test_a_run_that_pauses_before_its_last_epoch_was_seen_is_stopped_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The hand is faster than the measuring: what is owed is measured at rest, and its consequences follow."""
    training = replace(TRAINING, patience=1, min_improvement=1e9)
    player = player_of(begun(training))
    player.play()
    player.train_to(6)
    slow = Slow(monkeypatch)
    while player.run.step < 12:
        player.train_to(12)
        player._finish_measuring() if player.run.step < 12 else None
    assert player.holds
    player.pause()
    assert player.run.watch.stopped is None
    slow.may_end.set()
    while player.reporter.patience is not None:
        player.pay()
    assert player.run.watch.stopped is not None
    assert "Stopped early" in player.reason


def test_a_judgement_that_is_no_number_is_kept_as_what_it_is() -> None:
    run = begun(WATCHED)
    for _ in range(6):
        run.walk_on(1)
    for judged in (None, 0.25, float("nan"), float("-inf")):
        run.watch.unseen = replace(run.watch.unseen, judged=judged)
        other = begun(WATCHED)
        other.go_to(run.moment())
        np.testing.assert_equal(other.watch.unseen.judged, judged)


# ---- pieces ----------------------------------------------------------------------------------------


def counting(n: int) -> Pieces[int]:
    for _ in range(n):
        yield
    return n


def test_piecework_gives_what_all_pieces_come_to() -> None:
    assert Piecework(counting(0)).result() == 0
    work = Piecework(counting(3))
    assert [work.go_on(0.0) for _ in range(5)] == [False, False, False, True, True]
    assert work.result() == 3
    assert Piecework(counting(3)).begin(0.0), "what is small is done at once"
    assert not Piecework(counting(100)).begin(0.0)
