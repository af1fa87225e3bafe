"""The parts of a session that act, each with only what it needs and a trainer that is never started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.address import put
from nnsim.document.graph import Graph
from nnsim.document.learned import Learned
from nnsim.document.pace import Pace
from nnsim.document.project import Project, TrainingSettings
from nnsim.training.keeping import Budget, Keeper
from nnsim.training.messages import (
    Fork,
    GoTo,
    InBackground,
    Load,
    MeasureTest,
    Pause,
    Play,
    Reset,
    Retire,
    Retired,
    SetPace,
    State,
    StepOnce,
    Together,
)
from nnsim.ui.sitting.attic import origin_of, shapes_of
from nnsim.ui.sitting.background import Background
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.file_run import FileRun
from nnsim.ui.sitting.gaze import Gaze
from nnsim.ui.sitting.going_on import going_on
from nnsim.ui.sitting.held_weights import HeldWeights
from nnsim.ui.sitting.inheritance import Inheritance
from nnsim.ui.sitting.looking_back import LookingBack
from nnsim.ui.sitting.opened_runs import OpenedRuns
from nnsim.ui.sitting.project_data import ProjectData, Purpose
from nnsim.ui.sitting.retirement import Retirement
from nnsim.ui.sitting.revival import Revival
from nnsim.ui.sitting.run_basis import RunBasis
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.succession import Succession
from nnsim.ui.sitting.transport import Transport
from nnsim.ui.sitting.twin_data import TwinData
from nnsim.ui.sitting.twins import Twins
from nnsim.ui.sitting.waiting_start import WaitingStart
from tests.synthetic import history, spirals

Sent = Callable[[], list[object]]


def load(sitting: Sitting) -> None:
    """Take the network that is drawn for the one in the trainer."""
    workspace = sitting.workspace
    assert workspace.prepared is not None
    training = workspace.project.training
    sitting.network.basis = RunBasis.loaded(workspace.resolved, training, workspace.prepared)


@pytest.fixture
def runs(sitting: Sitting) -> Runs:
    return Runs(sitting)


@pytest.fixture
def succession(sitting: Sitting, runs: Runs) -> Succession:
    return Succession(sitting, runs)


@pytest.fixture
def words(sitting: Sitting) -> RunWords:
    return RunWords(sitting, Gaze(sitting.feed))


@pytest.fixture
def waiting() -> WaitingStart:
    return WaitingStart()


@pytest.fixture
def loader(qtbot) -> DataLoader:
    return DataLoader()


@pytest.fixture
def transport(sitting, words, loader, waiting) -> Transport:
    return Transport(sitting, words, Gaze(sitting.feed), loader, waiting)


def has_trained(runs: Runs, number: int) -> None:
    runs[number].feed.history = history(20)


# ---- one run after another -----------------------------------------------------------------------


def test_a_run_that_begins_retires_the_one_before(succession: Succession, runs: Runs, sent: Sent) -> None:
    heard: list[int] = []
    runs.changed.connect(lambda: heard.append(runs.number))
    assert runs.current is None
    assert succession.begin() == 1
    assert sent() == []  # there was none
    has_trained(runs, 1)
    assert succession.begin() == 2
    assert sent() == [Retire(1)]
    assert heard == [1, 2]
    assert [entry.number for entry in runs.earlier] == [1]
    assert runs[1].colour != runs[2].colour


def test_one_without_a_step_leaves_its_name_and_look(succession: Succession, runs: Runs) -> None:
    succession.begin()
    name, colour = runs[1].name, runs[1].colour
    succession.reset()
    assert (runs[2].name, runs[2].colour) == (name, colour)


def test_a_fork_parts_from_what_goes_along_and_a_reset_is_followed(
    succession: Succession, sent: Sent
) -> None:
    heard: list[str] = []
    succession.parting.connect(lambda: heard.append("parting"))
    succession.followed.connect(lambda: heard.append("followed"))
    succession.begin()
    succession.reset()
    succession.fork()
    assert heard == ["followed", "followed", "parting", "followed"]
    assert sent() == [Reset(1, 2), Retire(1), Fork(2, 3), Retire(2)]


def test_with_another_project_all_runs_are_gone(sitting: Sitting, succession: Succession, runs: Runs) -> None:
    told: list[str] = []
    sitting.voice.told.connect(told.append)
    succession.begin()
    has_trained(runs, 1)
    succession.begin()
    succession.forget_all()
    assert list(runs) == []
    assert (runs.number, runs.current) == (0, None)
    assert told == ["The earlier run of the last project is gone with it."]
    assert succession.begin() == 3  # a number is never given twice: letters of old runs are on their way
    assert runs[3].name == "Run 1"


def retired(runs: Runs, number: int, size: int = 4) -> Retired:
    has_trained(runs, number)
    learned = Learned.named({"a/W": np.zeros(size)}, step=20)
    return Retired(number, learned, TrainingSettings(), Keeper(Budget()))


def test_retired_runs_are_kept_until_there_are_too_many(sitting, succession, runs, monkeypatch) -> None:
    Retirement(sitting, runs)
    monkeypatch.setattr("nnsim.ui.sitting.retirement.MOST_RUNS", 2)
    for number in range(1, 5):
        succession.begin()
        if number > 1:
            sitting.feed.news.retired.fire(retired(runs, number - 1))
    assert [entry.number for entry in runs.earlier] == [2, 3]
    assert runs.let_go == 1
    assert runs[3].learned is not None


def test_a_retired_run_without_a_step_is_dropped(sitting, succession, runs) -> None:
    Retirement(sitting, runs)
    succession.begin()
    succession.begin()
    report = replace(retired(runs, 1), keeper=Keeper(Budget()))
    runs[1].feed.history = None
    sitting.feed.news.retired.fire(report)
    assert 1 not in runs
    assert 1 not in sitting.feeds


def test_what_is_thrown_away_says_so_first_and_the_drawn_one_stays(succession, runs) -> None:
    going: list[int] = []
    runs.throwing_away.connect(lambda number: going.append(number) if number in runs else None)
    succession.begin()
    has_trained(runs, 1)
    succession.begin()
    runs.throw_away([1, 2, 7])
    assert going == [1]
    assert [entry.number for entry in runs] == [2]


# ---- twins ---------------------------------------------------------------------------------------


@pytest.fixture
def twins(sitting, words, runs, succession, transport, loader, monkeypatch) -> Twins:
    monkeypatch.setattr(sitting.trainer, "beginning", lambda run: None)  # its thread does not run
    succession.begin()
    load(sitting)
    return Twins(sitting, words, runs, succession, transport, loader, TwinData(DataLoader()))


def with_rate(sitting: Sitting, rate: float) -> Project:
    return put(sitting.workspace.project, "training.learning_rate", rate)


def test_a_twin_begins_again_with_the_run_that_is_drawn(
    twins: Twins, runs: Runs, succession, sent: Sent
) -> None:
    twins.pin()
    assert twins.are_there
    assert (twins.numbers, runs.number) == ((2,), 3)
    assert sent()[-1] == Together((2, 3))
    succession.reset()
    assert (twins.numbers, runs.number) == ((5,), 4)
    assert sent()[-1] == Together((5, 4))
    assert 2 not in runs


@pytest.mark.parametrize("how", ["fork", "throw_away", "forget_all", "end"])
def test_a_twin_ends_when_the_runs_part(twins: Twins, runs: Runs, succession, sent: Sent, how: str) -> None:
    twins.pin()
    number = twins.numbers[0]
    sent()
    {
        "fork": succession.fork,
        "throw_away": lambda: runs.throw_away([number]),
        "forget_all": succession.forget_all,
        "end": twins.end,
    }[how]()
    assert (twins.are_there, twins.numbers) == (False, ())
    assert sent()[:2] == [Together(()), Retire(number)]


def test_with_a_twin_another_run_begins_where_both_began(twins: Twins) -> None:
    other = Learned.named({"a/W": np.zeros(1)})
    assert twins.start_for(other) is other
    twins.pin()
    assert twins.start_for(other) is None


def test_projects_that_are_compared_are_loaded_and_bound_to_the_one_that_is_drawn(
    sitting: Sitting, twins: Twins, runs: Runs, sent: Sent
) -> None:
    drawn = sitting.workspace.project
    twins.compare([("slow", with_rate(sitting, 0.001)), ("", with_rate(sitting, 0.1))])
    assert (runs.number, twins.numbers) == (2, (3, 4))
    assert [runs[n].name for n in twins.numbers] == ["slow", "Run 2"]
    assert sitting.workspace.project == drawn
    requests = sent()
    assert [r for r in requests if isinstance(r, Reset)] == [Reset(1, 2, anew=True)]
    loads = [r for r in requests if isinstance(r, Load)]
    assert [(r.run, r.training.learning_rate, r.learned) for r in loads] == [(3, 0.001, None), (4, 0.1, None)]
    assert requests[-1] == Together((3, 4, 2))
    assert twins.label(runs[3]) == "slow: Learning rate 0.001"


def test_one_that_is_removed_leaves_the_others_together(
    sitting: Sitting, twins: Twins, runs: Runs, sent: Sent
) -> None:
    twins.compare([("", with_rate(sitting, rate)) for rate in (0.1, 0.2, 0.3)])
    gone, *left = twins.numbers
    sent()
    twins.remove(gone)
    assert sent() == [Together((*left, runs.number)), Retire(gone)]
    assert twins.numbers == tuple(left)
    runs.throw_away(left)
    assert not twins.are_there
    assert Together(()) in sent()


@pytest.mark.parametrize("how_many", [0, 4])
def test_none_and_too_many_are_not_compared_and_that_is_said(
    sitting: Sitting, twins: Twins, sent: Sent, how_many: int
) -> None:
    said: list[str] = []
    sitting.voice.complained.connect(said.append)
    sent()
    twins.compare([("", with_rate(sitting, 0.1))] * how_many)
    assert not twins.are_there
    assert sent() == []
    assert "one to 3" in said[0]


def test_a_project_that_cannot_train_is_not_compared_and_that_is_said(
    sitting: Sitting, twins: Twins, sent: Sent
) -> None:
    said: list[str] = []
    sitting.voice.complained.connect(said.append)
    sent()
    twins.compare([("without an end", replace(sitting.workspace.project, graph=Graph()))], play=True)
    assert not twins.are_there
    assert sent() == []
    assert said[0].startswith("without an end cannot train: ")


def test_nothing_is_compared_while_the_data_of_the_drawing_are_loaded(
    sitting: Sitting, twins: Twins, loader: DataLoader, sent: Sent
) -> None:
    said: list[str] = []
    sitting.voice.complained.connect(said.append)
    sent()
    loader.load(DataSettings(source=TwoSpirals(points=4)))
    twins.compare([("", with_rate(sitting, 0.1))])
    assert not twins.are_there
    assert "being loaded" in said[0]
    loader.cancel(quietly=True)


def test_a_twin_that_is_put_on_the_canvas_waits_alone_and_is_not_retired(
    sitting: Sitting, twins: Twins, runs: Runs, sent: Sent
) -> None:
    twins.compare([("", with_rate(sitting, rate)) for rate in (0.1, 0.2)])
    taken, other = twins.numbers
    sent()
    twins.let_stand_alone(taken)
    requests = sent()
    assert requests[0] == Pause(runs.number)
    assert Retire(other) in requests
    assert Retire(taken) not in requests
    assert InBackground(taken, background=True) in requests
    assert Together(()) in requests
    assert runs[taken].has_weights


# ---- play ----------------------------------------------------------------------------------------


def test_a_start_waits_while_data_are_loaded_and_pause_drops_it(
    sitting, transport, loader, waiting, sent
) -> None:
    told: list[str] = []
    sitting.voice.told.connect(told.append)
    load(sitting)
    loader.load(sitting.workspace.project.data)
    transport.play()
    assert waiting.request is Play
    assert told == ["The data is being loaded; training begins when it is there."]
    transport.step()
    assert waiting.request is StepOnce
    transport.pause()
    assert waiting.request is None
    assert sent() == [Pause(0)]
    loader.cancel(quietly=True)


def test_play_needs_the_network_that_is_drawn(sitting, transport, sent) -> None:
    refused: list[object] = []
    sitting.voice.refused.connect(refused.append)
    sitting.network.needed.connect(lambda: load(sitting))
    sitting.feeds.expect(4)
    transport.play()
    transport.measure_test()
    assert sent() == [Play(4), MeasureTest(4)]
    sitting.workspace.edit_graph("cut", lambda graph: replace(graph, edges=()))
    transport.play()
    assert sent() == []
    assert refused == [sitting.workspace.resolved.errors[0]]


def test_the_trainer_hears_of_every_pace(sitting, transport, sent) -> None:
    sitting.workspace.set_pace(Pace(100))
    assert sent() == [SetPace(sitting.workspace.pace)]


# ---- data ----------------------------------------------------------------------------------------


@pytest.fixture
def data(sitting, loader, words, waiting) -> ProjectData:
    return ProjectData(sitting, words, loader, Inheritance(sitting, words, HeldWeights()), waiting)


def test_data_are_loaded_when_they_are_others(data: ProjectData, loader: DataLoader) -> None:
    settings = DataSettings(source=TwoSpirals())
    data.follow(settings)
    assert loader.is_busy
    loader.cancel(quietly=True)
    data.follow(settings)
    assert not loader.is_busy
    data.load(settings)
    assert loader.is_busy
    loader.cancel(quietly=True)


def test_a_language_takes_words_and_leaves_the_examples(sitting, data: ProjectData, loader) -> None:
    present = sitting.workspace.prepared
    data.reword()  # nothing was asked for yet
    assert not loader.is_busy
    data.load(DataSettings())
    data.reword()  # on its way already: its words are in the new language
    assert data.purpose is Purpose.EXAMPLES
    loader.cancel(quietly=True)
    data.reword()
    assert data.purpose is Purpose.WORDS
    loader.cancel(quietly=True)
    loader.finished.fire(DataSettings(), replace(spirals(), summary=("words",)), "")
    now = sitting.workspace.prepared
    assert (now.train is present.train, now.summary) == (True, ("words",))
    assert data.purpose is Purpose.EXAMPLES


def test_data_that_cannot_be_reworded_stay(sitting, data: ProjectData, loader) -> None:
    present, said = sitting.workspace.prepared, []
    sitting.voice.complained.connect(said.append)
    data.load(DataSettings())
    loader.cancel(quietly=True)
    data.reword()
    loader.cancel(quietly=True)
    loader.finished.fire(DataSettings(), None, "The file is gone.")
    assert sitting.workspace.prepared is present
    assert said == []


def test_without_data_nothing_is_loaded_and_nothing_waits(sitting, data, loader, waiting) -> None:
    said: list[str] = []
    sitting.voice.complained.connect(said.append)
    waiting.wait(Play)
    loader.finished.fire(DataSettings(), None, "The file is gone.")
    assert said == ["The file is gone."]
    assert sitting.workspace.prepared is None
    assert (sitting.network.is_there, waiting.request) == (False, None)


# ---- weights and the past ------------------------------------------------------------------------


def test_weights_of_a_file_are_taken_once_and_marked_as_chosen_when_untrained(sitting, words) -> None:
    held = HeldWeights()
    inheritance, project = Inheritance(sitting, words, held), sitting.workspace.project
    shapes = shapes_of(sitting.workspace.resolved, project.training)
    arrays = {key: np.full(shape, 0.5) for key, shape in shapes.items()}
    held.open(Learned.named(arrays))
    learned = inheritance.take(origin_of(project), shapes)
    assert learned is not None
    assert held.pending is None
    assert held.are_touched
    held.open(None)
    assert inheritance.take(origin_of(project), shapes) is None


def test_a_settings_edit_in_the_past_goes_on_as_a_fork(sitting, words, runs, succession, sent) -> None:
    past = LookingBack(sitting, Gaze(sitting.feed), words, runs, succession)
    succession.begin()
    has_trained(runs, 1)
    load(sitting)
    then = sitting.workspace.project.training
    sitting.feeds.shown.take(State(1, False, 9, 0.0, 0.0, latest=20, training=then))
    sitting.feed.news.changed.fire()
    assert (past.step, past.latest) == (9, 20)
    past.go_to(4)
    assert past.step == 4
    sitting.workspace.edit("rate", lambda p: replace(p, training=replace(p.training, learning_rate=0.123)))
    requests = sent()
    assert requests[:3] == [GoTo(1, 4), Fork(1, 2), Retire(1)]
    assert runs.number == 2
    assert past.step is None


def test_an_earlier_run_goes_on_with_moments_only_of_this_network(sitting, runs, succession) -> None:
    said: list[str] = []
    sitting.voice.complained.connect(said.append)
    succession.begin()
    workspace = sitting.workspace
    asked = Load(0, workspace.resolved, workspace.project.training, workspace.prepared, None)
    bare = going_on(asked, runs[1], sitting)
    assert (bare.learned, bare.keeper) == (None, None)
    other = Learned.named({"a/W": np.zeros(3)}, step=9)
    entry = replace(runs[1], learned=other, keeper=Keeper(sitting.trainer.budget))
    made = going_on(asked, entry, sitting)
    assert (made.learned, made.keeper) == (other, None)
    assert said == ["The moments of Run 1 in the file are of another network. They are left out."]


@pytest.mark.parametrize(("change", "comes_back"), [({"learning_rate": 0.123}, True), ({"seed": 99}, False)])
def test_a_run_comes_back_as_long_as_it_is_of_what_is_drawn(
    sitting, words, runs, succession, transport, twins, sent, change: dict[str, float], comes_back: bool
) -> None:
    past = LookingBack(sitting, Gaze(sitting.feed), words, runs, succession)
    opened = OpenedRuns(sitting, runs, FileRun())
    background = Background(sitting, runs, DataLoader())
    revival = Revival(sitting, runs, succession, opened, past, transport, twins, background)
    has_trained(runs, 1)
    succession.begin()
    learned = Learned.named({"a/W": np.zeros(3)}, step=9)
    runs.put(replace(runs[1], learned=learned))
    revival.put_back(1)
    assert revival.is_under_way
    # Its data are still being loaded, and somebody turns at something.
    sitting.workspace.edit("turn", lambda p: replace(p, training=replace(p.training, **change)))
    workspace = sitting.workspace
    made = revival.drawn(Load(0, workspace.resolved, workspace.project.training, workspace.prepared, None))
    assert not revival.is_under_way
    assert made is not None
    assert (runs.number == 1, made.learned is learned) == (comes_back, comes_back)
