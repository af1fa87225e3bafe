"""Runs whose steps let go of the interpreter: in threads of their own, and with the bits they have alone.

Where there is no library they are stood for by runs whose steps are NumPy's under another name.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.compiled.library import NUMPY
from nnsim.document.pace import Pace
from nnsim.engine.probe import probes
from nnsim.training import trainer as trainer_module
from nnsim.training.beside import TURN, Beside
from nnsim.training.crew import Crew, Errand
from nnsim.training.evaluator import Evaluator
from nnsim.training.gate import PaintGate
from nnsim.training.keeping import Budget, Keeper
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import (
    ComeBack,
    Evaluation,
    Failed,
    Fork,
    GoTo,
    InBackground,
    Load,
    Moments,
    Pause,
    Play,
    Points,
    Retire,
    Retired,
    Retune,
    SetBudget,
    SetPace,
    SetShare,
    SetWeight,
    State,
    StepEpoch,
    StepOnce,
    Together,
)
from nnsim.training.pictures.layer_histograms import LayerHistograms
from nnsim.training.player import Player
from nnsim.training.run import Run
from nnsim.training.trainer import Trainer
from nnsim.training.turns import take_turn
from tests.builders import meaning
from tests.training.test_players import DATA, NET, OTHER, TRAINING, Desk, alone


class LettingGo(Run):
    """A run whose steps need no interpreter, or which says so; it sees who is at work on it."""

    fails_from = 1 << 40

    def __init__(self, *of: Any, **more: Any) -> None:
        self.alone = threading.Lock()
        self.threads: Counter[str] = Counter()
        super().__init__(*of, **more)

    @property
    def walk(self) -> str:
        return super().walk.replace(NUMPY, "compiled-test")

    def walk_on(
        self, most: int, yield_to: Callable[[], None] | None = None, *, beyond_epoch: bool = False
    ) -> int:
        assert yield_to is None, "a step that needs no interpreter does not wait for painting"
        assert self.alone.acquire(blocking=False), "two are at work on one run"
        try:
            self.threads[threading.current_thread().name] += 1
            return self._walk_on(most, beyond_epoch)
        finally:
            self.alone.release()

    def _walk_on(self, most: int, beyond_epoch: bool) -> int:
        taken = 0
        while taken < most:
            if self.step >= self.fails_from:
                raise ZeroDivisionError("a bug")
            most_now = min(most - taken, max(1, self.fails_from - self.step))
            found = super().walk_on(most_now, beyond_epoch=beyond_epoch)
            taken += found
            looked_at = (
                self.evaluation_is_due
                or self.end_is_unseen
                or self.watch.done
                or self.watch.stopped
                or self.finished
            )
            if not found or (self.batches.position == 0 and (looked_at or not beyond_epoch)):
                break
        return taken

    def set_weight(self, key: str, index: tuple[int, ...], value: float) -> None:
        assert not self.alone.locked(), "a weight is set in the middle of a step"
        super().set_weight(key, index, value)

    def moment(self) -> Any:
        assert not self.alone.locked(), "a moment is taken in the middle of a step"
        return super().moment()


class FailingLater(LettingGo):
    """One that runs into a bug if it is number 2."""

    def __init__(self, *of: Any, **more: Any) -> None:
        super().__init__(*of, **more)
        self.fails_from = 40 if self.number == 2 else self.fails_from


class Threads(Desk):
    """A desk whose trainer has cores to spare, however few this machine has."""

    def __init__(self, spare: int = 3) -> None:
        super().__init__()
        self.trainer = Trainer(spare)

    def run(self, number: int) -> LettingGo:
        run = self.trainer._players[number].run
        assert isinstance(run, LettingGo)
        return run

    def is_as_alone(self, number: int, training: Any = TRAINING) -> bool:
        """Return whether all readings and the parameters of a run that has paused are those it has alone."""
        rows, vector = alone(self.state(number).step, training)  # type: ignore[union-attr]
        return self.rows(number).tobytes() == rows.tobytes() and self.vector(number) == vector


@pytest.fixture(params=[0, 2], ids="{} spare".format)
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Threads]:
    monkeypatch.setattr(trainer_module, "Run", LettingGo)
    made = Threads(request.param)
    made.trainer.start()
    yield made
    assert made.trainer.shut_down()


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> Iterator[Threads]:
    monkeypatch.setattr(trainer_module, "Run", LettingGo)
    made = Threads()
    made.trainer.start()
    yield made
    assert made.trainer.shut_down()


# ---- the same bits -----------------------------------------------------------------------------


def test_alone_it_crosses_epochs_and_stops_where_it_says(desk: Threads) -> None:
    desk.load(1)
    for request, step in ((StepOnce(1), 1), (StepEpoch(1), 6), (StepEpoch(1), 12), (StepOnce(1), 13)):
        desk.send(request)
        desk.wait(lambda step=step: desk.stand(1, step))
    desk.send(Play(1))
    desk.wait(lambda: desk.at(1, 200, True))
    desk.send(Pause(1))
    desk.wait(lambda: desk.at(1, 200))
    assert desk.is_as_alone(1)
    state = desk.state(1)
    assert state is not None
    assert state.walk == ""
    walks = {s.walk for s in desk.of(1, State) if s.playing}
    assert walks == {desk.run(1).walk}
    assert all(s.paints_freely for s in desk.of(1, State))


def test_it_is_measured_and_kept_at_the_steps_of_a_run_that_needs_the_interpreter(
    wide: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for kind, spare in ((LettingGo, 3), (Run, 0)):
        monkeypatch.setattr(trainer_module, "Run", kind)
        desk = Threads(spare)
        desk.trainer.start()
        desk.load(1, replace(TRAINING, epochs=50))
        desk.send(Play(1))
        desk.wait(lambda desk=desk: desk.at(1, 300))
        desk.wait(lambda desk=desk: desk.of(1, Evaluation)[-1].step == 300)
        found.append(([e.step for e in desk.of(1, Evaluation)], desk.of(1, Moments)[-1].steps))
        assert desk.trainer.shut_down()
    assert found[0] == found[1]


@pytest.mark.parametrize("background", [False, True])
def test_two_runs_have_the_bits_they_have_alone(desk: Threads, background: bool) -> None:
    desk.load(1)
    desk.load(2, OTHER, background=background)
    desk.send(Play(1), Play(2))
    desk.wait(lambda: desk.at(1, 100, True) and desk.at(2, 100, True))
    desk.send(Pause(1), Pause(2))
    desk.wait(lambda: desk.at(1, 1) and desk.at(2, 1))
    assert desk.is_as_alone(1)
    assert desk.is_as_alone(2, OTHER)
    beside = any(name != "nnsim trainer" for name in desk.run(2).threads)
    assert beside == (background and desk.trainer._crew.size > 0)


def test_four_in_lock_step_take_step_n_together_with_the_bits_they_have_alone(desk: Threads) -> None:
    kinds = [replace(TRAINING, seed=seed) for seed in range(4)]
    for number, training in enumerate(kinds, 1):
        desk.load(number, training)
    desk.send(StepOnce(2), Together((1, 2, 3, 4)), *map(Play, (1, 2, 3, 4)))
    desk.wait(lambda: all(desk.at(n, 100, True) for n in (1, 2, 3, 4)))
    steps = desk.trainer._ask(1, lambda _: {p.run.step for p in desk.trainer._players.values()}, 10)
    assert steps is not None
    assert len(steps) == 1
    desk.send(Pause(3))
    desk.wait(lambda: all(desk.at(n, 100) for n in (1, 2, 3, 4)))
    assert len({desk.state(n).step for n in (1, 2, 3, 4)}) == 1  # type: ignore[union-attr]
    assert all(desk.is_as_alone(number, training) for number, training in enumerate(kinds, 1))


def test_a_window_that_paints_looks_and_asks_changes_no_bit(desk: Threads) -> None:
    desk.load(1)
    desk.load(2, OTHER, background=True)
    desk.load(3, OTHER)
    desk.send(Together((1, 3)), Play(1), Play(2), Play(3))
    for wanted in range(20, 100, 20):
        desk.trainer.gate.close()
        for run in (1, 2, 3):
            desk.trainer.mailbox.ask(run, (LayerHistograms("l1"), *(probe() for probe in probes)))
            desk.trainer.learned(run)
            desk.trainer.present(run)
        desk.wait(lambda wanted=wanted: all(desk.at(n, wanted, True) for n in (1, 2, 3)))
        desk.trainer.mailbox.take_snapshots()
        desk.trainer.gate.open()
    desk.send(*map(Pause, (1, 2, 3)))
    desk.wait(lambda: all(desk.at(n, 1) for n in (1, 2, 3)))
    assert desk.is_as_alone(1)
    assert desk.is_as_alone(2, OTHER)
    assert desk.is_as_alone(3, OTHER)


def test_the_past_of_a_run_in_the_background_is_what_it_was(desk: Threads) -> None:
    desk.load(1)
    desk.load(2, OTHER, background=True)
    desk.send(Play(1), Play(2))
    desk.wait(lambda: desk.at(1, 100, True) and desk.at(2, 200, True))
    for step in (77, 3, 150):
        desk.send(GoTo(2, step))
        desk.wait(lambda step=step: desk.stand(2, step))
        assert desk.standing(2) == alone(step, OTHER)[1]
    desk.send(Play(2), Fork(2, 5))  # played in the past, and forked there
    desk.wait(lambda: desk.state(5) is not None)
    desk.send(ComeBack(2), Play(2))
    desk.wait(lambda: desk.at(2, 300, True))
    desk.send(Pause(1), Pause(2))
    desk.wait(lambda: desk.at(1, 1) and desk.at(2, 300))
    assert desk.is_as_alone(2, OTHER)


# ---- one at work on a run at a time --------------------------------------------------------------


def test_what_is_asked_waits_for_the_end_of_a_turn_in_another_thread(wide: Threads) -> None:
    for number in (1, 2, 3):
        wide.load(number, background=number > 1)
    wide.send(*map(Play, (1, 2, 3)))
    for i in range(8):
        for number in (1, 2, 3):
            faster = replace(TRAINING, learning_rate=0.01 + 0.001 * i)
            wide.send(SetWeight(number, "l1/W", (0, 0), 0.01 * i), Retune(number, faster))
        wide.send(SetBudget(10_000_000 + i), SetPace(Pace(1e4 + i)), SetShare(i / 8))
        assert wide.trainer.number(2, "l1/W", (0, 0)) is not None
    wide.send(InBackground(2, background=False), Together((1, 2)), Retire(3))
    wide.wait(lambda: wide.of(3, Retired))
    reached = max(s.step for n in (1, 2) for s in wide.of(n, State)) + 50
    wide.wait(lambda: wide.at(1, reached, True) and wide.at(2, reached, True))
    wide.send(Load(1, meaning(NET, DATA), TRAINING, DATA))
    assert not wide.of(1, Failed) + wide.of(2, Failed) + wide.of(3, Failed)


@pytest.mark.parametrize("background", [False, True])
def test_a_fault_in_one_thread_stops_that_run_only(monkeypatch: pytest.MonkeyPatch, background: bool) -> None:
    monkeypatch.setattr(trainer_module, "Run", FailingLater)
    desk = Threads()
    desk.trainer.start()
    desk.load(1)
    desk.load(2, OTHER, background=background)
    desk.load(3, OTHER, background=background)
    desk.send(*map(Play, (1, 2, 3)))
    desk.wait(lambda: desk.of(2, Failed) and desk.at(1, 100, True) and desk.at(3, 100, True))
    (told,) = desk.of(2, Failed)
    assert "ZeroDivisionError: a bug" in told.traceback
    assert desk.stand(2, 40)
    assert not desk.of(1, Failed) + desk.of(3, Failed)
    assert desk.trainer.shut_down()


def test_a_fault_of_one_in_lock_step_is_its_own_and_the_others_pause_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trainer_module, "Run", FailingLater)
    desk = Threads()
    desk.trainer.start()
    for number in (1, 2, 3):
        desk.load(number)
    desk.send(Together((1, 2, 3)), *map(Play, (1, 2, 3)))
    desk.wait(lambda: desk.of(2, Failed) and desk.at(1, 1) and desk.at(3, 1))
    assert not desk.of(1, Failed) + desk.of(3, Failed)
    assert all("a bug" in desk.state(n).reason for n in (1, 3))  # type: ignore[union-attr]
    assert desk.trainer.shut_down()


@pytest.mark.parametrize("ends", [{"epochs": 30}, {"patience": 2, "min_improvement": 1e6}], ids=str)
def test_where_one_in_lock_step_ends_all_stand_at_its_step(wide: Threads, ends: dict[str, Any]) -> None:
    wide.load(1)
    wide.load(2, replace(OTHER, **ends))
    wide.load(3, OTHER)
    wide.send(Together((1, 2, 3)), *map(Play, (1, 2, 3)))
    wide.wait(lambda: all(wide.at(n, 12) for n in (1, 2, 3)))
    assert len({wide.state(n).step for n in (1, 2, 3)}) == 1  # type: ignore[union-attr]
    assert wide.is_as_alone(1)


def test_who_is_measured_on_the_way_comes_up_to_one_that_has_ended() -> None:
    """The last call of the one goes all the way; the other's stops where it is measured, and it must go on."""
    ending, measured = player_of(LettingGo, epochs=2), player_of(LettingGo)
    ending.run.watch.restore({"first": 1000, "most": 1000, "next": 1000}, 0)
    measured.run.watch.restore({"first": 1000, "most": 1000, "next": 6}, 0)
    players = [ending, measured]
    for player in players:
        player.play()
        player.burst = 64
    take_turn(players, 0.0, Crew(0))
    assert [p.run.step for p in players] == [12, 12]
    assert not any(p.playing for p in players)


