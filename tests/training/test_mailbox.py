"""The mailbox between the trainer and its reader: nothing is lost, and nothing grows without end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.probes.weight_spectrum import WeightSpectrum
from nnsim.training import mailbox as mailbox_module
from nnsim.training.compiled_recorder import MOST_STEPS
from nnsim.training.grid import Grid
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import Load, Pause, Play, Points, State
from nnsim.training.pace import Pacer
from nnsim.training.photographer import PICTURE_SHARE, SELDOM_SHARE, Photographer
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.pictures.layer_histograms import LayerHistograms
from nnsim.training.run import Run
from nnsim.training.snapshot import Snapshot
from nnsim.training.trainer import Trainer
from tests.builders import chain, examples, meaning, start
from tests.training.newest import newest

RNG = np.random.default_rng(0)
DATA = examples(RNG.normal(size=(16, 2)), RNG.normal(size=(16, 1)))
NET = chain(Dense(4, Tanh()), Dense(1))
PLANE = MapOver(Grid((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-1, 1), (-1, 1), 160))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let only so many numbers wait."""
    monkeypatch.setattr(mailbox_module, "MOST_READINGS", 3_000)
    return 3_000


def points(numbers: int) -> Points:
    return Points(1, 1, np.zeros((numbers, 1), np.float32), 0.0)


