"""Runs of one sitting: ghosts behind curves, earlier runs played on, twins in lock-step; nothing changes a bit."""

from __future__ import annotations

import pytest
from desk import Desk, small_project

from nnsim.data.prepare import prepare
from nnsim.data.sources.circles import Circles
from nnsim.data.sources.moons import Moons
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.figures import palette
from nnsim.figures.gradient_figure import FEW, LAYER_STYLES
from nnsim.training.history import History
from nnsim.training.run import Run
from nnsim.ui.look.theme import manager, theme
from nnsim.ui.sitting.retirement import MOST_SHOWN
from nnsim.ui.sitting.run_entry import LOOKS, RunEntry, paper_colour, screen_colour
from nnsim.ui.sitting.run_feed import RunFeed
from tests.ui.test_session import set_data, set_training, set_units


def wait_for_rest(desk: Desk, number: int) -> RunEntry:
    """Wait until an earlier run waits, with all that is known of it."""
    desk.wait(lambda: desk.session.runs[number].learned is not None)
    return desk.session.runs[number]


def reset(desk: Desk) -> int:
    """Reset; return the number of the run before."""
    old = desk.session.run
    desk.session.reset()
    desk.settle()
    desk.wait(lambda: desk.session.feed.state is not None and desk.session.feed.state.step == 0)
    return old


def losses(desk: Desk, number: int) -> bytes:
    """Return the training losses of every step of a run."""
    history = desk.session.runs[number].feed.history
    assert history is not None
    return history.readings.mean(history.columns.loss).tobytes()


def alone(steps: int, project: Project | None = None) -> bytes:
    """Return what the losses are without a window, when nothing plays beside."""
    project = project or small_project()
    prepared = prepare(project.data)
    resolved = resolve(project.graph, prepared, project.training.rule)
    run = Run(resolved, project.training, prepared)
    history = History(run.unreported.columns, run.watch.evaluator.metrics)
    while run.step < steps:
        run.advance(steps - run.step)
        history.add_points(run.take_points())
    return history.readings.mean(history.columns.loss).tobytes()


def play_to(desk: Desk, number: int, step: int) -> None:
    desk.wait(lambda: desk.session.runs[number].feed.state.step >= step)


# ---- earlier runs --------------------------------------------------------------------------------


def test_a_run_put_back_goes_on_as_it_would_have(open_desk) -> None:
    desk = open_desk()
    desk.train(3)
    first = reset(desk)
    set_training(desk, learning_rate=0.3)
    desk.train(2)
    second = desk.session.run
    wait_for_rest(desk, first)
    # Another pace is no other project.
    desk.workspace.set_pace(desk.workspace.pace.slower())
    desk.session.revival.put_back(first)
    desk.settle()
    assert desk.session.run == first
    assert desk.workspace.project.training.learning_rate == 0.01
    desk.train(2)
    assert losses(desk, first) == alone(5)
    assert wait_for_rest(desk, second).project.training.learning_rate == 0.3
    assert [entry.number for entry in desk.session.runs.earlier] == [second]


def test_a_run_of_another_drawing_and_other_data_is_put_back_whole(open_desk) -> None:
    desk = open_desk()
    desk.train(3)
    first, drawn = desk.session.run, desk.workspace.project
    set_units(desk, "dense_1", 3)
    set_data(desk, scaling="standardize")
    desk.train(1)
    wait_for_rest(desk, first)
    desk.session.revival.put_back(first)
    desk.settle()
    assert desk.workspace.project == drawn
    assert desk.session.feed.state.step == 3
    desk.train(2)
    assert losses(desk, first) == alone(5)


def test_an_earlier_run_is_forked_and_stays(open_desk) -> None:
    desk = open_desk()
    desk.train(3)
    first = reset(desk)
    desk.train(1)
    wait_for_rest(desk, first)
    desk.session.revival.put_back(first, fork=True)
    desk.settle()
    fork = desk.session.runs.current
    assert fork.parent == first
    assert fork.number != first
    assert desk.session.feed.state.step == 3
    set_training(desk, learning_rate=0.3)
    desk.train(1)
    assert len(desk.session.runs[first].feed.history.readings) == 3
    desk.session.reset()
    desk.settle()
    assert desk.session.network.learned().step == 3


