"""Steps that read rows before: the split by time comes with them, says so where it is set, and can be turned over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk
from PySide6.QtWidgets import QPushButton

from nnsim.data.data_settings import DataSettings, split_as_steps_need
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.iris import Iris
from nnsim.data.splitters.by_time import ByTime
from nnsim.data.splitters.folds import Folds
from nnsim.data.splitters.in_order import InOrder
from nnsim.data.splitters.random_split import RandomSplit
from nnsim.data.steps.cyclic import Cyclic
from nnsim.data.steps.lags import Lags
from nnsim.data.steps.window import Window
from nnsim.ui.datapage.data_page import DataPage


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


@pytest.fixture
def page(desk: Desk, tmp_path: Path) -> Iterator[DataPage]:
    """The Data place with a table of forty days."""
    file = tmp_path / "days.csv"
    lines = [f"2021-{1 + k // 28:02}-{1 + k % 28:02},{k % 7},{k * k % 11}.5" for k in range(40)]
    file.write_text("\n".join(("day,x,y", *lines)), "utf-8")
    made = DataPage(desk.session)
    desk.bot.addWidget(made)
    made.offers = []
    desk.session.voice.offered.connect(lambda *offer: made.offers.append(offer))
    source = CsvFile(path=str(file), target="y", inputs="x", time_column="day")
    desk.workspace.edit("data", lambda p: replace(p, data=DataSettings(source)))
    desk.settle()
    yield made
    made.release()


def take(desk: Desk, page: DataPage, **changes: object) -> None:
    page.selection.change_settings(replace(page.selection.shown, **changes), "steps")
    desk.wait(lambda: not page.selection.trial.is_busy and not desk.session.loader.is_busy)
    desk.settle()


def hints(page: DataPage) -> list[str]:
    return [point.words.text() for point in page.settings.split_hint.points()]


def test_a_window_brings_the_split_by_time_along_and_it_can_be_turned_over(
    desk: Desk, page: DataPage
) -> None:
    take(desk, page, steps=(Window(length=5),))
    assert isinstance(desk.workspace.project.data.splitter, ByTime)
    first, spans = hints(page)
    assert first == "Split by time, as an example reads the rows before it"
    assert spans.startswith("Training 2021-01-06 to 2021-0")
    text, button, act = page.offers[-1]
    assert (text, button) == (first + ".", "At random")
    act()
    desk.settle()
    assert desk.workspace.project.data.splitter == RandomSplit()
    assert len(page.offers) == 1, "asked for, it is not done again"
    (warning,) = page.settings.split_hint.points()
    assert warning.words.text().startswith("Training sees the future")
    warning.switches["By time"]()
    desk.settle()
    assert isinstance(desk.workspace.project.data.splitter, ByTime)
    page.settings.split_hint.points()[0].switches["At random"]()
    desk.settle()
    assert desk.workspace.project.data.splitter == RandomSplit()
    take(desk, page, steps=(Window(length=6),))
    assert desk.workspace.project.data.splitter == RandomSplit(), (
        "a window that was there brings nothing along"
    )


def test_the_split_that_came_with_a_step_goes_with_it(desk: Desk, page: DataPage) -> None:
    take(desk, page, steps=(Window(length=5),))
    take(desk, page, steps=())
    assert desk.workspace.project.data.splitter == RandomSplit()
    said, button, back = page.offers[-1]
    assert said.startswith("Split at random again")
    assert button == "By time"
    back()
    desk.wait(lambda: not page.selection.trial.is_busy and not desk.session.loader.is_busy)
    assert desk.workspace.project.data.splitter == ByTime()
    take(desk, page, steps=(Lags(),))
    take(desk, page, steps=())
    assert desk.workspace.project.data.splitter == ByTime(), "it was chosen by hand"


def test_of_rows_without_times_the_split_by_time_goes_with_the_step_after_reopening(
    desk: Desk, page: DataPage
) -> None:
    settings = desk.workspace.project.data
    source = replace(settings.source, time_column="", inputs="x")
    data = replace(settings, source=source, steps=(Window(length=5),), splitter=ByTime())
    desk.workspace.edit("data", lambda p: replace(p, data=data))
    desk.wait(lambda: not desk.session.loader.is_busy)
    desk.settle()
    take(desk, page, steps=())
    assert desk.workspace.project.data.splitter == RandomSplit()
    assert desk.workspace.prepared is not None


def test_a_split_that_cannot_be_done_offers_the_one_that_always_can(desk: Desk, page: DataPage) -> None:
    source = replace(desk.workspace.project.data.source, time_column="", inputs="x")
    data = DataSettings(source, splitter=ByTime())
    desk.workspace.edit("data", lambda p: replace(p, data=data))
    desk.wait(lambda: not desk.session.loader.is_busy)
    desk.settle()
    assert "no order in time" in desk.workspace.meaning.data_problem
    button = next(one for one in page.problem.findChildren(QPushButton) if one.text() == "Split at random")
    button.click()
    desk.wait(lambda: desk.workspace.prepared is not None)
    assert desk.workspace.project.data.splitter == RandomSplit()
    assert page.problem.isHidden()


@pytest.mark.parametrize("steps", [(), (Window(length=5),)])
def test_where_a_column_may_be_the_time_it_is_one_click_to_say_so(
    desk: Desk, page: DataPage, steps: tuple[Window, ...]
) -> None:
    settings = desk.workspace.project.data
    data = replace(settings, source=replace(settings.source, time_column="", inputs=""), steps=steps)
    desk.workspace.edit("data", lambda p: replace(p, data=data))
    desk.wait(lambda: not desk.session.loader.is_busy)
    desk.settle()
    (point,) = (point for point in page.settings.split_hint.points() if "“day” is the time" in point.switches)
    assert ("order of the data" in point.words.text()) == bool(steps)
    point.switches["“day” is the time"]()
    desk.wait(lambda: not page.selection.trial.is_busy and not desk.session.loader.is_busy)
    desk.settle()
    assert desk.workspace.project.data.source.time_column == "day"
    assert not any(
        "is the time" in label for one in page.settings.split_hint.points() for label in one.switches
    )


@pytest.mark.parametrize("columns", ["day,x,y", "when,a,b"])
@pytest.mark.parametrize("way", ["open", "type", "find"])
def test_what_was_made_for_a_file_does_not_act_on_another(
    desk: Desk, page: DataPage, tmp_path: Path, columns: str, way: str
) -> None:
    take(desk, page, steps=(Window(length=5),))
    lines = [f"2021-{1 + k // 28:02}-{1 + k % 28:02},{k % 7},{k * k % 11}.5" for k in range(40)]
    (tmp_path / "other.csv").write_text("\n".join((columns, *lines)), "utf-8")
    path, selection = str(tmp_path / "other.csv"), page.selection
    if way == "open":
        selection.open_file(path)
    elif way == "type":
        selection.change_source(replace(selection.shown.source, path=path), "path")
    else:
        selection.find_file(path)
    stays = way == "find" or (way == "type" and columns.startswith("day"))
    assert bool(selection.shown.steps) == stays
    assert isinstance(selection.shown.splitter, ByTime) == stays
    desk.wait(lambda: not selection.trial.is_busy and not desk.session.loader.is_busy)


def test_both_are_one_step_of_undo(desk: Desk, page: DataPage) -> None:
    take(desk, page, steps=(Lags(),))
    assert isinstance(desk.workspace.project.data.splitter, ByTime)
    desk.undo()
    assert desk.workspace.project.data.splitter == RandomSplit()
    assert not desk.workspace.project.data.steps


def test_other_steps_and_splits_that_were_chosen_stay() -> None:
    before = DataSettings(Iris())
    assert split_as_steps_need(before, replace(before, steps=(Cyclic(),))).splitter == RandomSplit()
    switched_off = replace(before, steps=(Window(active=False),))
    assert split_as_steps_need(before, switched_off).splitter == RandomSplit()
    assert isinstance(split_as_steps_need(switched_off, replace(before, steps=(Window(),))).splitter, ByTime)
    for splitter in (Folds(), InOrder()):
        chosen = replace(before, steps=(Window(),), splitter=splitter)
        assert split_as_steps_need(before, chosen) == chosen


def test_nothing_is_said_of_rows_that_stand_alone(desk: Desk, page: DataPage) -> None:
    desk.workspace.edit("data", lambda p: replace(p, data=DataSettings(Iris())))
    desk.settle()
    assert not hints(page)
    assert page.settings.split_hint.isHidden()
