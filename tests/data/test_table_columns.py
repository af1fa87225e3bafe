"""Columns as people really have them: gaps, units, keys, free text, dates."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.tables.dates import moments_of
from tests.data.told import column, note, turned


def test_a_column_that_costs_too_many_rows_is_left_out_and_the_price_is_named(table) -> None:
    rows = "".join(
        f"{i * 7 % 5},{'' if i < 4 else i % 3},{'' if i < 5 else 1.5 + i},{i % 2}\n" for i in range(20)
    )
    source = table("a,b,c,y\n" + rows)
    data = source.load()
    assert data.input_names == ("a", "b")
    assert "Left out: “c” is missing in 5 of 20 rows, which would be lost." in data.notes
    assert "Rows that lack a value, of 20: b 4" in data.notes
    assert turned(source, "Left out: “c”", "Use it").load().input_names == ("a", "b", "c")
    assert table("a,b,c,y\n" + rows, missing="mean").load().input_names == ("a", "b", "c")
    only = table("c,y\n" + "".join(f"{'' if i < 9 else i / 7},{i % 2}\n" for i in range(20)))
    assert only.load().input_names == ("c",)


@pytest.mark.parametrize(
    "mark",
    [
        "NA",
        "N/A",
        "#N/A",
        "null",
        "-",
        ".",
        "?",
        "***",
        "*****",
        "",
        "#DIV/0!",
        "NaN",
        "n.a.",
        ":",
        "..",
        "--",
    ],
)
def test_usual_marks_of_missing_values_are_known(table, mark) -> None:
    source = table("x,z,y\n" + "".join(f"{mark if i == 7 else i % 4},{i % 3},{i % 2}\n" for i in range(20)))
    values = column(source, "x")
    assert np.isnan(values[7])
    assert values[8:] == [i % 4 for i in range(8, 20)]


def test_of_columns_that_all_have_gaps_those_stay_that_cost_few_rows(table) -> None:
    def gap(missing: bool, value: float) -> str:
        return "" if missing else str(value)

    rows = [(gap(i >= 30, i / 7), gap(i < 11, i / 3), gap(i >= 29, i * i / 7), i % 2) for i in range(40)]
    source = table("a,b,c,y\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
    data = source.load()
    assert data.input_names == ("a", "c")
    assert data.left_out == ("b",)


@pytest.mark.parametrize("marks", ["-200, 9999", "-200;9999", "-200; 9999.0"])
def test_marks_of_ones_own_may_be_parted_by_semicolons(table, marks) -> None:
    source = table("a;b;y\n1,5;9999;0\n-200,0;2;1\n3,5;1;0\n0,5;7;1\n", marks=marks, missing="mean")
    assert np.isnan(source.load().inputs).tolist() == [[False, True], [True, False], [False] * 2, [False] * 2]


def test_marks_of_ones_own_and_marks_that_are_categories(table) -> None:
    rows = "".join(
        f"{'-200,0' if i == 3 else i % 4};{'u' if i % 5 else 'NA'};{'vw'[i % 2] if i % 4 else ''}\n"
        for i in range(20)
    )
    source = table("x;k;y\n" + rows, marks="-200, 999", decimal=",")
    data = source.load()
    assert np.isnan(data.inputs[2, 0])
    assert len(data) == 15
    as_one = table("x;k;y\n" + rows, marks="-200", missing_class=True).load()
    assert as_one.input_names == ("x", "k = NA", "k = u")
    assert (as_one.target_names, len(as_one)) == (("missing", "v", "w"), 20)
    signs = table("x,y\n" + "".join(f"{i % 7},{'+-'[i % 2]}\n" for i in range(20))).load()
    assert signs.target_names == ("+", "-")
    none = table("g,y\n" + "".join(f"{['None', 'Part', 'Full'][i % 3]},{i % 2}\n" for i in range(20))).load()
    assert none.input_names == ("g = Full", "g = None", "g = Part")


@pytest.mark.parametrize(
    ("fields", "values", "unit"),
    [
        (["$2.39", "$10.98", "-$1.69"], [2.39, 10.98, -1.69], "$"),
        (["2,39 €", "1.010,98 €", "8,49 €"], [2.39, 1010.98, 8.49], "€"),
        (["£5", "£7.5", "£8"], [5, 7.5, 8], "£"),
        (["51.9%", "16%", "0.5 %"], [51.9, 16, 0.5], "%"),
        (["5 kg", "7.5 kg", "3kg"], [5, 7.5, 3], "kg"),
        (["20.5°C", "21°C", "-3°C"], [20.5, 21, -3], "°C"),
        (["€110.5M", "€565K", "€0"], [110.5e6, 565e3, 0], "€"),
        (["USD 1.5", "USD 12", "USD 3"], [1.5, 12, 3], "USD"),
        (["57.05N", "3.5S", "0N"], [57.05, -3.5, 0], "°"),
        (["10.5E", "70.25W", "1E"], [10.5, -70.25, 1], "°"),
        (["5N", "7.5N", "3N"], [5, 7.5, 3], "N"),
        (["300K", "310K", "295.5K"], [300, 310, 295.5], "K"),
        (["5.3 l/100km", "7 l/100km", "3.5 l/100km"], [5.3, 7, 3.5], "l/100km"),
        (["5,3 kg/m3", "7,5 kg/m3", "3 kg/m3"], [5.3, 7.5, 3], "kg/m3"),
        (["40 m2", "75.5 m2", "38m2"], [40, 75.5, 38], "m2"),
    ],
)
def test_numbers_with_a_unit_are_numbers_and_the_unit_is_remembered(table, fields, values, unit) -> None:
    rows = "".join(f"{field};{i};{i % 2}\n" for i, field in enumerate(fields))
    source = table("v;x;y\n" + rows)
    assert column(source, "v") == values
    assert source.load().input_units == (unit, "")
    assert f"Units: v in {unit}" in source.load().notes
    target = table("x;y;v\n" + "".join(f"{i};{i % 2};{f}\n" for i, f in enumerate(fields))).load()
    assert (target.task, target.target_units) == ("regression", (unit,))


def test_a_target_with_a_unit_is_measured_however_few_numbers_it_has(table) -> None:
    rows = "".join(f"{i}.5,{2 + i % 5} LPA\n" for i in range(30))
    found = table("x,salary\n" + rows).load()
    assert (found.task, found.target_units, found.targets[:3, 0].tolist()) == (
        "regression",
        ("LPA",),
        [2, 3, 4],
    )
    assert table("x,salary\n" + rows, task="classes").load().task == "classes"


def test_magnitudes_and_flags_behind_numbers_are_no_units(table) -> None:
    assert column(table("v,x,y\n1.5k,1,0\n2.5M,2,1\n300,3,0\n"), "v") == [1500, 2.5e6, 300]
    flagged = table("v\tx\ty\n12.5 e\t1\t0\n13.5 \t2\t1\n14 \t3\t0\n: c\t5\t1\n15 \t7\t1\n", missing="mean")
    assert column(flagged, "v")[:3] == [12.5, 13.5, 14]


def test_a_sign_behind_every_line_is_no_unit(table) -> None:
    rows = "".join(f"{k % 3},{'ab'[k % 2]},0.{k + 1}7,-{k}.25;\n" for k in range(12))
    data = table(rows).load()
    assert (data.input_names, data.target_names) == (("column 1", "column 3", "column 4"), ("a", "b"))
    assert data.inputs[3].tolist() == [0, 0.47, -3.25]
    assert not any(data.input_units)


def test_a_line_of_units_below_the_names(table) -> None:
    data = table("t;T;p\ns;°C;hPa\n0;20,5;1013\n1;21,5;1012\n2;22,0;1011\n4;20,0;1010\n").load()
    assert (data.input_units, data.target_units, len(data)) == (("s", "°C"), ("hPa",), 4)


def test_a_number_far_from_all_others_is_named_and_can_be_taken_for_a_missing_one(table) -> None:
    rows = "".join(
        f"{-200 if i % 6 == 1 else i / 4},{-200 if i % 9 == 1 else 50 + i},{i % 7 * 100}.5\n"
        for i in range(36)
    )
    source = table("t,rh,y\n" + rows, missing="mean")
    assert note(source, "-200, far").endswith("may stand for a missing value: t, rh")
    turned_over = turned(source, "-200, far", "It is missing")
    assert np.isnan(turned_over.load().inputs).sum(axis=0).tolist() == [6, 4]
    assert not any("far from all" in line for line in turned_over.load().notes)


@pytest.mark.parametrize("odd", [0, 1, -1, 60, 98, 99.5])
def test_numbers_that_may_be_values_are_not_suspected(table, odd) -> None:
    rows = "".join(f"{odd if i % 6 == 1 else i},{i % 2 * 255},{i * i % 7}.5\n" for i in range(36))
    assert not any("far from all" in line for line in table("t,flag,y\n" + rows).load().notes)


def test_codes_with_digits_are_texts(table) -> None:
    source = table("v,x,y\n" + "".join(f"{i % 4}{'AB'[i % 2]}{i % 3},{i}.5,{i % 2}\n" for i in range(24)))
    assert source.load().input_names[0] == "v = 0A0"


def test_different_units_are_texts(table) -> None:
    data = table("v,x,y\n5 kg,1,0\n5 lb,2,1\n5 kg,3,0\n5 lb,5,1\n").load()
    assert data.input_names == ("v = 5 kg", "v = 5 lb", "x")


@pytest.mark.parametrize("distinct", [200, 150, 101])
def test_free_text_is_no_class(table, distinct) -> None:
    rows = "".join(f"{i / 7},remark {i % distinct}\n" for i in range(200))
    with pytest.raises(NnsimError, match=f"“y” has {distinct} different texts in 200 rows"):
        table("x,y\n" + rows).load()
    half = "".join(f"{i / 7},remark {i % 100}\n" for i in range(200))
    assert table("x,y\n" + half).load().classes == 100


def _rows(values, n: int = 40) -> str:
    return "".join(f"{value},{i * i % 17 / 3},{i % 2}\n" for i, value in zip(range(n), values, strict=False))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Id", range(1, 41)),
        ("n", range(40, 0, -1)),
        ("t", range(100, 140)),
        ("x", [i * 7 % 41 + 1 for i in range(40)]),
        ("#", range(1, 41)),
        ("student_no", [842302 + i * i * 31 for i in range(40)]),
        ("patient_id", [842302 + i * i * 31 for i in range(40)]),
        ("name", [f"person {i}" for i in range(40)]),
        ("", range(40)),
    ],
)
def test_columns_that_only_tell_rows_apart_are_left_out_and_can_be_chosen(table, name, values) -> None:
    source = table(f"{name},z,y\n" + _rows(values))
    data = source.load()
    shown = name or "column 1"
    assert data.input_names == ("z",)
    assert data.left_out == (shown,)
    assert any(line.startswith(f"Left out: “{shown}”") for line in data.notes)
    assert len(turned(source, "Left out", "Use it").load().input_names) > 1
    assert table(f"{name},z,y\n" + _rows(values), leave_out=False).load().left_out == ()


@pytest.mark.parametrize(
    "values",
    [
        [round(i * 1.37 % 9, 3) for i in range(40)],
        [i * 997 % 4099 for i in range(40)],
        [i * i * 1000 + 17 for i in range(40)],
        [2 * i for i in range(40)],
        [i / 10 for i in range(40)],
    ],
)
def test_measured_numbers_stay_though_all_differ(table, values) -> None:
    assert table("x,z,y\n" + _rows(values)).load().input_names == ("x", "z")


def test_the_only_input_stays(table) -> None:
    data = table("x,y\n" + "".join(f"{i},{i * i + 0.5}\n" for i in range(1, 21))).load()
    assert data.inputs[:, 0].tolist() == list(range(1, 21))
    both = table("name,x,y\n" + "".join(f"n{i},{i},{i * i + 0.5}\n" for i in range(1, 21))).load()
    assert both.input_names == ("x",)


@pytest.mark.parametrize(
    "form", ["2024-{m:02d}-{d:02d}", "{d:02d}.{m:02d}.2024", "{m}/{d}/2024", "2024/{m}/{d}", "2024{m:02d}{d:02d}",
             "{d:02d}-{M}-2024", "{M} {d} 2024", "2024-{m:02d}-{d:02d}T00:00:00Z"]
)  # fmt: skip
def test_dates_become_numbers(table, form) -> None:
    months = ["Jan", "Feb", "Mar", "Apr"]
    dates = [form.format(d=1 + i, m=1 + i % 3, M=months[i % 3]) for i in range(28)]
    source = table("when,x,y\n" + "".join(f"{day},{i % 3},{i % 2}\n" for i, day in enumerate(dates)))
    data = source.load()
    assert data.input_names[:3] == ("when: month", "when: weekday", "when: days since the first")
    assert data.inputs[:3, :3].tolist() == [[1, 1, 0], [2, 5, 32], [3, 7, 62]]
    assert any(line.startswith("“when” became numbers") for line in data.notes)


@pytest.mark.parametrize("form", ["{M} {y}", "{M}-{y}", "{y}-{m:02d}"])
def test_months_of_years_are_dates(table, form) -> None:
    cells = [form.format(M=("Jan", "Feb.", "March")[i % 3], m=1 + i % 3, y=2019 + i // 3) for i in range(12)]
    source = table("t,y\n" + "".join(f"{cell},{i * i % 7}\n" for i, cell in enumerate(cells)))
    assert column(source, "t: month") == [1, 2, 3] * 4
    assert column(source, "t: year") == [2019] * 3 + [2020] * 3 + [2021] * 3 + [2022] * 3


def test_stamps_without_signs_may_end_with_the_time(table) -> None:
    cells = [f"202001{1 + i // 24:02d}{i % 24:02d}" for i in range(48)]
    for minutes in ("", "30"):
        source = table("t,y\n" + "".join(f"{cell}{minutes},{i * i % 7}\n" for i, cell in enumerate(cells)))
        assert column(source, "t: hour") == [*range(24)] * 2
    seconds = table("t,y\n" + "".join(f"{1577836800 + 3600 * i},{i * i % 7}\n" for i in range(48)))
    assert column(seconds, "t")[0] == 1577836800


@pytest.mark.parametrize(("zone", "hour"), [("GMT+1", 9), ("UTC-03:30", 13), ("GMT", 10), ("UTC+0200", 8)])
def test_zones_are_told_by_name_and_number(zone, hour) -> None:
    known = moments_of(["2020-01-01 10:00 +00:00", f"2020-01-01 10:00:00 {zone}"])
    assert known is not None
    assert known.seconds[1] // 3600 % 24 == hour


@pytest.mark.parametrize(
    "cell", ["Mon Sep 24 03:35:21 2012", "Mon Sep 24 03:35:21 +0000 2012", "Sep 24 03:35 2012"]
)
def test_the_year_may_stand_last(cell) -> None:
    known = moments_of([cell])
    assert known is not None
    assert np.datetime64(int(known.seconds[0]) // 60, "m") == np.datetime64("2012-09-24T03:35")


def test_day_and_month_that_could_be_exchanged_are_named(table) -> None:
    source = table(
        "when,x,y\n" + "".join(f"0{1 + i % 9}/0{1 + i % 4}/2024,{i % 3},{i % 2}\n" for i in range(20))
    )
    assert source.load().inputs[1].tolist()[0] == 2
    assert "the month was taken to come first" in note(source, "“when”: in")
    day_first = turned(source, "“when”: in", "Day first")
    assert day_first.load().inputs[4].tolist()[0] == 1
    assert "the day was taken to come first" in note(day_first, "“when”: in")
    as_text = turned(source, "“when” became", "Read as texts").load()
    assert "x" in as_text.input_names


def test_times_and_zones(table) -> None:
    rows = "".join(f"{9 + i}:30,2024-03-01T{i:02d}:15:00+02:00,{i % 3},{i % 2}\n" for i in range(12))
    data = table("at,when,x,y\n" + rows).load()
    assert data.input_names == ("at: hour", "when: hour", "when: days since the first", "x")
    assert data.inputs[1, :2].tolist() == [10.5, 1]
    assert data.inputs[6, 2] == pytest.approx(0.25)
    for odd in ("24:61", "2024-02-30", "32.01.2024", "13/13/2024"):
        text = table("when,x,y\n" + f"{odd},1,0\n{odd},2,1\n{odd},4,0\n").load()
        assert f"when = {odd}" in text.input_names