def test_the_newest_few_are_shown_of_themselves_and_others_when_asked_for(open_desk) -> None:
    desk = open_desk()
    numbers = []
    for _ in range(MOST_SHOWN + 2):
        desk.train(1)
        numbers.append(reset(desk))
        wait_for_rest(desk, numbers[-1])
    runs = desk.session.runs
    assert [entry.shown for entry in runs.earlier] == [False, False, *[True] * MOST_SHOWN]
    runs.show(numbers[0], True)
    desk.train(1)
    wait_for_rest(desk, reset(desk))
    assert [entry.shown for entry in runs.earlier] == [True, False, False, *[True] * MOST_SHOWN]
    looks = [(entry.colour, entry.dash) for entry in runs.earlier if entry.shown]
    assert len(set(looks)) == len(looks)


def test_runs_of_other_data_are_hidden_unless_somebody_asked_for_them(open_desk) -> None:
    desk = open_desk()
    runs = desk.session.runs
    desk.train(1)
    first = reset(desk)
    desk.train(1)
    wait_for_rest(desk, first)
    second = reset(desk)
    wait_for_rest(desk, second)
    runs.show(first, True)
    assert [entry.shown for entry in runs.earlier] == [True, True]
    desk.train(1)
    third = desk.session.run
    set_data(desk, source=Moons(points=100))
    desk.train(1)
    wait_for_rest(desk, third)
    assert runs[first].shown, "it was asked for"
    assert not runs[second].shown
    assert not runs[third].shown
    fourth = desk.session.run
    set_data(desk, source=Moons(points=120))
    desk.train(1)
    wait_for_rest(desk, fourth)
    assert runs[fourth].shown, "the same source, with more points"
    fifth = reset(desk)
    wait_for_rest(desk, fifth)
    assert runs[fifth].shown
    set_data(desk, source=Circles(points=100))
    desk.settle()
    assert not runs[fifth].shown, "also where the run before has never trained, and leaves nothing"


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_no_run_looks_like_another_or_like_a_layer(dressed, mode: str) -> None:
    manager().use(mode)
    entries = [RunEntry(1, "", Project(), RunFeed(1), colour) for colour in range(LOOKS)]
    for series, of in ((palette.SERIES, paper_colour), (theme().series, screen_colour)):
        layers = {(series[i], LAYER_STYLES[i % len(LAYER_STYLES)]) for i in range(FEW)}
        runs = [(of(entry.colour), entry.dash) for entry in entries]
        assert len({*layers, *runs}) == FEW + LOOKS


def test_runs_that_are_gone_leave_nothing_behind(open_desk, monkeypatch) -> None:
    monkeypatch.setattr("nnsim.ui.sitting.retirement.MOST_RUNS", 3)
    desk = open_desk()
    for _ in range(6):
        desk.train(1)
        wait_for_rest(desk, reset(desk))
    session = desk.session
    assert len(session.runs.earlier) == 3
    assert session.runs.let_go == 3
    assert len(session.trainer.budget._keepers) == 4
    session.runs.throw_away([entry.number for entry in session.runs.earlier])
    session.file.new(small_project())
    desk.settle()
    desk.wait(lambda: len(session.trainer.budget._keepers) == 1)
    assert {n for n in range(99) if n in session.feed._feeds} <= {0, session.run}
    assert list(session.trainer._players) == [session.run]


def test_another_project_lets_go_of_the_runs_and_says_so(open_desk) -> None:
    desk = open_desk()
    desk.train(1)
    reset(desk)
    desk.session.file.new(small_project())
    desk.settle()
    assert not desk.session.runs.earlier
    assert any("gone" in text for text in desk.told)


