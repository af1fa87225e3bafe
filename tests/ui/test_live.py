"""The live feed between the trainer's mailbox and the views: what reaches whom, when, and at whose cost."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnsim.engine.probes.activations import Activations
from nnsim.training.gate import PaintGate
from nnsim.training.messages import Evaluation, Loaded, Points, State
from nnsim.training.picture import Asked
from nnsim.training.pictures.layer_histograms import LayerHistograms
from nnsim.training.pictures.point_answer import AnswerAt
from nnsim.training.snapshot import Snapshot, Wish
from nnsim.training.trainer import Trainer
from nnsim.ui.sitting import frame_pace
from nnsim.ui.sitting.feeds import Feeds
from nnsim.ui.sitting.live import LiveFeed
from nnsim.ui.sitting.tried_runs import TriedRuns
from tests.synthetic import columns

WISH: Wish = (LayerHistograms("n0"),)
COLUMNS = columns(1)


@dataclass
class Viewer:
    """A view that notes what it is asked, and may take its time to draw."""

    feed: LiveFeed
    gate: PaintGate
    visible: bool = True
    wish: Wish = WISH
    milliseconds: float = 0.0
    drawn: int = 0
    cleared: int = 0
    asked: int = 0
    gates: list[bool] = field(default_factory=list)

    def isVisible(self) -> bool:
        return self.visible

    def wants(self) -> Iterable[Asked]:
        self.asked += 1
        return self.wish

    def show_frame(self) -> None:
        self.drawn += 1
        self.gates.append(self.gate._open.is_set())
        time.sleep(self.milliseconds / 1000)

    def clear(self) -> None:
        self.cleared += 1


@dataclass
class Desk:
    """A feed with one viewer; the trainer's thread never runs, the test writes its letters."""

    trainer: Trainer
    feeds: Feeds
    feed: LiveFeed
    viewer: Viewer

    def loaded(self, run: int, step: int = 0, playing: bool = False, speed: float = 0.0) -> None:
        self.trainer.mailbox.put(Loaded(run, COLUMNS, (), step, 0.0))
        self.trainer.mailbox.put(State(run, playing, step, 0.0, speed))

    def frame(self) -> None:
        """Let a frame pass, with the two turns of the event loop that end it."""
        self.feed.tick()
        for _ in range(3):
            QApplication.processEvents()

    @property
    def wish(self) -> Wish | None:
        return self.trainer.mailbox.take_wish(2)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    trainer = Trainer()
    feeds = Feeds()
    feed = LiveFeed(trainer, feeds, TriedRuns())
    viewer = Viewer(feed, trainer.gate)
    feed.viewers.add(viewer)
    feeds.expect(2)
    yield Desk(trainer, feeds, feed, viewer)
    feed.stop()


def test_letters_and_pictures_of_other_runs_fall_on_the_floor(desk: Desk) -> None:
    heard: list[Evaluation] = []
    desk.feed.news.evaluated.connect(heard.append)
    box = desk.trainer.mailbox
    desk.loaded(1, step=9)
    box.put(Points(1, 1, np.ones((3, COLUMNS.width), np.float32), 0.0))
    box.put(Evaluation(1, 9, 0.0, 1.0, None, ()))
    box.show(Snapshot(1, 9, 0.0))
    desk.frame()
    assert (desk.feed.history, desk.feed.state, desk.feed.snapshot) == (None, None, None)
    assert not heard
    desk.loaded(2, step=4)
    box.put(Points(2, 1, np.ones((4, COLUMNS.width), np.float32), 0.0))
    box.put(Evaluation(2, 4, 0.0, 1.0, None, ()))
    box.show(Snapshot(2, 4, 0.0))
    desk.frame()
    assert desk.feed.history is not None
    assert desk.feed.history.readings.steps[-1] == 4
    assert desk.feed.state is not None
    assert desk.feed.state.step == 4
    assert desk.feed.snapshot is not None
    assert [e.step for e in heard] == [4]
    box.show(Snapshot(1, 9, 0.0))  # a late one takes no place
    desk.frame()
    assert desk.feed.snapshot.run == 2


def test_a_run_that_is_not_shown_keeps_its_letters_and_pictures_to_itself(desk: Desk) -> None:
    heard: list[Evaluation] = []
    desk.feed.news.evaluated.connect(heard.append)
    other, box = desk.feeds.of(1), desk.trainer.mailbox
    desk.loaded(2)
    desk.loaded(1, step=9)
    box.put(Evaluation(1, 9, 0.0, 1.0, None, ()))
    box.show(Snapshot(1, 9, 0.0))
    desk.frame()
    assert not heard
    assert desk.feed.snapshot is None
    assert desk.feed.state is not None
    assert desk.feed.state.step == 0
    assert other.state is not None
    assert other.state.step == 9
    assert other.snapshot is not None