def soon(found: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not found():
        assert time.monotonic() < end
        threading.Event().wait(0.001)


class Writer:
    """A thread that waits for room and says when it found some."""

    def __init__(self, box: Mailbox) -> None:
        self.went_on = threading.Event()
        self.thread = threading.Thread(target=self._work, args=(box,), daemon=True)
        self.thread.start()

    def _work(self, box: Mailbox) -> None:
        box.wait_for_room(30)
        self.went_on.set()


def test_who_writes_too_much_waits_until_somebody_reads(few: int) -> None:
    box = Mailbox()
    box.put(points(few + 1))
    writer = Writer(box)
    assert not writer.went_on.wait(0.05)
    assert len(box.take_reports()) == 1
    assert writer.went_on.wait(10)
    writer.thread.join(10)


def test_room_is_counted_in_numbers_that_wait_not_in_those_that_ever_came(few: int) -> None:
    box = Mailbox()
    for _ in range(5):
        box.put(points(few - 1))
        assert Writer(box).went_on.wait(10)  # there is still room
        assert len(box.take_reports()) == 1
    box.put(points(few // 2))
    box.put(State(1, True, 0, 0.0, 0.0))  # holds no readings
    box.put(points(few // 2))
    assert Writer(box).went_on.wait(10)
    assert [type(r) for r in box.take_reports()] == [Points, State, Points]


def test_a_trainer_nobody_reads_stops_at_a_full_mailbox_and_loses_nothing(few: int) -> None:
    trainer = Trainer()
    trainer.start()
    try:
        trainer.send(Load(1, meaning(NET, DATA), start(NET, DATA, batch=1).training, DATA))
        trainer.send(Play(1))
        box = trainer.mailbox
        soon(lambda: box._waiting > few)
        # It asks for room before every burst: at most the letters of one more follow.
        at_most = few + 2 * MOST_STEPS * 9
        for _ in range(20):
            assert box._waiting <= at_most
            threading.Event().wait(0.005)
        letters = box.take_reports()
        soon(lambda: box._waiting > few)  # room again: it goes on
        trainer.send(Pause(1))
        soon(lambda: bool(letters) and _paused(letters, box))
        found = [r for r in letters if isinstance(r, Points)]
        assert [p.first_step for p in found[1:]] == [p.first_step + len(p.rows) for p in found[:-1]]
    finally:
        assert trainer.shut_down()


def _paused(letters: list, box: Mailbox) -> bool:
    letters += box.take_reports()
    states = [r for r in letters if isinstance(r, State)]
    return not states[-1].playing and states[-1].step > 0


def test_a_wish_wakes_its_reader_once_and_only_the_newest_is_kept() -> None:
    woken = []
    box = Mailbox(wake=lambda: woken.append(1))
    box.ask(1, (LayerHistograms("a"),))
    box.ask(1, (LayerHistograms("b"),))
    assert len(woken) == 1
    assert box.take_wish(1) == (LayerHistograms("b"),)
    assert box.take_wish(1) is None
    box.ask(1, (LayerHistograms("a"),))
    assert len(woken) == 2
    box.ask(2, (LayerHistograms("a"),))
    assert len(woken) == 3


def test_only_the_newest_picture_is_kept_and_it_is_given_once() -> None:
    box = Mailbox()
    box.show(Snapshot(1, 1, 0.0))
    box.show(Snapshot(1, 2, 0.0))
    shown = newest(box)
    assert shown is not None
    assert shown.step == 2
    assert newest(box) is None


def test_while_it_trains_a_dear_picture_is_followed_by_training_for_its_share() -> None:
    box = Mailbox()
    run = Run(meaning(NET, DATA), start(NET, DATA).training, DATA, number=1)
    photographer = Photographer(run, box, Pacer())
    before = time.perf_counter()
    box.ask(1, (PLANE,))
    photographer.answer(playing=True)
    assert newest(box) is not None
    # A picture of 160 × 160 points takes more than 0.1 ms on any machine.
    assert photographer._next - before > 1e-4 / PICTURE_SHARE
    photographer._next += 3600  # however slow this machine is
    box.ask(1, (PLANE,))
    photographer.answer(playing=True)
    assert newest(box) is None
    photographer.answer(playing=False)  # paused, a wish is met at once
    assert newest(box) is not None


def test_a_dear_picture_makes_no_other_one_seldom_and_stands_meanwhile() -> None:
    box = Mailbox()
    run = Run(meaning(NET, DATA), start(NET, DATA).training, DATA, number=1)
    photographer, cheap = Photographer(run, box, Pacer()), WeightSpectrum()
    box.ask(1, (PLANE, cheap))
    photographer.answer(playing=True)
    first = newest(box)
    assert first is not None
    photographer._took = 1.002
    photographer._plan((PLANE, cheap), replace(first, seconds={PLANE: 1.0, cheap: 0.001}), start=0.0)
    assert photographer._due == pytest.approx({PLANE: 2.001 / SELDOM_SHARE, cheap: 0.003 / PICTURE_SHARE})
    assert photographer._next == photographer._due[cheap]
    run.advance(1)
    photographer._due[PLANE] = float("inf")
    photographer._due[cheap] = photographer._next = 0.0
    box.ask(1, (PLANE, cheap))
    photographer.answer(playing=True)
    second = newest(box)
    assert second is not None
    assert second.answers[PLANE] is first.answers[PLANE]
    assert (second.step_of(PLANE), second.step_of(cheap)) == (0, 1)
    assert second.answers[cheap] is not first.answers[cheap]
    # What nobody asks for any more does not stand.
    photographer._next = photographer._due[cheap] = 0.0
    box.ask(1, (cheap,))
    photographer.answer(playing=True)
    third = newest(box)
    assert third is not None
    assert set(third.answers) == {cheap}
    # At rest everything is of the moment it rests at.
    box.ask(1, (PLANE, cheap))
    photographer.answer(playing=False)
    fourth = newest(box)
    assert fourth is not None
    assert fourth.step_of(PLANE) == fourth.step_of(cheap) == 1


def test_back_in_its_past_a_run_shows_nothing_of_what_came_after() -> None:
    box = Mailbox()
    run = Run(meaning(NET, DATA), start(NET, DATA).training, DATA, number=1)
    photographer, beginning = Photographer(run, box, Pacer()), run.moment()
    run.advance(1)
    box.ask(1, (PLANE,))
    photographer.answer(playing=True)
    later = newest(box)
    assert later is not None
    photographer._due[PLANE] += 3600
    photographer._next += 3600
    run.go_to(beginning)
    box.ask(1, (PLANE,))
    photographer.answer(playing=True)
    back = newest(box)
    assert back is not None
    assert (later.step_of(PLANE), back.step_of(PLANE)) == (1, 0)
    assert back.answers[PLANE] is not later.answers[PLANE]


def test_an_answer_that_stands_says_what_it_cost_and_when_it_was_taken() -> None:
    cheap = WeightSpectrum()
    older = Snapshot(1, 3, 0.0, {PLANE: "old", cheap: "old"}, {PLANE: 2.0, cheap: 0.1})
    newer = Snapshot(1, 5, 0.0, {cheap: "new"}, {cheap: 0.2}).over(older, (PLANE, cheap))
    assert newer.seconds == {PLANE: 2.0, cheap: 0.2}
    assert not newer.is_of_one_step