def test_runs_that_never_trained_take_no_name(open_desk) -> None:
    desk = open_desk()
    set_units(desk, "dense_1", 3)
    set_units(desk, "dense_1", 4)
    assert desk.session.runs.current.name == "Run 1"
    desk.train(1)
    set_units(desk, "dense_1", 5)
    assert desk.session.runs.current.name == "Run 2"


# ---- in the background -------------------------------------------------------------------------


def test_an_earlier_run_plays_on_in_the_background_with_the_bits_it_has_alone(open_desk) -> None:
    desk = open_desk(small_project(epochs=2))
    session = desk.session
    desk.train(3)
    first = reset(desk)
    wait_for_rest(desk, first)
    session.background.play(first)
    session.play()
    desk.wait(lambda: "2" in session.runs[first].feed.outcome and "2" in session.feed.shown.outcome)
    assert losses(desk, first) == losses(desk, session.run)
    assert losses(desk, first) == alone(session.feed.state.step, small_project(epochs=2))
    assert session.runs[first].in_background
    session.background.stop(first)
    assert wait_for_rest(desk, first).learned.step == session.feed.state.step


def test_a_run_of_other_data_plays_on_with_its_own(open_desk) -> None:
    desk = open_desk(small_project(epochs=1))
    desk.train(3)
    first = desk.session.run
    set_data(desk, scaling="standardize")
    wait_for_rest(desk, first)
    desk.session.background.play(first)
    desk.wait(lambda: "1" in desk.session.runs[first].feed.outcome)
    steps = desk.session.runs[first].feed.state.step
    assert losses(desk, first) == alone(steps)


def test_a_run_in_the_background_comes_to_the_front_without_a_break(open_desk) -> None:
    desk = open_desk()
    desk.train(3)
    first = reset(desk)
    wait_for_rest(desk, first)
    desk.session.background.play(first)
    play_to(desk, first, 6)
    desk.session.revival.put_back(first)
    desk.settle()
    desk.session.pause()
    desk.wait(lambda: not desk.session.feed.playing)
    assert not desk.session.runs[first].in_background
    steps = desk.session.feed.state.step
    assert losses(desk, first) == alone(steps)


def test_weights_set_on_a_fork_that_took_no_step_are_not_lost_with_it(desk: Desk) -> None:
    desk.train(3)
    session = desk.session
    session.past.fork()
    desk.wait(lambda: session.feed.state is not None)
    fork = session.run
    assert session.set_weight("dense_1/W", (0, 0), 0.625)
    desk.wait(lambda: desk.number() == 0.625)
    session.revival.put_back(session.runs.earlier[0].number)
    desk.settle()
    desk.wait(lambda: fork in session.runs and session.runs[fork].learned is not None)
    assert session.runs[fork].learned.arrays["dense_1/W"][0, 0] == 0.625


def test_a_run_thrown_away_while_it_plays_gives_its_memory_back(open_desk) -> None:
    desk = open_desk()
    desk.train(3)
    first = reset(desk)
    wait_for_rest(desk, first)
    desk.session.background.play(first)
    play_to(desk, first, 6)
    desk.session.runs.throw_away([first])
    desk.wait(lambda: len(desk.session.trainer.budget._keepers) == 1)
    assert list(desk.session.trainer._players) == [desk.session.run]


def test_no_two_runs_are_given_one_name(open_desk) -> None:
    desk = open_desk()
    desk.train(1)
    desk.session.runs.rename(desk.session.run, "Run 2")
    desk.train(1)
    reset(desk)
    assert desk.session.runs.current.name == "Run 3"


# ---- twins ---------------------------------------------------------------------------------------


def begin_twin(desk: Desk) -> int:
    desk.session.twins.pin()
    desk.settle()
    desk.wait(lambda: desk.session.runs[desk.session.twins.numbers[0]].feed.state is not None)
    return desk.session.twins.numbers[0]


