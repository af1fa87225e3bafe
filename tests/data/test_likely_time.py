"""A column of dates in order is offered as the time of the rows, and never taken for it unasked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.notes import Note
from nnsim.data.prepare import prepare
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.splitters.by_time import ByTime
from nnsim.data.steps.window import Window

HOURS = pd.date_range("2022-01-01", periods=40, freq="h")


def source(folder: Path, times: object) -> CsvFile:
    frame = pd.DataFrame(
        {"when": times, "x": [k % 7 for k in range(40)], "y": [k * k % 11 + 0.5 for k in range(40)]}
    )
    frame.to_csv(folder / "s.csv", index=False)
    return CsvFile(path=str(folder / "s.csv"), target="y")


def buttons(settings: DataSettings) -> list[Note]:
    """Return what is said with a button to take a column as the time."""
    return [
        note
        for note in prepare(settings).summary
        if isinstance(note, Note) and any(switch.label == "“when” is the time" for switch in note.switches)
    ]


@pytest.mark.parametrize("step", [1, -1])
def test_dates_in_order_are_offered_as_the_time(tmp_path: Path, step: int) -> None:
    settings = DataSettings(source(tmp_path, HOURS[::step]))
    assert prepare(settings).origin.moments is None, "nobody said so yet"
    (note,) = buttons(settings)
    assert "“when”" in note
    taken = note.switches[0].turned(settings)
    assert taken.source == replace(settings.source, time_column="when")
    assert prepare(replace(taken, splitter=ByTime())).origin.moments is not None
    assert not buttons(taken)


def test_windows_without_a_time_offer_it_where_they_say_so(tmp_path: Path) -> None:
    settings = DataSettings(source(tmp_path, HOURS), steps=(Window(length=4),))
    said = buttons(settings)
    assert any("no column is chosen as their time" in note for note in said)
    assert len(said) == 2


@pytest.mark.parametrize(
    "times", [HOURS[[1, 0, *range(2, 40)]], [*HOURS[:39], HOURS[38]], [*HOURS[:39], None]]
)
def test_other_dates_are_no_order(tmp_path: Path, times: object) -> None:
    assert not buttons(DataSettings(source(tmp_path, times)))
