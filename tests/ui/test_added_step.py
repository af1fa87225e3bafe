"""A step between source and split is one file and no edit: in the window, the help, files, addresses, the library."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from added_files import look_in_too

import nnsim.data.steps
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.data.step import steps
from nnsim.document.address import get, put
from nnsim.document.project import Project
from nnsim.document.records import project_from_record, project_record
from nnsim.reference.pages import pages
from nnsim.ui.datapage.settings_column import SettingsColumn

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return a step whose file lies in the folder of the program."""
    look_in_too(monkeypatch, steps, nnsim.data.steps, "steps")
    yield steps["doubled"]
    sys.modules.pop("nnsim.data.steps.doubled", None)


def test_it_is_taken_and_told(added: Any) -> None:
    settings = DataSettings(TwoSpirals(points=20), steps=(added(factor=3.0),))
    ready, plain = prepare(settings), prepare(DataSettings(TwoSpirals(points=20)))
    assert ready.dataset.inputs.tobytes() == (3 * plain.dataset.inputs).tobytes()
    assert "Everything is doubled" in ready.summary


def test_it_is_in_files_has_an_address_and_a_page(added: Any) -> None:
    project = put(Project(), "data.steps", "doubled")
    project = put(project, "data.steps.1.factor", "1/4")
    assert get(project, "data.steps") == (added(factor=0.25),)
    assert project_from_record(project_record(project)) == (project, ())
    (page,) = [page for page in pages() if page.part is added]
    assert "Factor" in page.html


def test_it_is_in_the_menu_of_the_window_with_its_settings(added: Any, qtbot: Any) -> None:
    column = SettingsColumn()
    qtbot.addWidget(column)
    column.show()
    column.show_settings(DataSettings())
    edited: list[DataSettings] = []
    column.settings_edited.connect(lambda settings, _name: edited.append(settings))
    field: Any = column.form("steps").editor("steps")
    entry = next(one for one in field.add.menu().actions() if one.text() == "Doubled")
    assert entry.toolTip() == added.summary
    entry.trigger()
    assert edited[-1].steps == (added(),)
    number = field.cards[0].form.editor("factor")
    number.setFocus()
    number.selectAll()
    qtbot.keyClicks(number.lineEdit(), "5\r")
    assert edited[-1].steps == (added(factor=5.0),)
