"""A splitter that is added as one file is everywhere."""

from __future__ import annotations

import sys

import pytest

from nnsim.base.declared import settings_from_record, settings_record
from nnsim.data import splitters as package
from nnsim.data.data_settings import DataSettings
from nnsim.data.notes import switches_of
from nnsim.data.prepare import prepare
from nnsim.data.sources.iris import Iris
from nnsim.data.splitter import splitters
from nnsim.reference.pages import pages
from nnsim.ui.datapage.settings_column import SettingsColumn
from tests.ui.added_files import look_in_too


@pytest.fixture(autouse=True)
def added(monkeypatch):
    look_in_too(monkeypatch, splitters, package, "splitters")
    yield
    sys.modules.pop("nnsim.data.splitters.every_third", None)


def test_it_is_one_click_away_deals_and_comes_back_from_a_file() -> None:
    settings = DataSettings(Iris())
    line = prepare(settings).summary[1]
    switch = next(switch for switch in switches_of(line) if switch.label == "Every third")
    ready = prepare(switch.turned(settings))
    assert (ready.rows.validation % 3 == 0).all()
    assert "Training 100 · validation 50 · test 0, every third" in ready.summary
    record = settings_record(switch.turned(settings))
    assert DataSettings(**settings_from_record(DataSettings, record)) == switch.turned(settings)
    assert any(page.title == "Every third" for page in pages())


def test_the_data_page_lists_it_and_greys_out_what_it_does_not_obey(qtbot) -> None:
    column = SettingsColumn()
    qtbot.addWidget(column)
    settings = DataSettings(Iris(), splitter=splitters["every_third"]())
    column.show_settings(settings)
    column.show_examples(prepare(settings), settings.source)
    field = column.form("splitter").editor("splitter")
    assert field.value() == "every_third"
    assert not column.form("split").editor("validation_share").isEnabled()
    assert not column.form("split").editor("seed").isEnabled()