def test_another_run_clears_every_view_and_forgets_the_last(desk: Desk) -> None:
    hidden = Viewer(desk.feed, desk.trainer.gate, visible=False)
    desk.feed.viewers.add(hidden)
    desk.loaded(2)
    desk.frame()
    before = desk.viewer.cleared
    desk.feeds.expect(3)
    assert (desk.viewer.cleared, hidden.cleared) == (before + 1, 1)
    assert (desk.feed.history, desk.feed.state, desk.feed.snapshot) == (None, None, None)


def test_what_is_hidden_neither_draws_nor_asks(desk: Desk) -> None:
    desk.loaded(2)
    desk.viewer.visible = False
    desk.frame()
    assert (desk.viewer.drawn, desk.viewer.asked, desk.wish) == (0, 0, None)
    desk.viewer.visible = True
    desk.frame()
    assert (desk.viewer.drawn, desk.viewer.asked, desk.wish) == (1, 1, WISH)


def test_wishes_of_several_views_become_one(desk: Desk) -> None:
    probe, other, hidden = Activations(), AnswerAt((1.0,)), LayerHistograms("n7")
    desk.feed.viewers.add(Viewer(desk.feed, desk.trainer.gate, wish=(probe, *WISH, other)))
    desk.feed.viewers.add(Viewer(desk.feed, desk.trainer.gate, wish=(AnswerAt((1.0,)), Activations(bins=9))))
    desk.feed.viewers.add(Viewer(desk.feed, desk.trainer.gate, visible=False, wish=(hidden,)))
    desk.loaded(2)
    desk.frame()
    assert desk.wish == (*WISH, probe, other, Activations(bins=9)), "each once, however many ask"


def test_nothing_is_asked_of_a_trainer_without_a_run(desk: Desk) -> None:
    desk.frame()
    assert desk.viewer.drawn == 1
    assert desk.wish is None


def test_a_paused_run_is_asked_once_for_each_picture(desk: Desk) -> None:
    box = desk.trainer.mailbox
    desk.loaded(2, step=5)
    desk.frame()
    assert desk.wish == WISH
    box.show(Snapshot(2, 5, 0.0))
    for _ in range(3):
        desk.frame()
        assert desk.wish is None
    desk.viewer.wish = (LayerHistograms("n1"),)
    desk.frame()
    assert desk.wish == desk.viewer.wish
    box.show(Snapshot(2, 5, 0.0))
    desk.frame()
    assert desk.wish is None
    box.put(Evaluation(2, 5, 0.0, 1.0, None, ()))  # whatever is reported may change the picture
    desk.frame()
    assert desk.wish == desk.viewer.wish


def test_a_picture_older_than_the_pause_is_asked_for_again(desk: Desk) -> None:
    desk.loaded(2, step=5)
    desk.frame()
    assert desk.wish == WISH
    desk.trainer.mailbox.show(Snapshot(2, 4, 0.0))
    desk.frame()
    assert desk.wish == WISH


def test_an_answer_older_than_the_rest_of_its_picture_is_asked_for_again_where_the_run_rests(
    desk: Desk,
) -> None:
    (dear,), box = WISH, desk.trainer.mailbox
    desk.loaded(2, step=5)
    desk.frame()
    assert desk.wish == WISH
    box.show(Snapshot(2, 5, 0.0, {dear: "of step 3"}, {dear: 9.0}, {dear: 3}))
    desk.frame()
    assert desk.wish == WISH
    box.show(Snapshot(2, 5, 0.0, {dear: "of step 5"}, {dear: 9.0}))
    desk.frame()
    assert desk.wish is None


def test_a_playing_run_is_asked_at_every_frame(desk: Desk) -> None:
    desk.loaded(2, step=5, playing=True, speed=9e3)
    for _ in range(3):
        desk.frame()
        assert desk.wish == WISH
        desk.trainer.mailbox.show(Snapshot(2, 5, 0.0))


def at_a_pace(step: int, speed: float, load: float = 0.02) -> State:
    return State(2, True, step, 0.0, speed, load=load)


def test_a_run_that_waits_for_its_next_step_is_asked_once_for_its_picture(desk: Desk) -> None:
    box = desk.trainer.mailbox
    desk.loaded(2, step=5, playing=True)
    box.put(at_a_pace(5, 1.0))
    desk.frame()
    assert desk.wish == WISH
    box.show(Snapshot(2, 5, 0.0))
    for _ in range(3):
        desk.frame()
        assert desk.wish is None
    box.put(at_a_pace(6, 1.0))
    desk.frame()
    assert desk.wish == WISH


