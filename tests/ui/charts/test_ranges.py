"""Ranges of axes move in steps."""

from __future__ import annotations

from nnsim.ui.charts.ranges import AHEAD, ahead, steady


def test_growing_data_are_given_room_that_is_kept_until_it_is_full() -> None:
    assert ahead(None, (1.0, 100.0)) == (1.0, 100.0)
    first = ahead((1.0, 100.0), (1.0, 101.0))
    assert first == (1.0, 101.0 + AHEAD * 100.0)
    assert ahead(first, (1.0, 112.9)) == first
    assert ahead(first, (1.0, 114.0))[1] > 120


def test_a_range_that_is_much_too_large_or_begins_too_late_is_given_up() -> None:
    assert ahead((1.0, 1000.0), (1.0, 50.0)) == (1.0, 50.0)
    assert ahead((10.0, 1000.0), (1.0, 990.0)) == (1.0, 990.0)


def test_axes_are_moved_a_few_times_while_a_run_grows_a_hundredfold() -> None:
    standing, moved = (1.0, 2.0), 0
    for last in range(100, 10_000, 10):
        found = ahead(standing, (1.0, float(last)))
        moved += found != standing
        standing = found
        assert standing[0] <= 1
        assert last <= standing[1] <= 1.13 * last
    assert moved < 50


def test_heights_stay_while_they_hold_the_data_and_are_not_much_too_large() -> None:
    assert steady(None, (0.0, 1.0)) == (0.0, 1.0)
    assert steady((0.0, 1.0), (0.1, 0.9)) == (0.0, 1.0)
    assert steady((0.0, 1.0), (0.0, 1.02)) == (0.0, 1.0), "data may grow into the margin"
    assert steady((0.0, 1.0), (0.0, 1.1)) == (0.0, 1.1)
    assert steady((0.0, 1.0), (-0.2, 0.9)) == (-0.2, 0.9)
    assert steady((0.0, 1.0), (0.0, 0.6)) == (0.0, 0.6)
