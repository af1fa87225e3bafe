"""From cures that are tried to one that is accepted: real twins beside a real trainer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from nnsim.data.sources.two_gaussians import TwoGaussians
from nnsim.document import storage
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.ui.doctor.deeds import bring_back, set_aside
from nnsim.ui.doctor.explain_window import ExplainWindow
from nnsim.ui.doctor.share_bar import ShareBar
from nnsim.ui.sitting.healing import repair_of
from nnsim.ui.window.doctors_report import write_report
from tests.ui.desk import Desk


def always_one() -> Project:
    return chain(Input(), Dense(4, Tanh()), Dense(1, Softmax()), data=TwoGaussians())


@pytest.fixture
def desk(open_desk, dressed) -> Iterator[Desk]:
    made = open_desk(always_one(), window=True)
    made.window.resize(1300, 900)
    made.window.show()
    made.wait(lambda: made.session.labs.ward.opinion.verdicts)
    yield made
    made.window.hide()


def first_that_helps(desk: Desk):
    healing = desk.session.labs.healing

    def found():
        return healing.treatment and next((t for t in healing.treatment.trials if t.helped), None)

    desk.wait(found)
    return found()


def first_that_helps_anew(desk: Desk):
    healing = desk.session.labs.healing
    healing.begin()

    def found():
        trials = healing.treatment.trials if healing.treatment else ()
        return next((t for t in trials if t.helped and t.begins_anew), None)

    desk.wait(found)
    return found()


def test_from_the_banner_to_an_accepted_cure_undone_and_made_again(desk: Desk) -> None:
    session, window, workspace = desk.session, desk.window, desk.workspace
    sick = workspace.project
    session.play()
    banner = window.vitals.advice.banner
    desk.wait(banner.isVisible)
    banner.try_cures.click()
    assert session.labs.healing.is_at_work
    assert window.doctor.middle.doctor.isVisible()
    assert not banner.isVisible()
    trial = first_that_helps(desk)
    assert trial.illness == "constant_output"
    card = next(c for c in window.doctor.middle.doctor.trials.cards if c.trial.label == trial.label)
    desk.wait(card.accept.isVisible)
    card.accept.click()
    assert not session.labs.healing.is_at_work, "what is left would be tried of another project"
    assert workspace.project == trial.project
    assert workspace.undo_stack.undoText() == trial.label
    desk.wait(lambda: session.feed.playing and session.feed.state.step > 200)
    desk.wait(lambda: session.labs.ward.opinion.mood == "good")
    assert window.doctor.middle.doctor.trials.cards == []
    workspace.undo_stack.undo()
    assert workspace.project == sick
    assert session.labs.healing.treatment is not None, "they are of this project again"
    workspace.undo_stack.redo()
    assert workspace.project == trial.project


def test_an_undone_cure_leaves_the_run_where_it_was_and_made_again_begins_anew(desk: Desk) -> None:
    session, stack = desk.session, desk.workspace.undo_stack
    trial = first_that_helps_anew(desk)
    session.play()
    desk.wait(lambda: session.feed.state and session.feed.state.step > 50)
    session.pause()
    desk.wait(lambda: not session.feed.playing)
    step = session.feed.state.step
    before = session.network.learned().arrays
    session.labs.healing.accept(trial)
    desk.wait(lambda: session.feed.state and session.feed.state.step == 0)
    first = session.network.learned().arrays
    assert stack.count() == 1, "one step"
    stack.undo()
    desk.wait(lambda: session.feed.state and session.feed.state.step == step)
    again = session.network.learned().arrays
    assert all((again[name] == before[name]).all() for name in before)
    stack.redo()
    desk.wait(lambda: session.feed.state and session.feed.state.step == 0)
    redone = session.network.learned().arrays
    assert all((redone[name] == first[name]).all() for name in first)


def test_a_cure_is_laid_beside_the_drawn_run_as_a_twin(desk: Desk) -> None:
    session, sick = desk.session, desk.workspace.project
    session.labs.healing.begin()
    trial = first_that_helps(desk)
    session.labs.healing.compare(trial)
    desk.wait(lambda: session.twins.are_there)
    assert desk.workspace.project == sick
    assert session.runs[session.twins.numbers[0]].project == repair_of(trial).change(sick)


def test_an_edit_and_another_project_end_what_is_tried(desk: Desk) -> None:
    session, healing = desk.session, desk.session.labs.healing
    healing.begin()
    desk.wait(lambda: healing.treatment and healing.treatment.trials)
    set_aside(session, "oscillating")
    assert healing.is_at_work, "the network is the same"
    desk.workspace.edit("rate", lambda p: replace(p, training=replace(p.training, learning_rate=0.5)))
    assert not healing.is_at_work
    assert healing.treatment is None


def test_closing_while_cures_are_tried_ends_at_once(desk: Desk) -> None:
    session = desk.session
    session.play()
    session.labs.healing.begin()
    work = session.labs.healing._last
    desk.wait(lambda: session.labs.healing.treatment.trials)
    began = time.monotonic()
    session.labs.healing.cancel()
    assert not session.labs.healing.is_at_work
    desk.wait(lambda: work.done)
    # A piece of work and no rest; a wide margin for a busy machine.
    assert time.monotonic() - began < 5
    assert not work.treatment.finished


def test_what_is_set_aside_is_one_step_and_in_the_file(desk: Desk, tmp_path) -> None:
    session, workspace = desk.session, desk.workspace
    before = workspace.project
    assert session.labs.ward.opinion.first.key == "constant_output"
    set_aside(session, "constant_output")
    assert workspace.undo_stack.undoText() == "Set aside: Softmax over one unit"
    assert "constant_output" not in [v.key for v in session.labs.ward.opinion.verdicts]
    storage.save(tmp_path / "aside.nnsim", workspace.project)
    assert storage.load(tmp_path / "aside.nnsim").project.set_aside == ("constant_output",)
    bring_back(session, "constant_output")
    assert workspace.project == before
    assert session.labs.ward.opinion.first.key == "constant_output"


def test_where_nothing_is_wrong_nothing_is_tried(desk: Desk) -> None:
    for verdict in desk.session.labs.ward.opinion.verdicts:
        set_aside(desk.session, verdict.key)
    desk.session.labs.healing.begin()
    assert not desk.session.labs.healing.is_at_work
    assert desk.told[-1] == "Nothing was found that is wrong with it."


def test_the_report_says_what_was_found_and_tried(desk: Desk, tmp_path) -> None:
    desk.session.labs.healing.begin()
    trial = first_that_helps(desk)
    write_report(desk.session, tmp_path / "report.md")
    text = (tmp_path / "report.md").read_text("utf-8")
    assert "Softmax over one unit" in text
    assert trial.label in text
    assert desk.told[-1] == "Saved report.md"


def test_the_column_opens_from_the_pill_and_always_stands_in_the_lab(desk: Desk) -> None:
    window = desk.window
    column = window.doctor.middle.doctor
    assert not column.isVisible()
    window.top_bar.health.click()
    assert column.isVisible()
    assert [card.verdict.key for card in column.cards] == [
        verdict.key for verdict in desk.session.labs.ward.opinion.verdicts
    ]
    column.close_button.click()
    assert not column.isVisible()
    window.desk.places.go_to("gradient_lab")
    assert column.isVisible()
    assert not column.close_button.isVisible()
    column.cards[0].explain.click()
    explained = window.findChild(ExplainWindow)
    assert explained.isVisible()
    assert explained.evidence.item(0, 1).text() == "1"
    explained.close()
    column.cards[0].set_aside.click()
    assert "constant_output" not in [card.verdict.key for card in column.cards]
    back = column.aside.findChildren(QPushButton)[0]
    back.click()
    assert column.cards[0].verdict.key == "constant_output"


def test_the_banner_stands_on_every_place_with_a_use_for_it(desk: Desk) -> None:
    window = desk.window
    desk.train(30)
    desk.wait(window.vitals.advice.banner.isVisible)
    for key in ("data", "neuron_lab", "gradient_lab", "zoo"):
        window.desk.places.go_to(key)
        # In the lab the column stands in its stead.
        middle = window.doctor.middle
        assert (middle.doctor if key == "gradient_lab" else middle.banner).isVisible(), key
        assert window.top_bar.health.isVisible(), key
    window.doctor.middle.banner._dismiss()
    assert not window.doctor.middle.banner.isVisible()
    window.desk.places.go_to("network")
    assert not window.vitals.advice.banner.isVisible()


def test_no_card_moves_up_when_the_last_cure_was_tried(desk: Desk) -> None:
    desk.window.doctor.open()
    trial, healing = first_that_helps_anew(desk), desk.session.labs.healing
    trials = desk.window.doctor.middle.doctor.trials
    card = next(c for c in trials.cards if c.trial.label == trial.label)
    desk.wait(card.isVisible)
    QApplication.processEvents()
    assert healing.is_at_work
    words = next(w for w in trials.findChildren(QLabel) if w.parent() is trials and w.wordWrap())

    def below_words() -> int:
        return card.mapTo(trials, QPoint()).y() - words.geometry().bottom()

    below = below_words()
    healing.cancel()
    QApplication.processEvents()
    assert not trials.findChild(ShareBar).isVisible()
    assert below_words() == below