def test_a_pace_that_brings_steps_in_every_frame_brings_a_picture_in_every_frame(desk: Desk) -> None:
    desk.loaded(2, step=5, playing=True)
    desk.trainer.mailbox.put(at_a_pace(5, 200.0))
    for _ in range(3):
        desk.frame()
        assert desk.wish == WISH
        desk.trainer.mailbox.show(Snapshot(2, 5, 0.0))


def test_no_other_frame_begins_before_one_is_painted(desk: Desk) -> None:
    """The picture that it would ask for could not be made: the trainer waits at the gate."""
    desk.feed.start()
    desk.feed.tick()
    assert desk.feed._timer.interval() == frame_pace.LONGEST_FRAME_MS
    for _ in range(3):
        QApplication.processEvents()
    assert desk.feed._timer.interval() <= frame_pace.FRAME_MS


def test_the_trainer_waits_while_a_frame_is_drawn_and_no_longer(desk: Desk) -> None:
    desk.loaded(2)
    for _ in range(2):
        assert desk.trainer.gate._open.is_set()
        desk.frame()
    assert desk.viewer.gates == [False, False]
    assert desk.trainer.gate._open.is_set()


def test_a_frame_that_fails_opens_the_gate_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.viewer, "wish", None)  # not what a view may want
    desk.loaded(2)
    with pytest.raises(TypeError):
        desk.feed.tick()
    for _ in range(3):
        QApplication.processEvents()
    assert desk.trainer.gate._open.is_set()


@pytest.mark.parametrize(
    ("speed", "share"),
    [(9e3, frame_pace.PAINT_SHARE), (100.0, frame_pace.PAINT_SHARE_OF_SLOW)],
    ids=["quick", "slow"],
)
def test_after_a_dear_frame_the_trainer_gets_its_share_of_the_time(
    desk: Desk, speed: float, share: float
) -> None:
    """A frame of 12 ms or more, so that the pause after it is a multiple of that, up to the longest."""
    desk.loaded(2, playing=True, speed=speed)
    desk.viewer.milliseconds = 12
    desk.feed.start()
    desk.frame()
    pause = desk.feed._timer.interval()
    assert (
        min(round(12 * (1 / share - 1)), frame_pace.LONGEST_FRAME_MS) <= pause <= frame_pace.LONGEST_FRAME_MS
    )
    assert pause > frame_pace.FRAME_MS
    desk.feed.stop()


def test_while_training_waits_for_its_pace_its_time_is_for_painting() -> None:
    pauses = [frame_pace.due_to_training(at_a_pace(5, 200.0, load), 12.0) for load in (0.0, 0.5, 1.0)]
    assert pauses == pytest.approx([12 * (1 / share - 1) for share in (0.75, 0.375, 0.06)])


def test_a_step_that_needs_no_interpreter_gets_no_time_of_its_own(desk: Desk) -> None:
    desk.loaded(2)
    state = State(2, True, 5, 0.0, 9e3, walk="compiled-v2")
    assert frame_pace.due_to_training(state, 12.0) == 0
    desk.trainer.mailbox.put(state)
    desk.viewer.milliseconds = 12
    desk.feed.start()
    desk.frame()
    assert desk.feed._timer.interval() <= frame_pace.FRAME_MS


def test_while_paused_frames_come_as_often_as_they_can(desk: Desk) -> None:
    desk.loaded(2)
    desk.viewer.milliseconds = 12
    desk.feed.start()
    desk.frame()
    assert desk.feed._timer.interval() <= frame_pace.FRAME_MS


def test_who_waits_for_the_pause_need_not_wait_for_a_slow_frame(desk: Desk) -> None:
    desk.loaded(2, playing=True, speed=100.0)
    desk.viewer.milliseconds = 12
    desk.feed.start()
    desk.frame()
    desk.feed.hurry()
    desk.frame()
    assert desk.feed._timer.interval() == frame_pace.HURRY_MS
    desk.trainer.mailbox.put(State(2, False, 3, 0.0, 0.0))
    desk.frame()
    assert desk.feed._timer.interval() != frame_pace.HURRY_MS


def test_the_end_of_a_frame_does_not_reach_a_feed_that_is_gone(qtbot: QtBot) -> None:
    for turns in (0, 1):
        feed = LiveFeed(Trainer(), Feeds(), TriedRuns())
        feed.tick()
        for _ in range(turns):
            QApplication.processEvents()
        feed.stop()
        shiboken6.delete(feed)
        for _ in range(4):
            QApplication.processEvents()  # qtbot fails the test for an exception in here
