"""The parts of the live feed, each alone: feeds of the runs, news, viewers, what was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nnsim.training import messages
from nnsim.training.messages import Diverged, Evaluation, Failed, Loaded, Moments, State
from nnsim.training.picture import Asked
from nnsim.training.pictures.layer_histograms import LayerHistograms
from nnsim.training.pictures.point_answer import AnswerAt
from nnsim.training.snapshot import Snapshot
from nnsim.ui.sitting.asked_for import AskedFor
from nnsim.ui.sitting.feeds import Feeds
from nnsim.ui.sitting.news import News
from nnsim.ui.sitting.run_feed import RunFeed
from nnsim.ui.sitting.tried_runs import TriedRuns
from nnsim.ui.sitting.viewers import PATIENCE, Viewers
from tests.synthetic import columns, history

BARS, ANSWER = LayerHistograms("n0"), AnswerAt((1.0,))


@dataclass
class Seen:
    wish: tuple[Asked, ...] = ()
    visible: bool = True
    calls: list[str] = field(default_factory=list)

    def isVisible(self) -> bool:
        return self.visible

    def wants(self) -> Iterable[Asked]:
        return self.wish

    def show_frame(self) -> None:
        self.calls.append("frame")

    def clear(self) -> None:
        self.calls.append("clear")


def test_a_run_is_shown_put_aside_and_brought_back() -> None:
    feeds, turned = Feeds(), []
    feeds.turned.connect(lambda: turned.append(feeds.shown.run))
    feeds.bring_back()  # there is none
    feeds.put_aside()
    assert turned == []
    feeds.expect(3)
    assert feeds.shown is feeds[3]
    feeds.put_aside()
    assert (feeds.run, feeds.shown.run) == (3, 0)
    feeds.put_aside()
    feeds.bring_back()
    feeds.bring_back()
    assert feeds.shown is feeds[3]
    assert turned == [3, 0, 3]


def test_feeds_know_the_runs_they_were_asked_for_until_they_forget() -> None:
    feeds = Feeds()
    assert 2 not in feeds
    known = feeds.of(2)
    assert feeds.of(2) is known is feeds[2]
    feeds.forget(2)
    feeds.forget(2)
    assert 2 not in feeds


def test_layers_of_a_run_without_a_history_are_renamed_without_complaint() -> None:
    feeds = Feeds()
    feeds.rename({"n0": "first"})
    assert feeds.shown.history is None


def test_an_epoch_has_one_step_while_nothing_is_known() -> None:
    feed = RunFeed(1)
    assert feed.steps_per_epoch == 1
    feed.take(State(1, False, 0, 0.0, 0.0, steps_per_epoch=15))
    assert feed.steps_per_epoch == 15


def test_a_run_that_diverged_is_known_to_until_somebody_plays_on() -> None:
    feed = RunFeed(1)
    feed.take(Diverged(1, 9, "far"))
    feed.take(State(1, False, 9, 0.0, 0.0))
    assert (feed.diverged, feed.outcome) == (True, "far")
    feed.take(State(1, True, 9, 0.0, 0.0))
    assert (feed.diverged, feed.outcome) == (False, "")
    feed.take(Failed(1, "no"))
    assert (feed.diverged, feed.outcome) == (False, "no")


def test_news_has_one_event_for_each_kind_of_letter() -> None:
    news, heard = News(), []
    news.loaded.connect(lambda: heard.append("loaded"))
    news.changed.connect(lambda: heard.append("changed"))
    news.kept.connect(lambda: heard.append("kept"))
    for event in (news.evaluated, news.diverged, news.failed, news.tested):
        event.connect(heard.append)
    measured, tested = Evaluation(1, 9, 0.0, 1.0, None, ()), messages.Tested(1, 9, 30, 0.5)
    diverged, failed = Diverged(1, 9, "far"), Failed(1, "no")
    for letter in (Loaded(1, columns(1), (), 0, 0.0), State(1, True, 0, 0.0, 0.0), Moments(1, (), 0)):
        news.tell_of_shown(letter)
    for letter in (measured, diverged, failed, tested):
        news.tell_of_shown(letter)
    assert heard == ["loaded", "changed", "kept", measured, diverged, failed, tested]


def test_only_visible_viewers_draw_and_are_asked() -> None:
    viewers = Viewers(TriedRuns())
    seen, hidden, other = Seen((BARS,)), Seen((ANSWER,), visible=False), Seen((BARS, ANSWER))
    for viewer in (seen, hidden):
        viewers.add(viewer)
    assert viewers.wish() == (BARS,)
    viewers.add(other)
    assert set(viewers.wish()) == {BARS, ANSWER}
    assert len(viewers.wish()) == 2
    viewers.show_frame(RunFeed(1))
    viewers.turn()
    assert (seen.calls, hidden.calls) == (["frame", "clear"], ["clear"])
    viewers.forget_all()
    assert len(viewers) == 0
    assert not viewers.wish()


def _come(playing: bool, steps: int) -> RunFeed:
    feed = RunFeed(2)
    feed.history, feed.snapshot = history(steps), Snapshot(2, steps, 0.0)
    feed.state = State(2, playing, steps, 0.0, 100.0)
    return feed


def test_while_values_are_tried_pictures_stand_until_the_next_run_can_be_seen() -> None:
    tried, seen, now = TriedRuns(), Seen(), 0.0
    viewers = Viewers(tried, lambda: now)
    viewers.add(seen)
    tried.begin()
    viewers.turn()
    viewers.show_frame(RunFeed(2))
    viewers.show_frame(_come(playing=True, steps=0))
    assert seen.calls == [], "nothing has come: what is shown stands"
    viewers.show_frame(_come(playing=True, steps=5))
    viewers.show_frame(_come(playing=True, steps=6))
    assert seen.calls == ["clear", "frame", "frame"]


def test_of_a_run_that_rests_a_picture_is_enough() -> None:
    tried, seen = TriedRuns(), Seen()
    viewers = Viewers(tried, lambda: 0.0)
    viewers.add(seen)
    tried.begin()
    viewers.turn()
    viewers.show_frame(_come(playing=False, steps=0))
    assert seen.calls == ["clear", "frame"]


def test_pictures_do_not_stand_for_ever_however_many_runs_follow() -> None:
    tried, seen, now = TriedRuns(), Seen(), 0.0
    viewers = Viewers(tried, lambda: now)
    viewers.add(seen)
    tried.begin()
    for run in range(2, 6):
        viewers.turn()
        now += PATIENCE / 3
        viewers.show_frame(RunFeed(run))
    assert seen.calls[:2] == ["clear", "frame"]


def test_what_no_run_follows_is_cleared_soon() -> None:
    tried, seen, now = TriedRuns(), Seen(), 0.0
    viewers = Viewers(tried, lambda: now)
    viewers.add(seen)
    tried.begin()
    viewers.turn()
    viewers.show_frame(RunFeed())
    assert seen.calls == []
    now = PATIENCE
    viewers.show_frame(RunFeed())
    assert seen.calls == ["clear", "frame"]


def test_a_wish_is_asked_for_until_it_is_answered_for_good() -> None:
    asked = AskedFor()
    assert not asked.is_new(())
    assert asked.is_new((BARS,))
    asked.note_asked((BARS,))
    asked.note_answer(final=False)
    assert asked.is_new((BARS,))  # it plays: the next pictures are others
    asked.note_answer(final=True)
    assert not asked.is_new((BARS,))
    assert asked.is_new((ANSWER,))
    asked.note_motion()
    assert asked.is_new((BARS,))
    asked.note_answer(final=True)
    asked.forget()
    asked.note_answer(final=True)  # of the run that was on the screen before
    assert asked.is_new((BARS,))