@pytest.mark.parametrize("window", [False, True])
def test_twins_take_every_step_together_and_each_as_if_alone(open_desk, window: bool) -> None:
    desk = open_desk(small_project(epochs=1), window=window)
    session = desk.session
    desk.train(2)
    twin = begin_twin(desk)
    set_training(desk, learning_rate=0.3)
    desk.train(2)
    desk.wait(lambda: session.runs[twin].feed.state.step == 2)
    session.play()
    desk.wait(lambda: session.runs[twin].feed.outcome and session.feed.shown.outcome)
    steps = session.feed.state.step
    assert session.runs[twin].feed.state.step == steps
    assert losses(desk, twin) == alone(steps, small_project(epochs=1))
    assert losses(desk, session.run) == alone(steps, small_project(epochs=1, learning_rate=0.3))
    assert "0.01" in session.twins.label(session.runs[twin])


def test_what_begins_a_new_run_begins_both_anew(open_desk) -> None:
    desk = open_desk()
    begin_twin(desk)
    session = desk.session
    desk.train(3)
    set_units(desk, "dense_1", 3)
    twin = session.twins.numbers[0]
    desk.wait(lambda: session.runs[twin].feed.state is not None)
    assert session.runs[twin].feed.state.step == session.feed.state.step == 0
    assert session.runs[twin].project.graph["dense_1"].layer.units == 5
    desk.train(2)
    desk.wait(lambda: session.runs[twin].feed.state.step == 2)
    assert losses(desk, session.run) == alone(2, desk.workspace.project)
    assert losses(desk, twin) == alone(2)
    reset(desk)
    desk.train(1)
    twin = session.twins.numbers[0]
    desk.wait(lambda: session.runs[twin].feed.state.step == 1)


def test_where_one_of_the_twins_ends_the_other_waits_and_it_is_said_why(open_desk) -> None:
    desk = open_desk()
    twin = begin_twin(desk)
    set_training(desk, epochs=1)
    desk.session.play()
    desk.wait(lambda: desk.session.feed.shown.outcome)
    desk.wait(lambda: not desk.session.runs[twin].feed.playing)
    assert desk.session.feed.state.step == desk.session.runs[twin].feed.state.step
    assert "beside" in desk.session.runs[twin].feed.outcome
    assert "1 epochs are done" in desk.session.runs[twin].feed.outcome


def test_twins_of_different_data_keep_step_and_that_is_said(open_desk) -> None:
    desk = open_desk()
    begin_twin(desk)
    set_data(desk, scaling="standardize")
    assert any("different data" in text for text in desk.told)
    desk.train(2)
    twin = desk.session.runs[desk.session.twins.numbers[0]]
    desk.wait(lambda: twin.feed.state.step == 2)
    assert losses(desk, twin.number) == alone(2)


@pytest.mark.parametrize("steps", [0, 2])
def test_twins_differ_in_look_from_each_other_and_from_the_earlier_runs(open_desk, steps: int) -> None:
    desk = open_desk()
    session, runs = desk.session, desk.session.runs
    desk.train(1)
    reset(desk)
    desk.train(steps)
    twin = begin_twin(desk)
    desk.train(1)
    reset(desk)
    desk.train(1)
    assert session.twins.numbers[0] != twin
    desk.wait(lambda: sum(entry.has_trained for entry in runs) == 4 + (steps > 0))
    looks = [(entry.colour, entry.dash) for entry in runs if entry.has_trained]
    assert len(set(looks)) == len(looks)


def test_a_twin_that_is_ended_is_one_of_the_earlier_runs(open_desk) -> None:
    desk = open_desk()
    twin = begin_twin(desk)
    desk.train(2)
    desk.session.twins.end()
    assert wait_for_rest(desk, twin).learned.step == 2
    desk.train(1)
    assert desk.session.runs[twin].feed.state.step == 2
    assert desk.session.twins.label(desk.session.runs[twin]) == desk.session.runs[twin].name
