"""Of frames so many are picked as are asked for a second, and none is picked twice."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nnsim.ui.widgets.frame_skip import FrameSkip


def _picked(frames: list[float], milliseconds: int) -> list[float]:
    times = iter(frames)
    skip = FrameSkip(milliseconds, lambda: next(times))
    return [at for at in frames if skip.picks()]


@pytest.mark.parametrize("apart", [0.004, 0.0166, 0.033, 0.041])
def test_quick_frames_are_picked_twenty_times_a_second(apart: float) -> None:
    picked = _picked([k * apart for k in range(int(10 / apart))], 50)
    assert 190 <= len(picked) <= 201
    assert max(b - a for a, b in pairwise(picked)) <= 0.05 + apart


@pytest.mark.parametrize("apart", [0.05, 0.06, 0.2])
def test_slow_frames_are_all_picked(apart: float) -> None:
    frames = [k * apart for k in range(50)]
    assert _picked(frames, 50) == frames


def test_after_a_pause_nothing_is_made_up_for() -> None:
    resumed = [100 + k * 0.005 for k in range(21)]
    assert len(_picked([0.0, *resumed], 50)) <= 1 + 4
