"""Kinds and roles of columns, dates as numbers, and new rows in the coding of those that were learned from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.base.declared import settings_record
from nnsim.base.errors import NnsimError
from nnsim.data.dataset import Dataset
from nnsim.data.new.rows import code_new
from nnsim.data.notes import switches_of
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.coding import DateCode, NumberCode, OneHotCode

N = 60


def frame() -> pandas.DataFrame:
    rng = np.random.default_rng(3)
    return pandas.DataFrame(
        {
            "rooms": rng.integers(1, 6, N),
            "day": pandas.date_range("2024-12-25 06:00", periods=N, freq="19h").strftime("%d/%m/%Y %H:%M"),
            "zip": rng.choice(["01067", "80331", "10115"], N),
            "area": rng.normal(80, 20, N).round(2),
            "price": [f"${value:,.2f}" for value in rng.normal(9000, 800, N)],
            "sold": rng.choice(["yes", "no"], N),
        }
    )


@pytest.fixture
def source(tmp_path: Path) -> CsvFile:
    frame().to_csv(tmp_path / "homes.csv", index=False)
    return CsvFile(path=str(tmp_path / "homes.csv"))


def test_a_dataset_says_how_its_inputs_came_from_columns(source) -> None:
    found = source.load()
    assert found.coding is not None
    kinds = [(code.column, type(code)) for code in found.coding.columns]
    assert kinds == [
        ("rooms", NumberCode),
        ("day", DateCode),
        ("zip", OneHotCode),
        ("area", NumberCode),
        ("price", NumberCode),
    ]
    assert found.coding.names == found.input_names
    assert hash(found.coding) == hash(source.load().coding)


def test_kinds_override_what_seems_to_be(source) -> None:
    coded = replace(source, kinds="rooms: category; zip: category; day: text").load()
    assert coded.one_hot == ((0, 5), (5, 8))
    assert coded.input_names[5:8] == ("zip = 01067", "zip = 10115", "zip = 80331"), "codes keep their zeros"
    assert coded.left_out == ("day",)
    assert replace(source, kinds="3: Category").load().input_names[-3:-2] != ("zip",)
    for wrong, why in (
        ("rooms", "says of no column what it holds"),
        ("rooms: colour", "says of no column what it holds"),
        ("cellar: number", "There is no column “cellar”"),
        ("area: date", "Nothing in “area” is a date"),
    ):
        with pytest.raises(NnsimError, match=why):
            replace(source, kinds=wrong).load()


def test_a_column_taken_as_numbers_loses_what_are_none(tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "a,b,y\n" + "".join(f"{'low' if i % 3 == 0 else i * 2.5},{i / 4},{i % 2}\n" for i in range(12))
    )
    source = CsvFile(path=str(path), kinds="a: number", missing="mean")
    found = source.load()
    assert np.isnan(found.inputs[:, 0]).sum() == 4
    assert "“a”: 4 values that cannot be read so are missing" in found.notes


def test_few_whole_numbers_can_be_turned_into_categories_by_a_click(source) -> None:
    note = next(one for one in source.load().notes if one.startswith("Few different whole numbers"))
    (switch,) = switches_of(note)
    assert dict(switch.changes) == {"kinds": "rooms: category"}
    assert replace(source, **dict(switch.changes)).load().one_hot == ((0, 5), (10, 13))


def test_circles_bring_the_end_of_a_year_beside_its_beginning(source) -> None:
    found = replace(source, date_numbers="cyclic", inputs="day").load()
    names = tuple(name.removeprefix("day: ") for name in found.input_names)
    assert names == (
        "month, sine", "month, cosine", "weekday, sine", "weekday, cosine", "hour, sine", "hour, cosine",
        "days since the first",
    )  # fmt: skip
    moments = pandas.to_datetime(frame()["day"], format="%d/%m/%Y %H:%M")
    for at, turn in (
        (0, (moments.dt.month - 1) / 12),
        (2, moments.dt.day_of_week / 7),
        (4, (moments.dt.hour + moments.dt.minute / 60) / 24),
    ):
        expected = np.column_stack([np.sin(2 * np.pi * turn), np.cos(2 * np.pi * turn)])
        np.testing.assert_allclose(found.inputs[:, at : at + 2], expected, atol=1e-12)


def test_roles_tell_of_rows_and_are_no_inputs_unless_chosen(source) -> None:
    told = replace(source, time_column="day", group_column="zip", weight_column="rooms")
    found, data = told.load(), frame()
    seconds = pandas.to_datetime(data["day"], format="%d/%m/%Y %H:%M").to_numpy("datetime64[s]").astype(float)
    np.testing.assert_array_equal(np.asarray(found.moments), seconds)
    assert found.moments_are_dates
    assert not replace(source, time_column="rooms").load().moments_are_dates
    np.testing.assert_array_equal(np.asarray(found.groups), np.unique(data["zip"], return_inverse=True)[1])
    np.testing.assert_array_equal(np.asarray(found.weights), data["rooms"])
    assert found.input_names == ("area", "price")
    assert set(found.left_out) == {"day", "zip", "rooms"}
    listed = replace(told, inputs="day, area").load()
    assert listed.input_names[0].startswith("day: ")
    assert replace(source, target="", weight_column="sold", kinds="").targets_of(source.layout()) == [4]


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"time_column": "zip", "kinds": ""}, None),
        ({"time_column": "sold", "target": "area"}, "cannot order the rows in time"),
        ({"weight_column": "sold", "target": "area"}, "cannot weigh the rows"),
        ({"group_column": "rooms, area"}, "several columns where one is needed"),
        ({"weight_column": "cellar"}, "There is no column “cellar”"),
    ],
)
def test_a_role_a_column_cannot_play_is_refused_in_words(source, settings, why) -> None:
    if why is None:
        assert replace(source, **settings).load().moments is not None
        return
    with pytest.raises(NnsimError, match=why):
        replace(source, **settings).load()


@pytest.mark.parametrize(
    ("weights", "why"),
    [
        ("-1,1,1,1", "Row 1 has -1 in “w”; a weight is at least 0"),
        ("0,0,0,0", "weighs 0"),
        ("1,,1,1", "Row 2 has no value"),
    ],
)
def test_weights_that_are_none_are_refused(weights, why, tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,w,y\n" + "".join(f"{i / 3},{w},{i % 2}\n" for i, w in enumerate(weights.split(","))))
    with pytest.raises(NnsimError, match=why):
        CsvFile(path=str(path), weight_column="w").load()


def test_a_row_without_a_group_is_a_group_of_its_own(tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,g,y\n1.5,u,0\n2.5,,1\n3.5,u,0\n4.5,,1\n")
    found = CsvFile(path=str(path), group_column="g").load()
    assert found.groups is not None
    assert len(set(found.groups.tolist())) == 3


def new(source: CsvFile, found: Dataset, data: pandas.DataFrame, name: str = "new.csv"):  # type: ignore[no-untyped-def]
    path = Path(source.path).with_name(name)
    data.to_csv(path, index=False) if name.endswith("csv") else data.to_excel(path, index=False)
    return code_new(source, found, str(path))


@settings(max_examples=8, deadline=None)
@given(
    rows=st.lists(st.integers(0, N - 1), min_size=1, max_size=6),
    order=st.permutations(["rooms", "day", "zip", "area", "price", "more"]),
    circles=st.booleans(),
    kinds=st.sampled_from(["", "zip: category", "rooms: category; zip: category"]),
)
def test_new_rows_have_the_inputs_they_would_have_had(tmp_path_factory, rows, order, circles, kinds) -> None:
    folder = tmp_path_factory.mktemp("t")
    frame().to_csv(folder / "homes.csv", index=False)
    source = CsvFile(
        path=str(folder / "homes.csv"), kinds=kinds, date_numbers="cyclic" if circles else "parts"
    )
    found = source.load()
    data = frame().assign(more="of it").iloc[rows][list(order)]
    coded = new(source, found, data)
    np.testing.assert_array_equal(coded.inputs, found.inputs[rows])
    assert coded.notes == ()


def test_what_new_rows_lack_is_told_or_refused(source) -> None:
    source = replace(source, kinds="zip: category")
    found, data = source.load(), frame().iloc[:3]
    strange = new(source, found, data.assign(zip=["01067", "99999", ""]))
    at = found.input_names.index("zip = 01067")
    assert np.isnan(strange.inputs[1:, at : at + 3]).all()
    assert strange.inputs[0, at] == 1
    assert strange.notes == ("“zip”: 1 value that was never seen in training counts as missing (99999)",)
    assert np.isnan(new(source, found, data.assign(area=["", 5.5, "NA"])).inputs[:, -2]).tolist() == [
        True,
        False,
        True,
    ]
    for changed, why in (
        (data.drop(columns=["area", "zip"]), "needs these columns, which are not there: zip, area"),
        (
            data.assign(area=["1", "2", "wide"]),
            "Row 3 has “wide” in “area”, where the network needs a number",
        ),
        (data.assign(day="soon"), "“day” holds something that is no date"),
        (data.iloc[:0], "has names but no rows"),
    ):
        with pytest.raises(NnsimError, match=why):
            new(source, found, changed)
    with pytest.raises(NnsimError, match="is no table"):
        code_new(source, replace(found, coding=None), source.path)


def test_new_rows_may_come_in_another_format(source) -> None:
    found = source.load()
    data = frame().iloc[5:9].drop(columns="sold")
    np.testing.assert_array_equal(new(source, found, data, "new.xlsx").inputs, found.inputs[5:9])


def test_days_of_new_rows_are_read_in_the_order_of_the_old_ones(source) -> None:
    found = source.load()
    ambiguous = frame().iloc[:1].assign(day="03/04/2025 00:00")
    coded = new(source, found, ambiguous)
    assert coded.inputs[0, found.input_names.index("day: month")] == 4


def test_old_projects_keep_their_bytes() -> None:
    later = {"member", "sheet", "kinds", "time_column", "group_column", "weight_column", "date_numbers"}
    assert not later & settings_record(CsvFile(path="a.csv")).keys()
    assert later & settings_record(CsvFile(path="a.csv", sheet="x")).keys() == {"sheet"}
