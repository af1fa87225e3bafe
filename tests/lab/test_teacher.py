"""The rule, one example at a time: as the formula says, as the engine's own run does, within Novikoff's bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.lab.learning_board import LearningBoard, PerceptronWalk, adaline, line_ends
from nnsim.lab.running import begin
from nnsim.lab.scenes.two_groups import TwoGroups
from nnsim.lab.scenes.xor_points import XorPoints
from nnsim.lab.teacher import Line


def separable(seed: int, n: int = 14) -> LearningBoard:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(n, 2)).round(3)
    true = rng.normal(size=3)
    labels = points @ true[:2] + true[2] > 0
    return LearningBoard(tuple(map(tuple, points.tolist())), tuple(map(int, labels)), seed=seed)


def test_every_step_is_the_formula() -> None:
    board = replace(TwoGroups().board(), rate=0.5, start=Line((0.3, -1.0), 0.2))
    w = np.array([0.3, -1.0, 0.2])
    for state in list(PerceptronWalk(board))[1:]:
        x, y = np.append(board.points[state.shown], 1.0), board.labels[state.shown]
        said = float(w @ x > 0)
        assert state.mistaken == (said != y)
        assert state.correction == pytest.approx(tuple(0.5 * (y - said) * x))
        w = w + 0.5 * (y - said) * x
        assert (*state.line.w, state.line.b) == pytest.approx(tuple(w))


def test_the_walk_is_what_the_project_does_when_it_trains() -> None:
    board = TwoGroups().board()
    project = board.project()
    project = replace(project, training=replace(project.training, precision="float64"))
    run = begin(project)
    while run.step < len(board.points):
        run.advance(len(board.points) - run.step)
    state = PerceptronWalk(board)[len(board.points)]
    assert run.network.parameters.vector.tolist() == pytest.approx([*state.line.w, state.line.b])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 0.1]), st.booleans())
def test_mistakes_keep_to_the_bound_from_any_first_weights(seed: int, rate: float, elsewhere: bool) -> None:
    board = replace(separable(seed), rate=rate)
    if elsewhere:
        board = replace(board, start=Line((1.5, -0.5), 0.7))
    walk = PerceptronWalk(board)
    state = walk[3000]
    assert board.bound is not None
    assert state.mistakes <= board.bound + 1e-6


def test_back_and_forth_are_the_same_states() -> None:
    walk = PerceptronWalk(TwoGroups().board())
    late, early = walk[40], walk[3]
    assert walk[3] is early
    assert walk[40] is late
    last = list(walk)[-1]
    assert (last.wrong, walk.is_over(last)) == (0, True)
    assert walk[10**6] is last
    assert walk.next_mistake(last.step) == last.step
    assert all(walk[k].mistaken for k in (walk.next_mistake(0), walk.next_mistake(5)))


def test_the_pocket_keeps_the_best_where_no_line_helps() -> None:
    board = XorPoints().board()
    assert not board.is_separable
    assert board.bound is None
    walk = PerceptronWalk(board)
    states = [walk[k] for k in range(60)]
    assert [s.pocket_wrong for s in states] == [min(t.wrong for t in states[: k + 1]) for k in range(60)]
    assert walk[60].mistakes > 20


def test_adaline_comes_to_the_least_squares() -> None:
    board = replace(TwoGroups().board(), adaline_rate=0.01)
    late = adaline(board)[1500].line
    x = np.column_stack([board.places, np.ones(len(board.points))])
    best = np.linalg.lstsq(x, 2 * board.targets - 1, rcond=None)[0]
    assert (*late.w, late.b) == pytest.approx(tuple(best), abs=0.08)


def test_orders_are_those_of_the_rows_or_drawn_anew_every_epoch() -> None:
    board = separable(1)
    n = len(board.points)
    assert [board.example(k) for k in range(2 * n)] == [*range(n)] * 2
    shuffled = replace(board, shuffled=True)
    first, second = ([shuffled.example(k + e * n) for k in range(n)] for e in (0, 1))
    assert sorted(first) == sorted(second) == list(range(n))
    assert first != second


def test_points_are_limited_and_the_way_out_is_a_hidden_layer() -> None:
    board = XorPoints().board()
    with pytest.raises(NnsimError, match="two points"):
        board.without_point(0).without_point(0).without_point(0)
    hidden = replace(board, hidden=True)
    assert not hidden.weights()
    assert [node.layer.key for node in hidden.project().graph.nodes] == ["input", "dense", "dense"]


def test_a_line_ends_at_the_edges() -> None:
    square = ((0.0, 1.0), (0.0, 1.0))
    assert line_ends(Line((1.0, 0.0), -0.5), *square) == ((0.5, 0.0), (0.5, 1.0))
    assert line_ends(Line((1.0, 1.0), -1.0), *square) == ((0.0, 1.0), (1.0, 0.0))
    assert line_ends(Line((1.0, 1.0), -5.0), *square) is None
    assert line_ends(Line(), *square) is None