# ---- how many steps at once ----------------------------------------------------------------------


def player_of(kind: type[Run], pace: Pace | None = None, stride: int = 1 << 20, **training: Any) -> Player:
    run = kind(meaning(NET, DATA), replace(TRAINING, **training), DATA)
    return Player(
        run,
        Keeper(Budget(), stride=stride, closest=stride),
        Mailbox(),
        PaintGate(),
        pace or Pace().unlimited(),
    )


def test_as_many_steps_as_fit_are_taken_at_once_where_they_need_no_interpreter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    free = player_of(LettingGo)
    monkeypatch.setenv("NNSIM_WALK", NUMPY)
    held = player_of(Run)
    for player in (free, held):
        player.play()
        for _ in range(12):
            player.burst = max(player.burst, 200)
            player.follow(player.walking(1 << 30))
    assert held.run.step <= 12 * 6, "at most to the end of the epoch"
    assert free.run.step > held.run.step


def test_one_call_goes_through_ends_of_epochs_unless_an_epoch_was_asked_for() -> None:
    player = player_of(LettingGo)
    player.run.watch.restore({"first": 1000, "most": 1000, "next": 1000}, 0)
    player.step_once()
    player.train_to(1)
    player.step_epoch()
    player.follow(player.walking(1 << 30))
    assert player.run.step == 6
    assert not player.playing
    player.play()
    player.follow(player.walking(206))
    # Where there is no moment to be kept, nothing to be measured and room for the readings.
    assert player.run.step == 206


