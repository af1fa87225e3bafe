"""Values tried out one after another: what is left out, what is one step, and which runs stay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk import Desk

from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.training.messages import Failed, Pause, Play, State
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.gaze import Gaze
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.transport import Transport
from nnsim.ui.sitting.tried_runs import TriedRuns
from nnsim.ui.sitting.trying import Trying
from nnsim.ui.sitting.waiting_start import WaitingStart


def edit_noise(desk: Desk, noise: float) -> None:
    def change(project):
        return replace(project, data=replace(project.data, source=TwoSpirals(noise=noise)))

    desk.workspace.edit("Change the data", change, "data two_spirals noise")


def drag(desk: Desk, *values: float) -> None:
    """Try out values in one go, each as soon as training has followed the one before, and let go."""
    trying, held = desk.session.loading.trying, True
    for value in values:
        trying.offer(lambda value=value: edit_noise(desk, value), lambda: held)
        desk.wait(lambda value=value: desk.workspace.project.data.source.noise == value)
        desk.wait(lambda: not desk.session.loader.is_busy and not desk.session.loading.is_due)
        desk.wait(lambda: desk.session.feed.state is not None)
    held = False
    desk.wait(lambda: not trying.is_under_way)


# ---- runs that give way --------------------------------------------------------------------------


def test_only_runs_begun_meanwhile_give_way() -> None:
    tried = TriedRuns()
    tried.note(1)
    tried.begin()
    assert not tried.gives_way(1)
    tried.note(2)
    assert tried.gives_way(2)
    assert not tried.gives_way(1)
    tried.end()
    assert not tried.gives_way(2)
    tried.note(3)
    assert not tried.gives_way(3)
    assert not TriedRuns().gives_way(0)


# ---- what is taken, and when ---------------------------------------------------------------------


class Hand:
    """A hand at a slider, and whether training has followed."""

    def __init__(self, sitting: Sitting) -> None:
        self.behind = self.held = False
        self.taken: list[int] = []
        self.trying = Trying(sitting, lambda: self.behind)
        sitting.feed.shown.snapshot = object()  # type: ignore[assignment]  # only whether there is one counts

    def offer(self, value: int) -> None:
        self.trying.offer(lambda: self.taken.append(value), lambda: self.held)


@pytest.fixture
def hand(sitting: Sitting) -> Hand:
    return Hand(sitting)


def test_the_first_value_is_taken_at_once(hand: Hand) -> None:
    hand.offer(1)
    assert hand.taken == [1]
    assert hand.trying.is_under_way


def test_what_is_overtaken_while_training_follows_is_left_out(hand: Hand, qtbot) -> None:
    hand.offer(1)
    hand.behind = True
    for value in (2, 3, 4):
        hand.offer(value)
    assert hand.taken == [1]
    hand.behind = False
    qtbot.waitUntil(lambda: hand.taken == [1, 4])


def test_a_value_waits_for_a_picture_of_the_one_before_but_not_for_ever(hand: Hand, sitting, qtbot) -> None:
    hand.offer(1)
    sitting.feed.shown.snapshot = None
    hand.offer(2)
    assert hand.taken == [1]
    qtbot.waitUntil(lambda: hand.taken == [1, 2])


def test_as_long_as_the_hand_holds_on_it_is_one_go(hand: Hand, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("nnsim.ui.sitting.trying.REST", 0)
    hand.held = True
    hand.offer(1)
    qtbot.wait(60)
    assert hand.trying.is_under_way
    hand.held = False
    qtbot.waitUntil(lambda: not hand.trying.is_under_way)


def test_undo_takes_what_waits_along(hand: Hand, sitting: Sitting, qtbot) -> None:
    workspace = sitting.workspace
    workspace.edit("notes", lambda p: replace(p, notes="a"))
    hand.offer(1)
    hand.behind = True
    hand.offer(2)
    workspace.undo_stack.undo()
    assert not hand.trying.is_under_way
    hand.behind = False
    qtbot.wait(60)
    assert hand.taken == [1]


def test_an_edit_of_something_else_takes_nothing_along(hand: Hand, sitting: Sitting, qtbot) -> None:
    hand.offer(1)
    hand.behind = True
    hand.offer(2)
    sitting.workspace.edit("notes", lambda p: replace(p, notes="a"))
    assert not sitting.tried.is_on, "the run it may lead to gives way to nothing"
    hand.behind = False
    qtbot.waitUntil(lambda: hand.taken == [1, 2])


def test_what_waits_is_taken_before_the_hand_is_gone(hand: Hand, qtbot) -> None:
    hand.held = True
    hand.offer(1)
    hand.behind = True
    for value in (2, 3):
        hand.offer(value)
    hand.trying.settle()
    assert hand.taken == [1, 3]
    assert not hand.trying.is_under_way
    hand.behind = False
    qtbot.wait(60)
    assert hand.taken == [1, 3]


def test_nothing_is_settled_where_nothing_is_tried(hand: Hand, sitting: Sitting) -> None:
    steps = sitting.workspace.undo_stack.count()
    hand.trying.settle()
    assert hand.taken == []
    assert sitting.workspace.undo_stack.count() == steps


# ---- a run that has not said yet that it plays ---------------------------------------------------


@pytest.mark.parametrize(
    ("state", "plays"),
    [
        (None, True),
        (State(1, False, 0, 0.0, 0.0), True),  # it is loaded, and about to obey
        (State(1, True, 0, 0.0, 0.0), True),
        (State(1, False, 9, 1.0, 0.0), False),  # it came to its end before anybody looked
    ],
)
def test_a_run_told_to_play_counts_as_playing_until_it_says_otherwise(
    sitting: Sitting, state: State | None, plays: bool
) -> None:
    gaze, waiting = Gaze(sitting.feed), WaitingStart()
    transport = Transport(sitting, RunWords(sitting, gaze), gaze, DataLoader(), waiting)
    sitting.feeds.expect(1)
    waiting.unheard = 1
    sitting.feed.shown.state = state
    sitting.feed.news.changed.fire()
    assert transport.is_playing == plays
    transport.pause()
    sitting.feed.shown.state = None
    assert not transport.is_playing


def test_a_run_that_cannot_be_loaded_does_not_count_as_playing(sitting: Sitting) -> None:
    gaze, waiting = Gaze(sitting.feed), WaitingStart()
    transport = Transport(sitting, RunWords(sitting, gaze), gaze, DataLoader(), waiting)
    sitting.feeds.expect(1)
    waiting.unheard = 1
    changes: list[bool] = []
    sitting.feed.news.changed.connect(lambda: changes.append(transport.is_playing))
    report = Failed(1, "There is no memory for it.")
    sitting.feed.shown.take(report)
    sitting.feed.news.tell_of_shown(report)
    assert not transport.is_playing
    assert changes == [False]


# ---- with a training -----------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def short_rest(monkeypatch) -> None:
    monkeypatch.setattr("nnsim.ui.sitting.trying.REST", 30)
    monkeypatch.setattr("nnsim.ui.sitting.trying.PATIENCE", 0)


def test_one_go_is_one_step_and_another_go_another(desk: Desk) -> None:
    drag(desk, 0.1, 0.2, 0.3)
    assert desk.workspace.undo_stack.count() == 1
    drag(desk, 0.4)
    assert desk.workspace.undo_stack.count() == 2
    desk.undo()
    assert desk.workspace.project.data.source.noise == 0.3
    desk.undo()
    assert desk.workspace.project.data.source.noise == 0.05


def test_a_change_of_the_same_setting_elsewhere_is_a_step_of_its_own(desk: Desk) -> None:
    edit_noise(desk, 0.1)
    drag(desk, 0.2)
    assert desk.workspace.undo_stack.count() == 2
    edit_noise(desk, 0.3)
    assert desk.workspace.undo_stack.count() == 3


def test_training_goes_on_and_only_the_run_before_and_the_last_one_stay(desk: Desk) -> None:
    desk.train(3)
    first = desk.session.run
    desk.session.play()
    desk.wait(lambda: desk.session.feed.playing)
    drag(desk, 0.1, 0.2, 0.3, 0.4)
    desk.wait(lambda: desk.session.feed.playing and desk.session.feed.state.step > 3)
    assert [entry.number for entry in desk.session.runs.earlier] == [first]
    assert [entry.name for entry in desk.session.runs] == ["Run 1", "Run 2"]
    edit_noise(desk, 0.5)
    desk.settle()
    assert [entry.name for entry in desk.session.runs] == ["Run 1", "Run 2", "Run 3"]
    desk.session.pause()


def test_after_a_long_drag_undo_still_brings_back_what_was_learned(desk: Desk) -> None:
    desk.train(3)
    before = desk.arrays()
    drag(desk, *(0.01 * k for k in range(10, 22)))
    desk.undo()
    after = desk.arrays()
    for key, array in before.items():
        np.testing.assert_array_equal(after[key], array)


def test_a_drag_that_passes_where_it_began_takes_nothing_from_there(desk: Desk) -> None:
    desk.train(3)
    before = desk.arrays()
    drag(desk, 0.2, 0.05, 0.1)
    desk.undo()
    after = desk.arrays()
    for key, array in before.items():
        np.testing.assert_array_equal(after[key], array)


def test_a_drag_that_ends_where_something_was_learned_begins_anew(desk: Desk) -> None:
    first = desk.number()
    desk.train(3)
    drag(desk, 0.2, 0.05)
    assert desk.number() == first


def test_weights_set_by_hand_go_along_with_a_drag_before_training(desk: Desk) -> None:
    desk.train(3)
    learned = desk.number()
    edit_noise(desk, 0.06)
    desk.settle()
    assert desk.session.set_weight("dense_1/W", (0, 0), 4.5)
    drag(desk, *(0.01 * k for k in range(10, 19)))
    assert desk.number() == 4.5
    desk.undo()
    assert desk.number() == 4.5
    desk.undo()
    desk.undo()
    # What waited there was not pushed out by the values in between.
    assert desk.number() == learned


def test_a_run_that_was_just_told_to_play_hands_that_on(desk: Desk) -> None:
    desk.session.play()
    desk.wait(lambda: desk.session.feed.playing)
    desk.session.feed.stop()  # nothing is heard of any run from here on
    for units in (6, 7):
        edit_noise(desk, 0.01 * units)
        desk.wait(lambda: not desk.session.loader.is_busy and not desk.session.loading.is_due)
        assert desk.session.feed.state is None
        assert desk.session.transport.is_playing
    desk.session.feed.start()
    desk.wait(lambda: desk.session.feed.playing and desk.session.feed.state.step > 0)
    desk.session.pause()


def test_pause_is_for_a_run_that_has_not_been_heard_of_too(desk: Desk) -> None:
    desk.session.play()
    desk.wait(lambda: desk.session.feed.playing)
    sent: list[object] = []
    desk.session.feed.stop()
    edit_noise(desk, 0.2)
    desk.wait(lambda: not desk.session.loader.is_busy and not desk.session.loading.is_due)
    send = desk.session.trainer.send
    desk.session.trainer.send = lambda request: (sent.append(request), send(request))
    assert desk.session.transport.is_playing
    desk.session.transport.toggle_play()
    assert not desk.session.transport.is_playing
    edit_noise(desk, 0.3)
    desk.wait(lambda: not desk.session.loader.is_busy and not desk.session.loading.is_due)
    assert any(isinstance(request, Pause) for request in sent)
    assert not any(isinstance(request, Play) for request in sent)
    desk.session.feed.start()
