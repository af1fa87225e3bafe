"""While training goes on figures change as often as they can be read; where it rests all is shown at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.figures.scalars import newest
from nnsim.training.messages import Points, State
from nnsim.ui.panels.gradients import GradientsPanel
from nnsim.ui.panels.loss import LossPanel
from nnsim.ui.widgets.frame_skip import CURVES_MS, FrameSkip
from tests.synthetic import history

PLAYING = State(1, True, 400, 0.0, 100.0)


def _grow(feed, factor: float) -> None:
    series = feed.history.readings
    rows = (factor * series.last[None]).repeat(100, 0).astype(np.float32)
    feed.history.add_points(Points(1, int(series.steps[-1]) + 1, rows, 1.0))
    last = feed.history.last_evaluation
    feed.history.add_evaluation(replace(last, step=last.step + 100, train_loss=factor * last.train_loss))


def test_the_newest_numbers_are_told_when_training_stops(shown, feed) -> None:
    feed.history, feed.state = history(400), PLAYING
    panel = shown(LossPanel)
    panel.show_frame()
    before = panel.controls.numbers.text()
    _grow(feed, 3.0)
    panel.show_frame()
    assert panel.controls.numbers.text() == before, "it has just been read"
    feed.state = replace(PLAYING, playing=False)
    panel.show_frame()
    assert panel.controls.numbers.text() != before
    assert panel.controls.numbers.text() == newest(feed.history, panel.scalar)


def test_a_step_that_is_looked_at_is_told_at_once(shown, feed) -> None:
    feed.history, feed.state = history(400), PLAYING
    panel = shown(LossPanel)
    panel.show_frame()
    before = panel.controls.numbers.text()
    feed.state = replace(PLAYING, step=50, latest=400)
    panel.show_frame()
    assert panel.controls.numbers.text() != before


def test_bars_are_of_the_newest_step_when_training_stops(shown, feed) -> None:
    feed.history, feed.state = history(400), PLAYING
    panel = shown(GradientsPanel)
    panel.show_frame()
    panel.bars.grab()
    _grow(feed, 1e-3)
    panel.show_frame()
    assert panel.bars._beat._owed
    feed.state = replace(PLAYING, playing=False)
    panel.show_frame()
    assert not panel.bars._beat._owed


@pytest.mark.parametrize("kind", [LossPanel, GradientsPanel])
def test_curves_are_drawn_twenty_times_a_second_and_once_more_at_the_end(shown, feed, kind) -> None:
    feed.history, feed.state = history(400), PLAYING
    panel = shown(kind)
    now = 0.0
    panel._skip = FrameSkip(CURVES_MS, lambda: now)
    panel.show_frame()

    def last_drawn() -> float:
        lines = panel.curves.lines["train"] if kind is LossPanel else panel.lines.curves[0]
        return float(lines.x[-1])

    drawn = set()
    for _ in range(31):
        _grow(feed, 1.01)
        panel.show_frame()
        drawn.add(last_drawn())
        now += 1 / 30
    assert 19 <= len(drawn) <= 22
    _grow(feed, 1.01)
    feed.state = replace(PLAYING, playing=False)
    panel.show_frame()
    assert last_drawn() == float(feed.history.readings.steps[-1])
