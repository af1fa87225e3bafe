"""The place Zoo: cards are chosen, the open animal is drawn and judged live, others are raised beside the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from nnsim.document.project import Project
from nnsim.lab.experiment import Member
from nnsim.ui.place import Made
from nnsim.ui.zoo.gallery import Gallery
from nnsim.ui.zoo.zoo_page import ZooPage
from nnsim.zoo.animal import Raised, Try, animals
from tests.zoo.small_animal import Small


class Waiting(Small):
    """Is half done until the test says go."""

    key = "waiting"
    title = "Waiting"
    order = 1001
    tries = (Try("A rate of a half.", lambda p: replace(p, training=replace(p.training, learning_rate=0.5))),)
    go_on = threading.Event()

    def beside(self) -> tuple[Member, ...]:
        plain = self.project()
        return (Member("Plain", replace(plain, training=replace(plain.training, learning_rate=0.25))),)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        *_, whole = super().raise_from(seed)
        yield replace(whole, share=0.5)
        assert self.go_on.wait(10)
        yield whole


@pytest.fixture
def sitting(open_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    list(animals)
    monkeypatch.setattr(animals, "_all", {"small": Small, "waiting": Waiting})
    Waiting.go_on.clear()
    made = open_desk(window=True)
    made.window.resize(1440, 900)
    made.window.show()
    made.window.desk.places.go_to("zoo")
    yield made
    Waiting.go_on.set()
    if made.window is not None:
        made.window.hide()


@pytest.fixture
def page(sitting: Desk) -> ZooPage:
    found = sitting.window.desk.places.page
    assert isinstance(found, ZooPage)
    return found


def click(widget: object) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


def project(desk: Desk) -> Project:
    return desk.workspace.project


# ---- gallery ---------------------------------------------------------------------------------------


def test_each_animal_is_a_card_with_its_cells_and_arrow_keys_lead_to_the_next(
    sitting: Desk, page: ZooPage
) -> None:
    cards = page.gallery.cards
    assert list(cards) == ["small", "waiting"]
    sitting.wait(lambda: all(card.has_cells for card in cards.values()))
    click(cards["small"])
    assert "SMALL" in page.animal.heading.text()
    QTest.keyClick(cards["small"], Qt.Key.Key_Right)
    assert cards["waiting"].hasFocus()
    assert "WAITING" in page.animal.heading.text()
    assert "chosen" in cards["waiting"].accessibleName()
    assert "chosen" not in cards["small"].accessibleName()


def test_search_and_families_say_which_cards_are_to_be_seen(page: ZooPage) -> None:
    page.families.search.setText("wait")
    assert not page.gallery.cards["small"].isVisible()
    assert page.gallery.cards["waiting"].isVisible()
    page.families.search.clear()
    page.families.list.setCurrentRow(1)
    assert page.families.keys() == []
    page.families.list.setCurrentRow(0)
    assert page.families.keys() == ["small", "waiting"]


def test_where_not_all_cards_fit_they_are_scrolled(sitting: Desk) -> None:
    gallery = Gallery()
    gallery.resize(210, 220)
    gallery.show()
    bar = gallery.verticalScrollBar()
    sitting.wait(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    last = gallery.cards["waiting"]
    assert last.mapTo(gallery.viewport(), last.rect().bottomLeft()).y() < gallery.viewport().height()
    gallery.close()


# ---- the open one ----------------------------------------------------------------------------------


def test_train_here_opens_its_project_stays_in_the_zoo_and_draws_and_judges_it_live(
    sitting: Desk, page: ZooPage
) -> None:
    page.bar.seed.setValue(3)
    click(page.animal.train)
    sitting.wait(lambda: page.animal.learned.view.figure is not None)
    assert sitting.window.desk.places.page is page
    assert project(sitting).graph == Small().project().graph
    assert project(sitting).training.seed == 3
    sitting.wait(lambda: sitting.session.feed.state and sitting.session.feed.state.step == 4)
    sitting.wait(lambda: "✓" in page.animal.reached.verdict.text())
    assert page.animal.reached.figures.text() == "0.3 ≤ 0.7"
    assert page.animal.curve.isVisible()


def test_open_on_the_canvas_goes_there_and_another_project_is_no_animal_any_more(
    sitting: Desk, page: ZooPage
) -> None:
    click(page.animal.open)
    sitting.wait(lambda: sitting.window.desk.places.current.key == "network")
    assert sitting.session.labs.zoo.open_animal == "small"
    sitting.window.desk.files.open_made(replace_opened(sitting), lambda: None)
    sitting.wait(lambda: sitting.session.labs.zoo.open_animal == "")


def replace_opened(desk: Desk):
    from nnsim.document.storage import Opened

    return Opened(replace(project(desk), notes="another"))


def test_where_unsaved_work_is_kept_the_next_project_is_not_taken_for_the_animal(
    sitting: Desk, page: ZooPage
) -> None:
    sitting.edit_notes("mine")
    click(page.animal.open)
    sitting.wait(lambda: sitting.box() is not None)
    sitting.click("Cancel")
    assert project(sitting).notes == "mine"
    page._zoo.project_opened(project(sitting))
    assert sitting.session.labs.zoo.open_animal == ""


def test_an_animal_that_was_only_trained_gives_way_without_a_question_and_one_that_was_changed_does_not(
    sitting: Desk, page: ZooPage
) -> None:
    click(page.animal.train)
    sitting.wait(lambda: sitting.session.feed.state and sitting.session.feed.state.step == 4)
    click(page.gallery.cards["waiting"])
    click(page.animal.train)
    sitting.wait(lambda: sitting.session.labs.zoo.open_animal == "waiting")
    assert sitting.box() is None
    sitting.edit_notes("mine")
    click(page.animal.train)
    sitting.wait(lambda: sitting.box() is not None)
    sitting.click("Cancel")
    assert project(sitting).notes == "mine"


def test_what_to_try_changes_the_open_project_as_one_step_of_undo(sitting: Desk, page: ZooPage) -> None:
    click(page.gallery.cards["waiting"])
    click(page.animal.open)
    sitting.wait(lambda: sitting.session.labs.zoo.open_animal == "waiting")
    sitting.settle()
    sitting.window.desk.places.go_to("zoo")
    before = project(sitting)
    page.animal.try_wanted.emit(Waiting.tries[0])
    assert project(sitting).training.learning_rate == 0.5
    sitting.undo()
    assert project(sitting) == before


def row_button(page: ZooPage, words: str) -> QPushButton:
    return next(
        b
        for b in page.animal.findChildren(QPushButton)
        if b.text() == words and b.accessibleDescription() == "Plain"
    )


def test_a_network_worth_a_look_is_trained_here_or_side_by_side_in_lock_step(
    sitting: Desk, page: ZooPage
) -> None:
    opened: list[Made] = []
    page.opening.connect(opened.append)
    page.bar.seed.setValue(3)
    click(page.gallery.cards["waiting"])
    click(row_button(page, "Side by side"))
    sitting.wait(lambda: sitting.session.twins.are_there)
    sitting.wait(lambda: sitting.session.feed.state and sitting.session.feed.state.step == 4)
    assert sitting.window.desk.places.page is page
    assert sitting.session.labs.zoo.open_animal == "waiting"
    [(_, plain)] = opened[0].twins
    assert [p.training.seed for p in (opened[0].opened.project, plain)] == [3, 3]
    click(row_button(page, "Train"))
    sitting.wait(lambda: project(sitting).training.learning_rate == 0.25)
    assert project(sitting).training.seed == 3
    sitting.wait(lambda: page.animal.learned.view.figure is not None)
    assert not sitting.session.twins.are_there


# ---- beside the window -----------------------------------------------------------------------------


def test_measured_beside_the_window_it_shows_how_far_it_is_and_then_what_was_reached(
    sitting: Desk, page: ZooPage
) -> None:
    click(page.gallery.cards["waiting"])
    click(page.animal.reached.measure)
    sitting.wait(lambda: page.animal.learned.view.figure is not None)
    assert page.animal.reached.verdict.text() == "At work: 50 %"
    assert "50 %" in page.gallery.cards["waiting"].accessibleName()
    Waiting.go_on.set()
    sitting.wait(lambda: "✓" in page.animal.reached.verdict.text())
    assert "✓ 0 ·" in page.gallery.cards["waiting"].accessibleName()


def test_run_all_raises_one_after_the_other_from_the_seed_and_keeps_a_table(
    sitting: Desk, page: ZooPage, tmp_path: Path
) -> None:
    page.bar.seed.setValue(9)
    click(page.bar.run_all)
    sitting.wait(lambda: page.bar.progress.text() == "1 of 2 done")
    assert page.bar.cancel.isVisible()
    Waiting.go_on.set()
    sitting.wait(lambda: page.bar.run_all.isVisible())
    assert "✗ 0.9" in page.gallery.cards["small"].accessibleName()
    page.bar._save(tmp_path / "zoo.md")
    text = (tmp_path / "zoo.md").read_text("utf-8")
    assert "## Seed 9: 0 of 2" in text
    assert text.count("✗ 0.9") == 2


def test_cancel_ends_the_round_and_what_was_found_stays(sitting: Desk, page: ZooPage) -> None:
    click(page.bar.run_all)
    sitting.wait(lambda: page.bar.progress.text() == "1 of 2 done")
    click(page.bar.cancel)
    assert page.bar.run_all.isVisible()
    assert sitting.session.labs.zoo.jobs.at_work == ""
    assert "✓ 0 ·" in page.gallery.cards["small"].accessibleName()
    assert [o.animal.key for o in sitting.session.labs.zoo.outcomes()] == ["small"]


def test_the_picture_of_another_animal_is_not_left_standing_where_there_is_none_yet(
    sitting: Desk, page: ZooPage
) -> None:
    zoo = sitting.session.labs.zoo
    click(page.gallery.cards["waiting"])
    click(page.animal.reached.measure)
    click(page.animal.reached.cancel)
    assert zoo.jobs.job_of("waiting").found is None
    click(page.gallery.cards["small"])
    click(page.animal.reached.measure)
    sitting.wait(lambda: "✓" in page.animal.reached.verdict.text())
    assert page.animal.learned.view.figure is not None
    click(page.gallery.cards["waiting"])
    assert page.animal.learned.view.figure is None
    assert page.animal.learned.title.text() == ""


def test_one_that_could_not_even_begin_is_in_the_table(sitting: Desk, page: ZooPage) -> None:
    zoo = sitting.session.labs.zoo
    zoo.raise_one("small", 12)
    sitting.wait(lambda: zoo.jobs.at_work == "")
    assert [o.problem for o in zoo.outcomes()] == ["Twelve cannot be done."]
    assert page.bar.save.isEnabled()


def test_a_click_with_another_button_opens_nothing(page: ZooPage) -> None:
    heard: list[str] = []
    page.gallery.activated.disconnect()
    page.gallery.activated.connect(heard.append)
    card = page.gallery.cards["small"]
    for button, expected in ((Qt.MouseButton.RightButton, []), (Qt.MouseButton.LeftButton, ["small"])):
        QTest.mouseDClick(card, button)
        QTest.mouseRelease(card, button)
        assert heard == expected


def test_while_it_is_measured_the_open_network_does_not_take_the_place_of_how_far_it_is(
    sitting: Desk, page: ZooPage
) -> None:
    click(page.gallery.cards["waiting"])
    click(page.animal.train)
    sitting.wait(lambda: "✓" in page.animal.reached.verdict.text())
    click(page.animal.reached.measure)
    sitting.wait(lambda: page.animal.reached.verdict.text() == "At work: 50 %")
    page.animal.show_frame()
    assert page.animal.reached.verdict.text() == "At work: 50 %"
    sitting.wait(lambda: not sitting.session.feed.playing)
    Waiting.go_on.set()
    sitting.wait(lambda: "It took" in page.animal.reached.words.text())


def test_what_was_measured_stays_until_the_open_network_is_trained_further(
    sitting: Desk, page: ZooPage
) -> None:
    click(page.gallery.cards["small"])
    click(page.animal.train)
    sitting.wait(lambda: "✓" in page.animal.reached.verdict.text() and not sitting.session.feed.playing)
    click(page.animal.reached.measure)
    sitting.wait(lambda: "It took" in page.animal.reached.words.text())
    page.animal.show_frame()
    assert "It took" in page.animal.reached.words.text()
    sitting.train(1)
    sitting.wait(lambda: "It took" not in page.animal.reached.words.text())