@pytest.mark.parametrize("training", [{}, {"patience": 9}], ids=str)
def test_what_a_call_has_measured_is_not_measured_again(
    training: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    player, steps, asked = player_of(LettingGo, **training), [], Evaluator.measuring

    def measure(evaluator: Evaluator) -> Any:
        steps.append(player.run.step)
        return asked(evaluator)

    player.play()
    monkeypatch.setattr(Evaluator, "measuring", measure)
    for _ in range(3):
        player.train_to(player.run.step + 6)
    assert steps == [6, 12, 18]


def test_readings_of_the_past_do_not_pile_up_on_the_way() -> None:
    player = player_of(LettingGo)
    player.play()
    player.train_to(1)
    recorder = player.run.unreported.recorder
    assert recorder is not None
    steps = 2 * recorder.capacity + 100
    player.train_to(steps)
    player.pause()
    player.go_to(1)
    player.arrive()
    player.go_to(steps - 1)
    player.train_to(steps - 50)
    assert player.run.step == steps - 50
    assert len(player.run.take_points().rows) <= recorder.capacity


def test_as_many_steps_are_due_as_threads_take_in_the_same_time() -> None:
    player = player_of(LettingGo, stride=256)
    player.play()
    player.burst = 100
    assert [player.due(), player.due(2), player.due(3)] == [100, 200, 256]


def test_a_slow_pace_takes_the_steps_that_are_due_and_no_more() -> None:
    player = player_of(LettingGo, Pace(0.01))
    player.play()
    for _ in range(5):
        take_turn([player], 1.0, Crew(0))
    assert player.run.step == 1


@pytest.mark.parametrize(
    ("training", "certain"),
    [
        ({}, 1 << 40),
        ({"epochs": 5}, 30),
        ({"epochs": 5, "patience": 1}, 6),
        ({"patience": 3}, 6),
    ],
    ids=str,
)
def test_runs_in_lock_step_go_as_far_as_none_can_have_a_reason_to_pause(
    training: dict[str, Any], certain: int
) -> None:
    player = player_of(LettingGo, **training)
    player.play()
    assert player._certain == certain
    player.step_epoch()
    assert player._certain == 6


# ---- threads -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 3])
def test_a_crew_does_all_works_and_gives_them_back_in_their_order(size: int) -> None:
    crew = Crew(size)
    for count in (0, 1, 2, 7):
        found = crew.together([lambda i=i: i * i for i in range(count)])
        assert [errand.result() for errand in found] == [i * i for i in range(count)]
    crew.end(5.0)


def test_works_are_done_at_the_same_time_as_far_as_there_are_threads() -> None:
    crew, meeting = Crew(3), threading.Barrier(4, timeout=10)
    found = crew.together([meeting.wait] * 4)
    assert sorted(errand.result() for errand in found) == [0, 1, 2, 3]
    crew.end(5.0)
    assert not [t for t in threading.enumerate() if t.name == "nnsim trainer 2"]


def test_what_one_work_runs_into_keeps_none_of_the_others_from_being_done() -> None:
    crew = Crew(1)

    def work(i: int) -> int:
        if i == 1:
            raise ZeroDivisionError
        return i

    found = crew.together([lambda i=i: work(i) for i in range(3)])
    assert (found[0].result(), found[2].result()) == (0, 2)
    with pytest.raises(ZeroDivisionError):
        found[1].result()
    crew.end(5.0)


class AtOnce(Crew):
    """One whose errands are done when the clock says so."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.given: list[Errand[Any]] = []

    def begin(self, work: Callable[[], Any], then: Callable[[], None]) -> Errand[Any]:
        errand = Errand(work, then)
        self.given.append(errand)
        return errand


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
@pytest.mark.parametrize(("size", "count"), [(1, 3), (3, 2)])
def test_each_thread_of_the_background_is_at_work_in_its_share_of_the_time(
    share: float, size: int, count: int
) -> None:
    now = [0.0]
    crew = AtOnce(size)
    beside = Beside(crew, lambda player, seconds: None, lambda: None, share, lambda: now[0])
    players = [player_of(LettingGo) for _ in range(count)]
    for number, player in enumerate(players, 1):
        player.run.number = number
        player.background = True
        player.play()
    worked, ends, rng = Counter[int](), dict[Errand[Any], float](), np.random.default_rng(0)
    while now[0] < 20:
        # What the trainer's thread does meanwhile takes some milliseconds.
        now[0] += rng.uniform(0.002, 0.006)
        for errand, end in list(ends.items()):
            if end <= now[0]:
                errand.do()
                errand.seconds = TURN
                del ends[errand]
        beside.ended()
        rest = [p for p in players if not beside.is_at_work(p.number)]
        before = {p.number for p in players} - {p.number for p in rest}
        beside.begin(rest, others_play=True)
        for errand in crew.given:
            ends[errand] = now[0] + TURN
        crew.given.clear()
        for number in (p.number for p in players if beside.is_at_work(p.number) and p.number not in before):
            worked[number] += 1
    threads = min(size, count)
    assert sum(worked.values()) * TURN / (20 * threads) == pytest.approx(share, abs=0.05)
    if share:
        assert max(worked.values()) - min(worked.values()) <= 1 + 0.1 * max(worked.values())


def test_the_background_has_all_the_time_nobody_else_wants() -> None:
    beside = Beside(crew := AtOnce(1), lambda player, seconds: None, lambda: None, 0.0, lambda: 0.0)
    player = player_of(LettingGo)
    player.background = True
    player.play()
    for _ in range(5):
        beside.begin([player], others_play=False)
        assert beside.is_at_work(player.number)
        crew.given.pop().do()
        assert [run for run, _ in beside.ended()] == [player.number]
    beside.begin([player], others_play=True)
    assert not beside.is_at_work(player.number)


def test_readings_of_a_run_in_another_thread_come_in_order_and_without_gaps(wide: Threads) -> None:
    wide.load(2, OTHER, background=True)
    wide.send(Play(2))
    wide.wait(lambda: wide.at(2, 500, True))
    following = 1
    for points in wide.of(2, Points):
        assert points.first_step == following
        following += len(points.rows)
