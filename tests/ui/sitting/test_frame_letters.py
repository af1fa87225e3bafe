"""Letters of one frame are joined without losing anything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnsim.training.history import History
from nnsim.training.messages import Evaluation, Evaluations, Failed, Loaded, Moments, Points, Report, State
from nnsim.ui.sitting.frame_letters import joined
from nnsim.ui.sitting.run_feed import RunFeed
from tests.synthetic import columns

COLUMNS = columns(1)
PLAYING = State(1, True, 10, 0.0, 100.0)


def _points(first: int, n: int, run: int = 1) -> Points:
    rows = np.random.default_rng(first).random((n, COLUMNS.width)).astype(np.float32)
    return Points(run, first, rows, first / 10)


def _evaluation(step: int) -> Evaluation:
    return Evaluation(1, step, step / 10, 0.5, None, ())


def _steps(reports: list[Report]) -> list[tuple[int, int]]:
    return [(p.first_step, len(p.rows)) for p in reports if isinstance(p, Points)]


def test_readings_of_successive_steps_become_one_letter() -> None:
    found = joined([_points(1, 5), _evaluation(5), _points(6, 3), Moments(1, (5,), 10), _points(9, 2)])
    assert _steps(found) == [(1, 10)]
    assert [type(report) for report in found] == [Points, Evaluation, Moments]
    assert found[0].epoch == 0.9
    np.testing.assert_array_equal(found[0].rows[5:8], _points(6, 3).rows)


def test_readings_are_not_joined_over_a_gap_another_run_or_another_beginning() -> None:
    assert _steps(joined([_points(1, 5), _points(7, 3)])) == [(1, 5), (7, 3)]
    both = joined([_points(1, 5), _points(6, 3, run=2), _points(6, 2)])
    assert [(p.run, p.first_step, len(p.rows)) for p in both] == [(1, 1, 7), (2, 6, 3)]
    anew = [_points(1, 5), Loaded(1, COLUMNS, (), 5, 0.0), _points(6, 3)]
    assert _steps(joined(anew)) == [(1, 5), (6, 3)]
    assert [type(r) for r in joined([_points(1, 5), Failed(1, "no"), _points(6, 1)])] == [
        Points,
        Failed,
        Points,
    ]


def test_of_states_that_differ_in_figures_only_the_last_is_left() -> None:
    later, points = replace(PLAYING, step=20, steps_per_second=90.0), _points(11, 10)
    assert joined([PLAYING, points, later]) == [points, later]


def test_what_was_measured_becomes_one_letter_until_the_run_stands_elsewhere() -> None:
    later, past = replace(PLAYING, step=20), replace(PLAYING, playing=False, step=3, latest=20)
    e = [_evaluation(step) for step in (5, 10, 20, 3, 3)]
    other = replace(e[0], run=2)
    letters = [e[0], PLAYING, other, e[1], _points(1, 5), later, e[2], past, e[3], e[4]]
    # The first state is told by the second; the next one says something else.
    assert joined(letters) == [
        e[0],
        other,
        Evaluations(1, (e[1], e[2])),
        letters[4],
        later,
        past,
        Evaluations(1, (e[3], e[4])),
    ]
    assert joined([e[0], Failed(1, "no"), e[1]]) == [e[0], Failed(1, "no"), e[1]]


def test_states_that_say_something_else_are_all_told() -> None:
    for other in (
        replace(PLAYING, playing=False, reason="done"),
        replace(PLAYING, asked=3),
        replace(PLAYING, latest=90),
    ):
        assert joined([PLAYING, other, PLAYING]) == [PLAYING, other, PLAYING]
    of_another = replace(PLAYING, run=2)
    assert joined([PLAYING, of_another]) == [PLAYING, of_another]
    assert joined([PLAYING, Failed(1, "no"), PLAYING]) == [PLAYING, Failed(1, "no"), PLAYING]


def test_a_feed_knows_the_same_of_joined_letters() -> None:
    letters: list[Report] = [Loaded(1, COLUMNS, (), 0, 0.0)]
    for first in range(1, 200, 7):
        step = first + 6
        # Twice the same, something else at the same step, and below what is of the past.
        measured = [_evaluation(s) for s in (step - 3, step, step)]
        anew = replace(measured[1], train_loss=first / 7)
        letters += [_points(first, 7), *measured, anew, replace(PLAYING, step=step, latest=step)]
        if first % 5 == 0:
            paused = replace(PLAYING, playing=False, step=step, latest=step)
            letters += [paused, anew, replace(paused, step=1), _evaluation(1), _evaluation(1), paused]
    one, other = RunFeed(1), RunFeed(1)
    for letter in letters:
        one.take(letter)
    for letter in joined(letters):
        other.take(letter)
    assert one.state == other.state
    assert one.measured == other.measured
    assert one.history.last_evaluation == other.history.last_evaluation
    assert len(joined(letters)) < len(letters) / 2
    for a, b in ((one.history.readings, other.history.readings), _evaluations(one, other)):
        for name, array in a.arrays().items():
            np.testing.assert_allclose(array, b.arrays()[name], rtol=1e-12)


def _evaluations(*feeds: RunFeed) -> tuple:
    histories = [feed.history for feed in feeds]
    assert all(isinstance(history, History) for history in histories)
    return tuple(history.evaluations for history in histories)
