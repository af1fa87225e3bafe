"""The states of a session, each an object that is made and tested alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnsim.base.changes import settings_with
from nnsim.base.effect import Effect
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document import edits
from nnsim.document.history_file import SavedRun
from nnsim.document.learned import Learned
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.layers.dense import Dense
from nnsim.training.messages import Play, State, StepOnce
from nnsim.ui.sitting.attic import origin_of
from nnsim.ui.sitting.file_run import FileRun
from nnsim.ui.sitting.gaze import Gaze
from nnsim.ui.sitting.held_weights import HeldWeights
from nnsim.ui.sitting.known_step import KnownStep
from nnsim.ui.sitting.numbering import Numbering
from nnsim.ui.sitting.passing import Passing
from nnsim.ui.sitting.run_basis import RunBasis, changes_under_way
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.waiting_start import WaitingStart
from nnsim.ui.sitting.workspace import Workspace
from tests.synthetic import history, spirals
from tests.ui.small_project import small_project


def trained(project: Project, **changes: object) -> Project:
    return replace(project, training=replace(project.training, **changes))


def stands(sitting: Sitting, step: int, **more: object) -> None:
    """Let the run on the screen say where it stands."""
    sitting.feeds.shown.take(State(sitting.run, False, step, 0.0, 0.0, **more))
    sitting.feed.news.changed.fire()


# ---- what makes another run ----------------------------------------------------------------------


def test_another_run_is_made_by_layers_edges_data_and_settings_of_a_run() -> None:
    project = small_project()
    node = project.graph.nodes[1]
    wider = replace(project, graph=edits.set_layer(project.graph, node.id, Dense(units=9)))
    others = [
        wider,
        replace(project, graph=edits.disconnect(project.graph, list(project.graph.edges)[:1])),
        replace(project, data=DataSettings(source=TwoSpirals(noise=0.31))),
        trained(project, seed=project.training.seed + 1),
    ]
    bases = [RunBasis.drawn(p) for p in (project, *others)]
    assert all(a != b for i, a in enumerate(bases) for b in bases[:i])


def test_places_names_notes_and_settings_under_way_make_no_other_run() -> None:
    project = small_project()
    node = project.graph.nodes[1]
    for other in (
        replace(project, notes="here"),
        replace(project, graph=edits.move(project.graph, {node.id: (7.0, 7.0)})),
        replace(project, graph=edits.rename(project.graph, node.id, "first")),
        trained(project, learning_rate=0.123),
    ):
        assert other != project
        assert RunBasis.drawn(other) == RunBasis.drawn(project)


def test_the_loaded_network_is_of_the_very_examples() -> None:
    workspace, data = Workspace(small_project()), spirals()
    workspace.set_data(data)
    training = workspace.project.training

    def basis(training: TrainingSettings = training) -> RunBasis:
        assert workspace.prepared is not None
        return RunBasis.loaded(workspace.resolved, training, workspace.prepared)

    first = basis()
    assert basis() == first
    assert basis(replace(training, learning_rate=0.123)) == first
    assert basis(replace(training, seed=training.seed + 1)) != first
    workspace.set_data(data.worded_as(data))
    assert basis() == first  # the same examples, in other words
    workspace.set_data(replace(data, train=replace(data.train)))
    assert basis() != first  # equal numbers, loaded anew


def test_a_seed_is_no_change_for_a_run_under_way() -> None:
    old = TrainingSettings()
    assert "seed" in settings_with(old, Effect.RUN)
    assert not changes_under_way(old, old)
    assert not changes_under_way(old, replace(old, seed=old.seed + 1))
    assert changes_under_way(old, replace(old, seed=old.seed + 1, learning_rate=0.123))


# ---- the network in the trainer ------------------------------------------------------------------


def test_a_network_can_run_only_when_it_is_loaded(sitting: Sitting) -> None:
    data = sitting.workspace.prepared
    network, heard = sitting.network, []
    network.needed.connect(lambda: heard.append(network.is_there))
    assert sitting.workspace.resolved.can_train
    assert (network.is_there, network.can_run, network.can_train) == (False, False, False)
    assert network.learned() is None  # the trainer is not even asked
    network.basis = RunBasis.loaded(sitting.workspace.resolved, sitting.workspace.project.training, data)
    assert (network.is_there, network.can_run, network.can_train) == (True, True, True)
    network.ensure()
    network.reload()
    assert heard == [True, False]
    assert not network.is_there


# ---- where one looks -----------------------------------------------------------------------------


def test_a_step_on_the_way_counts_as_looked_at_until_the_run_stands_there(sitting: Sitting) -> None:
    sitting.feeds.expect(1)
    gaze = Gaze(sitting.feed)
    assert (gaze.step, gaze.latest) == (None, 0)
    stands(sitting, 50)
    assert (gaze.step, gaze.latest) == (None, 50)
    gaze.turn_to(20)
    stands(sitting, 50)  # it has not heard yet
    assert gaze.step == 20
    stands(sitting, 18, latest=50, asked=20)  # as near as it gets
    assert (gaze.step, gaze.latest) == (18, 50)


def test_on_the_way_to_the_present_nothing_of_the_past_is_looked_at(sitting: Sitting) -> None:
    sitting.feeds.expect(1)
    gaze = Gaze(sitting.feed)
    stands(sitting, 18, latest=50)
    assert gaze.step == 18
    gaze.turn_to(50)
    assert gaze.step is None
    gaze.rest()
    assert gaze.step == 18


def test_a_wish_is_of_one_run(sitting: Sitting) -> None:
    sitting.feeds.expect(1)
    gaze = Gaze(sitting.feed)
    stands(sitting, 50)
    gaze.turn_to(20)
    sitting.feeds.of(2).take(State(2, False, 60, 0.0, 0.0))
    sitting.feeds.expect(2)
    assert gaze.step is None


# ---- small ones ----------------------------------------------------------------------------------


def test_the_start_that_came_last_waits_and_is_taken_once() -> None:
    waiting = WaitingStart()
    assert waiting.take() is None
    waiting.wait(StepOnce)
    waiting.wait(Play)
    assert waiting.request is Play
    assert waiting.take() is Play
    assert waiting.take() is None
    waiting.wait(Play)
    waiting.drop()
    assert waiting.take() is None


def test_a_passing_sentence_is_true_as_long_as_it_says() -> None:
    passing, holds = Passing(), True
    assert passing.is_true("what happened")
    passing.note("it rests", lambda: holds)
    assert passing.is_true("it rests")
    holds = False
    assert not passing.is_true("it rests")
    assert passing.is_true("what happened")
    passing.note("another", lambda: True)
    assert passing.is_true("it rests")  # nobody waits for its end any more


def test_learning_is_counted_from_the_save_or_from_where_the_run_was_first_seen() -> None:
    known = KnownStep()

    def passed(step: int, playing: bool = False) -> bool:
        return known.is_passed(State(1, playing, step, 0.0, 0.0))

    assert not known.is_passed(None)
    assert not passed(7)  # from a file
    assert passed(8)
    known.saved(9)
    assert [passed(8), passed(9, playing=True), passed(10)] == [False, False, True]
    assert not known.is_passed(None)
    assert not passed(99)


def test_the_run_of_a_file_waits_is_taken_up_and_reports_once() -> None:
    of_file, run, curves = FileRun(), SavedRun(small_project()), history()
    assert (of_file.waiting, of_file.take(), of_file.reported()) == (None, None, None)
    of_file.wait(run)
    assert of_file.reported() is None  # another network's report
    assert of_file.waiting is run
    assert of_file.take() is run
    assert of_file.waiting is None
    of_file.take_up(run, curves)
    assert of_file.take() is None
    taken_up = of_file.reported()
    assert taken_up is not None
    assert (taken_up.run, taken_up.history) == (run, curves)
    assert of_file.reported() is None
    of_file.wait(run)
    of_file.forget()
    assert of_file.waiting is None


def test_numbers_go_on_and_names_begin_anew() -> None:
    numbering = Numbering()
    assert [numbering.number(), numbering.number()] == [1, 2]
    assert numbering.name(()) == "Run 1"
    assert numbering.name({"Run 2", "Run 3"}) == "Run 4"
    numbering.name_anew()
    assert (numbering.number(), numbering.name(())) == (3, "Run 1")


def test_weights_are_a_runs_own_when_the_seed_would_not_make_them_again() -> None:
    held, origin = HeldWeights(), origin_of(small_project())
    fresh = Learned.named({"dense_1/W": np.zeros((2, 3))})
    later = Learned.named({"dense_1/W": np.zeros((2, 3))}, step=5)
    assert held.own(later) is None  # no run yet
    held.origin = origin
    assert held.own(None) is None
    assert held.own(fresh) is None
    assert held.own(later) is later
    assert not held.are_touched
    held.attic = held.attic.touched(origin, [("dense_1/W", (2, 3))])
    assert held.are_touched
    assert held.own(fresh) is fresh
    held.open(fresh)
    assert held.pending is fresh
    assert (held.origin, held.are_touched) == (None, False)
