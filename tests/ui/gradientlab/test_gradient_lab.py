"""The Gradient lab: its panels show the run, experiments run beside the window, are cancelled, and say how they went."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from desk import Desk, small_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from nnsim.base.errors import NnsimError
from nnsim.base.seeds import MOST_FIRST_SEED, MOST_SEED
from nnsim.document.learned import Learned
from nnsim.document.storage import Opened
from nnsim.figures.figure import Axis, Figure, Line, Plot
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.experiment import Experiment, Found, Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.running import begin
from nnsim.ui.gradientlab.gradient_lab import GradientLab
from nnsim.ui.gradientlab.lab_entry import VERDICT
from nnsim.ui.gradientlab.lab_list import NETWORK
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.window.main_window import MainWindow

CLAIM = Claim("the half of seed", (0.5,), absolute(0.1), "nobody", seeds=3)


def found(share: float, value: float) -> Found:
    line = Line("a", np.arange(2.0), np.array([0.0, value]), "#2f6fe4")
    figure = Figure("Trial", "", (Plot(Axis("x"), Axis("y"), (line,)),))
    return Found(share, (Finding(CLAIM, (value,)),), figure)


class Trial(Experiment):
    """Yields half of it, then waits for the test."""

    key = "trial"
    title = "Trial"
    summary = "It waits. Then it ends."
    source = "nobody"
    formula = "y = x"
    order = 1
    go_on = threading.Event()
    fails = False

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return tuple(
            Member(f"rate {rate}", small_project(learning_rate=rate, epochs=0)) for rate in (0.1, 0.2, 0.3)
        )

    def behind(self, x: float, y: float, pictures: Pictures) -> Member | None:
        return Member("behind", small_project(learning_rate=0.7, epochs=0)) if x > 0.5 else None

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        yield found(0.5, 0.25)
        assert self.go_on.wait(10)
        if self.fails:
            raise NnsimError("This cannot be done.")
        yield found(1.0, seed / 2)


class Other(Trial):
    """Waits like the first."""

    key = "other"
    order = 2


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> type[Trial]:
    list(experiments)
    monkeypatch.setattr(experiments, "_all", dict(experiments._all))
    experiments.register(Trial)
    experiments.register(Other)
    Trial.go_on.clear()
    monkeypatch.setattr(Trial, "fails", False)
    return Trial


@pytest.fixture
def sitting(trial: type[Trial], open_desk: Callable[..., Desk]) -> Iterator[Desk]:
    made = open_desk(window=True)
    made.window.resize(1600, 1000)
    made.window.show()
    made.window.desk.places.go_to("gradient_lab")
    yield made
    Trial.go_on.set()
    if made.window is not None:
        made.window.hide()


@pytest.fixture
def lab(sitting: Desk) -> GradientLab:
    page = sitting.window.desk.places.page
    assert isinstance(page, GradientLab)
    return page


def click(widget: object) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


def choose(lab: GradientLab, key: str) -> None:
    item = lab.list._entry(key)
    at = lab.list.visualItemRect(item).center()
    QTest.mouseClick(lab.list.viewport(), Qt.MouseButton.LeftButton, pos=at)


def verdict(lab: GradientLab) -> str:
    return lab.list._entry("trial").data(VERDICT)


# ---- the open network ----------------------------------------------------------------------------


def test_every_panel_of_the_lab_shows_the_run_and_saves_what_it_shows(
    sitting: Desk, lab: GradientLab
) -> None:
    sitting.train(3)
    for panel in lab.network.panels:
        sitting.wait(lambda panel=panel: not panel.notice)
        figure = panel.figure()
        assert figure.plots
        assert figure.caption


def test_panels_of_the_lab_are_asked_for_nothing_while_another_place_is_in_sight(
    sitting: Desk, lab: GradientLab
) -> None:
    asked = {request for panel in lab.network.panels for request in panel.wants()}
    assert asked <= set(sitting.session.feed.viewers.wish())
    sitting.window.desk.places.go_to("network")
    assert not asked & set(sitting.session.feed.viewers.wish())


# ---- experiments -----------------------------------------------------------------------------------


def test_two_clicks_run_an_experiment_and_its_sentence_has_both_numbers(
    sitting: Desk, lab: GradientLab
) -> None:
    choose(lab, "trial")
    page = lab.experiment
    assert page.isVisible()
    page.seed.setValue(1)
    click(page.run)
    sitting.wait(lambda: page.picture.view.figure is not None)
    assert page.progress.isVisible()
    assert not page.run.isEnabled()
    assert verdict(lab) == "at work, 50 %"
    Trial.go_on.set()
    sitting.wait(lambda: lab.experimenting.at_work == "")
    assert page.sentence.text() == (
        "the half of seed: 0.5 (3 seeds). Expected: 0.5 (±0.1, nobody). It agrees."
    )
    assert verdict(lab) == "✓ agrees"
    assert page.findings.rowCount() == 1
    assert page.findings.item(0, 5).text() == "nobody; median of 3 seeds"
    assert page.run.isEnabled()


def test_no_first_seed_leads_beyond_the_largest(lab: GradientLab) -> None:
    lab.experiment.seed.setValue(MOST_SEED)
    assert lab.experiment.seed.value() == MOST_FIRST_SEED


def test_its_networks_are_built_once_and_not_whenever_there_is_more_to_see(
    sitting: Desk, lab: GradientLab, trial: type[Trial], monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Pictures] = []
    members = (Member("a", small_project(epochs=0)),)
    monkeypatch.setattr(Trial, "family", lambda self, pictures: built.append(pictures) or members)
    choose(lab, "trial")
    click(lab.experiment.run)
    trial.go_on.set()
    sitting.wait(lambda: "Expected" in lab.experiment.sentence.text())
    assert len(built) == 1
    lab.experiment.digits.changed.fire()
    assert len(built) == 2, "other digits, other networks"


def test_the_figure_keeps_its_room_beside_many_findings(
    sitting: Desk, lab: GradientLab, trial: type[Trial], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(self: Trial, seed: int, pictures: Pictures) -> Iterator[Found]:
        one = found(1.0, 0.5)
        yield Found(1.0, one.findings * 20, one.figure)

    monkeypatch.setattr(Trial, "run", run)
    choose(lab, "trial")
    click(lab.experiment.run)
    sitting.wait(lambda: lab.experiment.findings.rowCount() == 20)
    sitting.settle()
    assert lab.experiment.picture.height() > lab.experiment.findings.height()


def test_what_does_not_agree_is_said(sitting: Desk, lab: GradientLab) -> None:
    Trial.go_on.set()
    choose(lab, "trial")
    lab.experiment.seed.setValue(9)
    click(lab.experiment.run)
    sitting.wait(lambda: verdict(lab) == "✗ differs")
    assert "It does NOT agree." in lab.experiment.sentence.text()


def test_a_cancelled_experiment_keeps_what_it_has_found_marked_as_unfinished(
    sitting: Desk, lab: GradientLab
) -> None:
    choose(lab, "trial")
    page = lab.experiment
    click(page.run)
    sitting.wait(lambda: page.picture.view.figure is not None)
    click(page.cancel)
    assert page.sentence.text() == "Unfinished: 50 % of the work was done."
    assert verdict(lab) == "unfinished"
    assert page.picture.view.figure.title == "Trial (unfinished)"
    assert page.picture.files._plot.figure().title == "Trial (unfinished)"
    assert page.findings.item(0, 0).text() == "not yet"
    # What the thread finds after that is not taken for the whole.
    Trial.go_on.set()
    choose(lab, NETWORK)
    choose(lab, "trial")
    assert page.picture.view.figure.title == "Trial (unfinished)"


def test_what_is_unfinished_says_so_while_another_experiment_is_at_work(
    sitting: Desk, lab: GradientLab
) -> None:
    choose(lab, "trial")
    page = lab.experiment
    click(page.run)
    sitting.wait(lambda: page.picture.view.figure is not None)
    choose(lab, "other")
    click(page.run)  # cancels the first
    assert lab.experimenting.at_work == "other"
    choose(lab, "trial")
    assert page.picture.view.figure.title == "Trial (unfinished)"


def test_what_cannot_be_done_says_why(
    sitting: Desk, lab: GradientLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Trial, "fails", True)
    Trial.go_on.set()
    choose(lab, "trial")
    click(lab.experiment.run)
    sitting.wait(lambda: lab.experiment.sentence.text() == "This cannot be done.")


def test_an_experiment_goes_on_while_the_window_is_built_anew_and_is_shown_by_the_next(
    sitting: Desk, lab: GradientLab
) -> None:
    choose(lab, "trial")
    lab.experiment.seed.setValue(1)
    click(lab.experiment.run)
    sitting.wait(lambda: lab.experiment.picture.view.figure is not None)
    first, first.rebuild_wanted = sitting.window, True
    first.close()
    sitting.window = MainWindow(sitting.session, Preferences())
    first.deleteLater()
    sitting.window.show()
    sitting.window.desk.places.go_to("gradient_lab")
    again = sitting.window.desk.places.page
    assert isinstance(again, GradientLab)
    assert verdict(again) == "at work, 50 %"
    Trial.go_on.set()
    sitting.wait(lambda: verdict(again) == "✓ agrees")
    choose(again, "trial")
    assert "It agrees." in again.experiment.sentence.text()


def test_a_sitting_that_ends_lets_no_experiment_go_on(sitting: Desk, lab: GradientLab) -> None:
    choose(lab, "trial")
    click(lab.experiment.run)
    sitting.wait(lambda: lab.experiment.picture.view.figure is not None)
    job = lab.experimenting.job_of("trial")
    sitting.session.labs.experimenting.changed.connect(lambda _key: Trial.go_on.set())
    assert sitting.session.close()
    sitting.wait(lambda: job.done)
    assert job.cancelled
    assert job.found.share == 0.5


def test_a_question_about_unsaved_work_leaves_the_page_in_sight(sitting: Desk, lab: GradientLab) -> None:
    sitting.edit_notes("mine")
    choose(lab, "trial")
    click(lab.experiment.twins)
    click(sitting.box().button(QMessageBox.StandardButton.Cancel))
    assert lab.experiment.isVisible()


# ---- its networks --------------------------------------------------------------------------------


def test_four_clicks_show_the_networks_of_an_experiment_training_side_by_side(
    sitting: Desk, lab: GradientLab
) -> None:
    choose(lab, "trial")
    click(lab.experiment.twins)
    twins, session = sitting.session.twins, sitting.session
    sitting.wait(lambda: len(twins.numbers) == 2)
    assert sitting.window.desk.places.current.key == "gradient_lab"
    assert session.workspace.project.training.learning_rate == 0.1
    assert session.runs.current.name == "rate 0.1"
    assert [session.runs[n].name for n in twins.numbers] == ["rate 0.2", "rate 0.3"]
    assert len(lab.twins.cards) == 3
    sitting.wait(lambda: session.feed.state is not None)
    sitting.train(2)
    panel = lab.network.panels[0]
    sitting.wait(lambda: not panel.notice)
    names = {mark.name for mark in panel.figure().plots[0].marks}
    assert any(name.startswith("rate 0.3") for name in names)


def test_more_networks_than_have_room_are_named_and_stay(
    sitting: Desk, lab: GradientLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("1", "2", "3", "4", "fifth", "sixth")
    members = tuple(Member(name, small_project(epochs=0)) for name in names)
    monkeypatch.setattr(Trial, "family", lambda self, pictures: members)
    choose(lab, "trial")
    tip = lab.experiment.twins.toolTip()
    assert "Opens on the canvas: 1, 2, 3, 4." in tip
    assert "fifth, sixth" in tip
    click(lab.experiment.twins)
    runs, twins = sitting.session.runs, sitting.session.twins
    sitting.wait(lambda: twins.are_there)
    assert [runs.current.name, *(runs[n].name for n in twins.numbers)] == ["1", "2", "3", "4"]


def test_a_network_that_was_taught_before_opens_with_what_it_learned_and_alone(
    sitting: Desk, lab: GradientLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(learning_rate=0.4, epochs=0)
    taught = begin(project, 5).learned().arrays
    threads: list[threading.Thread] = []

    def learned(seed: int) -> Learned:
        threads.append(threading.current_thread())
        return Learned.named(taught)

    members = (Member("taught", project, learned), Member("drawn", project))
    monkeypatch.setattr(Trial, "family", lambda self, pictures: members)
    choose(lab, "trial")
    assert "does not open: drawn." in lab.experiment.twins.toolTip()
    click(lab.experiment.twins)
    sitting.wait(lambda: sitting.workspace.project == project and sitting.workspace.prepared is not None)
    sitting.settle()
    assert not sitting.session.twins.numbers
    for key, array in sitting.arrays().items():
        np.testing.assert_array_equal(array, taught[key])
    # It may take seconds, in which the window is painted.
    assert threads != [threading.main_thread()]


def test_what_a_network_begins_with_cannot_be_had_and_that_is_said(
    sitting: Desk, lab: GradientLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def learned(seed: int) -> Learned:
        raise NnsimError("There is nothing to teach.")

    monkeypatch.setattr(Trial, "family", lambda self, pictures: (Member("a", small_project(), learned),))
    said: list[str] = []
    sitting.session.voice.complained.connect(said.append)
    before = sitting.workspace.project
    choose(lab, "trial")
    click(lab.experiment.twins)
    assert said == ["There is nothing to teach."]
    assert sitting.workspace.project is before


def test_another_project_that_is_opened_meanwhile_gets_no_twins(sitting: Desk, lab: GradientLab) -> None:
    choose(lab, "trial")
    sitting.session.loader.load(sitting.workspace.project.data)
    click(lab.experiment.twins)
    sitting.window.desk.files.open_made(Opened(small_project(seed=4)), lambda: None)
    sitting.settle()
    sitting.wait(lambda: sitting.session.network.can_train)
    assert sitting.workspace.project.training.seed == 4
    assert not sitting.session.twins.are_coming
    assert not sitting.session.twins.numbers


def test_unsaved_work_is_asked_about_first_and_stays_where_one_cancels(
    sitting: Desk, lab: GradientLab
) -> None:
    sitting.edit_notes("mine")
    choose(lab, "trial")
    click(lab.experiment.twins)
    box = sitting.box()
    assert box is not None
    click(box.button(QMessageBox.StandardButton.Cancel))
    assert sitting.workspace.project.notes == "mine"
    assert not sitting.session.twins.numbers


def test_a_place_of_the_figure_opens_the_network_behind_it(sitting: Desk, lab: GradientLab) -> None:
    Trial.go_on.set()
    choose(lab, "trial")
    click(lab.experiment.run)
    view = lab.experiment.picture.view
    sitting.wait(lambda: lab.experimenting.at_work == "" and view.figure is not None)
    view.grab()
    space = view._placed[0].space
    before = sitting.workspace.project
    for x, opened in ((0.2, before.training.learning_rate), (0.8, 0.7)):
        at = space.point(x, 0.0).toPoint()
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
        sitting.settle()
        assert sitting.workspace.project.training.learning_rate == opened
