"""Two to four networks in lock-step: each gives the bits it gives alone, whatever is done with them together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk import Desk, small_project

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.address import put
from nnsim.document.project import Project
from tests.ui.test_runs import alone, losses, reset, wait_for_rest
from tests.ui.test_session import set_training

CHANGES = {
    "slow": {"training.learning_rate": 0.001, "training.optimizer": "sgd"},
    "wide": {"graph.dense_1.units": 7},
    "bent": {"graph.dense_1.activation": "relu", "training.batch": 5},
}


def changed(project: Project, **settings: object) -> Project:
    for address, value in settings.items():
        project = put(project, address, value)
    return project


def projects(desk: Desk, *names: str) -> list[tuple[str, Project]]:
    wanted = names or tuple(CHANGES)
    return [(name, changed(desk.workspace.project, **CHANGES[name])) for name in wanted]


def compare(desk: Desk, *names: str) -> tuple[int, ...]:
    """Compare what is drawn with projects of these names; return the numbers of their runs."""
    desk.session.twins.compare(projects(desk, *names))
    stand_at(desk, 0)
    return desk.session.twins.numbers


def everybody(desk: Desk) -> tuple[int, ...]:
    return (desk.session.run, *desk.session.twins.numbers)


def stand_at(desk: Desk, step: int) -> None:
    """Wait until all stand at a step and rest."""
    session = desk.session

    def rest(number: int) -> bool:
        state = session.runs[number].feed.state
        return state is not None and state.step == step and not state.playing

    desk.wait(lambda: session.twins.are_there and all(rest(n) for n in everybody(desk)))


def bits_are_those_of_each_alone(desk: Desk, steps: int, numbers: tuple[int, ...] = ()) -> None:
    runs = desk.session.runs
    for number in numbers or everybody(desk):
        assert losses(desk, number) == alone(steps, runs[number].project), runs[number].name


# ---- the numbers ---------------------------------------------------------------------------------


def test_each_of_four_gives_the_bits_it_gives_alone(open_desk) -> None:
    desk = open_desk(small_project(epochs=1))
    drawn = desk.workspace.project
    twins = compare(desk)
    assert desk.workspace.project == drawn
    assert [desk.session.runs[n].name for n in twins] == ["slow", "wide", "bent"]
    desk.train(2)
    stand_at(desk, 2)
    desk.session.play()
    desk.wait(lambda: desk.session.feed.shown.outcome and not desk.session.feed.playing)
    steps = desk.session.feed.state.step
    assert steps > 2
    stand_at(desk, steps)
    bits_are_those_of_each_alone(desk, steps)
    assert len({losses(desk, n) for n in everybody(desk)}) == 4


def test_all_begin_at_the_seed_though_weights_were_loaded_and_that_is_said(open_desk) -> None:
    desk = open_desk()
    weights = {key: array + 1 for key, array in desk.arrays().items()}
    desk.session.weights.load(weights)
    desk.settle()
    desk.train(2)
    before = desk.session.run
    compare(desk, "wide")
    assert "not at those that Run 1 began with" in desk.told[-1]
    desk.train(2)
    stand_at(desk, 2)
    bits_are_those_of_each_alone(desk, 2)
    assert wait_for_rest(desk, before).learned.step == 2


def test_a_reset_and_an_edit_begin_all_anew(open_desk) -> None:
    desk = open_desk()
    compare(desk, "slow", "wide")
    desk.train(3)
    reset(desk)
    stand_at(desk, 0)
    desk.train(2)
    stand_at(desk, 2)
    bits_are_those_of_each_alone(desk, 2)
    desk.workspace.edit("units", lambda p: put(p, "graph.dense_1.units", 3))
    desk.settle()
    stand_at(desk, 0)
    desk.train(1)
    stand_at(desk, 1)
    bits_are_those_of_each_alone(desk, 1)
    units = [desk.session.runs[n].project.graph["dense_1"].layer.units for n in everybody(desk)]
    assert units == [3, 5, 7]


def test_a_change_under_way_is_of_the_drawn_one_alone(open_desk) -> None:
    desk = open_desk()
    slow, _ = compare(desk, "slow", "wide")
    desk.train(1)
    set_training(desk, learning_rate=0.5)
    desk.train(1)
    stand_at(desk, 2)
    bits_are_those_of_each_alone(desk, 2, desk.session.twins.numbers)
    assert losses(desk, desk.session.run) != alone(2, desk.workspace.project)
    assert "differs in 2 things" in desk.session.twins.label(desk.session.runs[slow])


# ---- together ------------------------------------------------------------------------------------


def test_they_play_pause_and_go_on_together(open_desk) -> None:
    desk = open_desk()
    session = desk.session
    compare(desk)
    session.play()
    desk.wait(lambda: all(session.runs[n].feed.playing for n in everybody(desk)))
    session.pause()
    desk.wait(lambda: not any(session.runs[n].feed.playing for n in everybody(desk)))
    steps = {session.runs[n].feed.state.step for n in everybody(desk)}
    assert len(steps) == 1
    bits_are_those_of_each_alone(desk, steps.pop())


def test_what_played_plays_on_as_twins_and_so_does_what_is_asked_to(open_desk) -> None:
    desk = open_desk()
    session = desk.session
    session.play()
    desk.wait(lambda: session.feed.playing)
    session.twins.compare(projects(desk, "wide"))
    desk.wait(lambda: session.feed.playing and all(session.runs[n].feed.playing for n in everybody(desk)))
    session.pause()
    desk.wait(lambda: not session.feed.playing)
    session.twins.compare(projects(desk, "slow"), play=True)
    desk.wait(lambda: session.feed.playing and all(session.runs[n].feed.playing for n in everybody(desk)))
    session.pause()
    desk.wait(lambda: not session.feed.playing)


def test_where_one_of_them_ends_all_wait_and_it_is_said_why(open_desk) -> None:
    desk = open_desk()
    session = desk.session
    short = put(desk.workspace.project, "training.epochs", 1)
    session.twins.compare([*projects(desk, "wide"), ("short", short)], play=True)
    desk.wait(lambda: session.feed.shown.outcome)
    stand_at(desk, session.feed.state.step)
    assert "beside" in session.feed.shown.outcome
    assert "1 epochs are done" in session.runs[session.twins.numbers[1]].feed.outcome


def test_they_look_back_together(open_desk) -> None:
    desk = open_desk()
    compare(desk, "wide", "slow")
    desk.train(4)
    stand_at(desk, 4)
    desk.session.past.go_to(2)
    stand_at(desk, 2)
    desk.session.past.come_back()
    stand_at(desk, 4)
    desk.train(1)
    stand_at(desk, 5)
    bits_are_those_of_each_alone(desk, 5)


def test_what_is_compared_begins_at_the_present_and_in_the_past_no_more(open_desk) -> None:
    desk = open_desk()
    desk.train(4)
    desk.session.past.go_to(2)
    desk.wait(lambda: desk.session.feed.past_step == 2)
    compare(desk, "wide")
    assert desk.session.past.step is None
    assert desk.session.feed.past_step is None
    desk.train(2)
    stand_at(desk, 2)
    bits_are_those_of_each_alone(desk, 2)


# ---- other data, other batches -------------------------------------------------------------------


def test_the_data_of_a_twin_are_loaded_beside_the_window_and_it_is_said_that_they_are_others(
    open_desk,
) -> None:
    desk = open_desk()
    session = desk.session
    noisy = replace(desk.workspace.project, data=DataSettings(source=TwoSpirals(noise=0.3)))
    session.twins.compare([("noisy", noisy), *projects(desk, "wide")])
    assert session.twins.are_coming
    assert not session.twins.are_there
    assert "being loaded" in desk.told[-1]
    session.step()  # meanwhile one goes on
    stand_at(desk, 0)
    assert not session.twins.are_coming
    assert any("different data" in text for text in desk.told)
    label = session.twins.label(session.runs[session.twins.numbers[0]])
    assert "Noise 0.3 (not the same batches: other data)" in label
    desk.train(2)
    stand_at(desk, 2)
    bits_are_those_of_each_alone(desk, 2)


def test_another_batch_size_is_allowed_and_said(open_desk) -> None:
    desk = open_desk()
    (bent,) = compare(desk, "bent")
    assert any("different batches" in text for text in desk.told)
    label = desk.session.twins.label(desk.session.runs[bent])
    assert label.startswith("bent: differs in 2 things: ")
    assert "(not the same batches: another batch size)" in label


def test_data_that_cannot_be_loaded_end_the_waiting_and_that_is_said(open_desk) -> None:
    desk = open_desk()
    gone = put(desk.workspace.project, "data.source", "csv")
    gone = put(gone, "data.source.path", "/nowhere/at_all.csv")
    before = desk.session.run
    desk.session.twins.compare([("gone", gone)], play=True)
    desk.wait(lambda: not desk.session.twins.are_coming)
    assert desk.said[-1].startswith("gone: ")
    assert desk.session.run == before
    assert not desk.session.feed.playing


@pytest.mark.parametrize("how", ["open", "end", "fork"])
def test_twins_that_are_waited_for_do_not_come_after_all(open_desk, how: str) -> None:
    desk = open_desk()
    noisy = replace(desk.workspace.project, data=DataSettings(source=TwoSpirals(noise=0.3)))
    desk.session.twins.compare([("noisy", noisy)])
    if how == "open":
        desk.session.file.new(small_project())
    elif how == "fork":
        desk.session.past.fork()
    else:
        desk.session.twins.end()
    desk.settle()
    desk.bot.wait(60)
    assert not desk.session.twins.are_coming
    assert not desk.session.twins.are_there


# ---- who leaves ----------------------------------------------------------------------------------


def test_with_another_project_all_are_gone(open_desk) -> None:
    desk = open_desk()
    compare(desk)
    desk.train(1)
    desk.session.file.new(small_project())
    desk.settle()
    assert not desk.session.twins.are_there
    desk.train(2)
    assert losses(desk, desk.session.run) == alone(2)
    desk.wait(lambda: list(desk.session.trainer._players) == [desk.session.run])


def test_weights_that_are_loaded_are_used_and_end_the_comparison(open_desk) -> None:
    desk = open_desk()
    compare(desk, "wide")
    loaded = {key: array + 1 for key, array in desk.arrays().items()}
    desk.session.weights.load(loaded)
    desk.settle()
    assert not desk.session.twins.are_there
    assert {key: a.tobytes() for key, a in desk.arrays().items()} == {
        k: a.tobytes() for k, a in loaded.items()
    }


def test_one_that_leaves_waits_and_the_others_go_on_together(open_desk) -> None:
    desk = open_desk()
    slow, wide, bent = compare(desk)
    desk.train(2)
    stand_at(desk, 2)
    desk.session.twins.remove(wide)
    assert wait_for_rest(desk, wide).learned.step == 2
    desk.session.runs.throw_away([bent])
    assert desk.session.twins.numbers == (slow,)
    desk.train(2)
    stand_at(desk, 4)
    bits_are_those_of_each_alone(desk, 4)
    assert desk.session.runs[wide].feed.state.step == 2


def test_a_twin_that_is_taken_is_drawn_and_goes_on_as_alone(open_desk) -> None:
    desk = open_desk()
    session = desk.session
    slow, wide = compare(desk, "slow", "wide")
    desk.train(3)
    stand_at(desk, 3)
    drawn = session.run
    session.revival.put_back(wide)
    desk.settle()
    assert session.run == wide
    assert not session.twins.are_there
    assert desk.workspace.project.graph["dense_1"].layer.units == 7
    assert session.feed.state.step == 3
    assert {wait_for_rest(desk, n).learned.step for n in (slow, drawn)} == {3}
    desk.train(2)
    bits_are_those_of_each_alone(desk, 5, (wide,))
    assert session.runs[slow].feed.state.step == 3


def test_a_twin_is_forked_and_stays_as_it_is(open_desk) -> None:
    desk = open_desk()
    (wide,) = compare(desk, "wide")
    desk.train(3)
    stand_at(desk, 3)
    desk.session.revival.put_back(wide, fork=True)
    desk.settle()
    assert desk.session.runs.current.parent == wide
    assert not desk.session.twins.are_there
    assert wait_for_rest(desk, wide).learned.step == 3
    assert desk.session.feed.state.step == 3
