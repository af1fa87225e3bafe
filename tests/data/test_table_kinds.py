"""Tables as people really have them: each kind in several variants, and the right values."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.notes import switches_of
from nnsim.data.source import sources
from nnsim.data.sources.csv_file import CsvFile

nan = np.nan


def column(source: CsvFile, name: str) -> list[float]:
    data = source.load()
    return data.inputs[:, data.input_names.index(name)].tolist()


def note(source: CsvFile, start: str) -> str:
    return next(line for line in source.load().notes if line.startswith(start))


def turned(source: CsvFile, start: str, label: str) -> CsvFile:
    """Return the source after the click on a button beside a sentence."""
    switch = next(s for s in switches_of(note(source, start)) if s.label == label)
    return replace(source, **dict(switch.changes))


@pytest.mark.parametrize(
    ("text", "values", "signs"),
    [
        ("k\tv\ty\na\t1,234\t1\nb\t950\t2\nc\t12,500\t3\n", [1234, 950, 12500], ("point", "comma")),
        ("k;v;y\na;1.234;1,5\nb;950;2,5\nc;12.500;3\n", [1234, 950, 12500], ("comma", "point")),
        ("k;v;y\na;1\u202f234;1,5\nb;950;2\nc;12\u202f500;3\n", [1234, 950, 12500], ("comma", "blank")),
        ("k;v;y\na;1\u00a0234;1\nb;950;2\nc;12\u00a0500;3\n", [1234, 950, 12500], ("point", "blank")),
        ("k|v|y\na|1 234|1\nb|950|2\nc|12 500|3\n", [1234, 950, 12500], ("point", "blank")),
        ("k;v;y\na;1'234.50;1\nb;950.25;2\nc;12’500;3\n", [1234.5, 950.25, 12500], ("point", "apostrophe")),
        ("k,v,y\na,1_234,1\nb,950,2\nc,12_500,3\n", [1234, 950, 12500], ("point", "underscore")),
        ('k,v,y\na,"12,34,567",1\nb,950,2\nc,"1,00,000",3\n', [1234567, 950, 100000], ("point", "comma")),
        ('k,v,y\na,"1,234.5",1\nb,"-950",2\nc,"12,500",3\n', [1234.5, -950, 12500], ("point", "comma")),
        ("k;v;y\na;1.234.567,5;1\nb;-950;2\nc;12.500;3\n", [1234567.5, -950, 12500], ("comma", "point")),
        ("k;v;y\na;(1,5);1\nb;2,5;2\nc;−3,25;3\n", [-1.5, 2.5, -3.25], ("comma", "none")),
        ("k\tv\ty\na\t0,123\t1\nb\t0,5\t2\nc\t12,500\t3\n", [0.123, 0.5, 12.5], ("comma", "none")),
        ("k,v,y\na,0.870,1\nb,0.623,2\nc,12.500,3\n", [0.87, 0.623, 12.5], ("point", "none")),
        ("k;v;y\na;1,5E+03;1\nb;2,5E-01;2\nc;-3,0E+00;3\n", [1500, 0.25, -3], ("comma", "none")),
        ("k v y\na 1.5D+03 1\nb 2.5D-01 2\nc 3.0D+00 3\n", [1500, 0.25, 3], ("point", "none")),
        ("k v y\na 1,5 1\nb 2,5 2\nc 0,25 3\n", [1.5, 2.5, 0.25], ("comma", "none")),
    ],
)
def test_signs_of_numbers_are_recognised_and_named(table, text, values, signs) -> None:
    source = table(text)
    assert column(source, "v") == values
    notes = source.load().notes
    assert f"Decimal sign: {signs[0]}" in notes
    assert f"Thousands sign: {signs[1]}" in notes


@pytest.mark.parametrize(
    ("text", "first", "other"),
    [
        ("k\tv\ty\na\t1,234\t1\nb\t950\t2\nc\t12,500\t3\n", 1234, 1.234),
        ("k;v;y\na;1,234;1\nb;2,345;2\nc;12,500;3\n", 1.234, 1234),
        ("k;v;y\na;1.234;1\nb;2.345;2\nc;12.500;3\n", 1.234, 1234),
        ("k;v;y\na;1.234;1\nb;950;2\nc;12.500;3\n", 1234, 1.234),
    ],
)
def test_where_both_readings_fit_both_are_named_and_can_be_turned_over(table, text, first, other) -> None:
    source = table(text)
    assert column(source, "v")[0] == first
    said = note(source, "“1")
    assert f"read as {first:g}; it could also be {other:g}" in said
    changed = turned(source, "“1", f"Read as {other:g}")
    assert column(changed, "v")[0] == other
    assert column(turned(changed, "“1", f"Read as {first:g}"), "v")[0] == first


def test_a_column_with_signs_of_its_own_is_read_by_them(table) -> None:
    source = table("lat;price;y\n48.5;1,5;0\n49.25;2,5;1\n47.5;3,25;0\n")
    assert source.load().inputs.tolist() == [[48.5, 1.5], [49.25, 2.5], [47.5, 3.25]]
    assert any("signs of their own" in line for line in source.load().notes)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("country,1990,2000,2010\nA,1.5,2.5,3.5\nB,2.5,3.0,4.0\nC,0.5,1.5,1.0\n", "country 1990 2000 2010"),
        ("Region;1990;1995;2000\nA;12;15;3\nB;2;5;7\nC;9;1;4\n", "Region 1990 1995 2000"),
        ("c,1960,1961\nA,54608,55811\nB,52,53\nC,9443,10216\n", "c 1960 1961"),
        ("size,2019,label\n1,5,a\n2,6,b\n3,7,a\n", "size 2019 label"),
        ("0,1,2\n0.1,0.2,1.5\n0.4,0.1,2.5\n0.7,0.3,1.1\n", "0 1 2"),
        ("6,4,setosa,versicolor\n5.1,3.5,1.4,0\n4.9,3.0,1.4,1\n6.0,3.1,1.5,0\n", "6 4 setosa versicolor"),
        ("when,y\n2024-01-01,1\n2024-01-02,2\n2024-01-04,5\n", "when y"),
        ("colour,class\nred,u\nblue,v\nred,v\nblue,u\n", "colour class"),
    ],
)
def test_names_are_told_from_examples(table, text, names) -> None:
    source = table(text)
    assert source.columns() == tuple(names.split())
    without = turned(source, "The names of the columns", "No names")
    assert without.columns()[0] == "column 1"


@pytest.mark.parametrize(
    "text",
    [
        "a,yes,low\nb,no,low\na,yes,high\nb,nan,high\na,no,low\n",
        "a,yes,low\nb,no,low\na,NA,high\nb,n/a,high\na,no,low\n",
        "1,2,3\n4,5,6\n7,8,9\n1,5,8\n",
        "1.5,2,x\n4,5,y\n7,8,x\n",
        "2024-01-01,1\n2024-01-02,2\n2024-01-04,5\n",
    ],
)
def test_examples_are_told_from_names(table, text) -> None:
    source = table(text, missing="mean")
    assert source.columns()[0] == "column 1"
    assert turned(source, "No names", "Names").columns()[0] != "column 1"


TABLE = "year,a,b\n1990,1.5,2\n1991,2.5,3\n1993,3.5,1\n1994,4.5,7\n"


@pytest.mark.parametrize(
    ("top", "text", "bottom"),
    [
        ("Global means\n", TABLE, ""),
        ("Global means, by year\n", TABLE, ""),
        ("Title;;\n\n", TABLE.replace(",", ";"), ";;\nQuelle: Amt;;\n"),
        ("Made by me\nin 2024\n\n", TABLE, "\nSource: me\n(c) 2024\n"),
        ("Global mean temperature\n", TABLE.replace(",", " "), ""),
        ("# logger\n# of mine\n", TABLE, ""),
        ("% logger\n", TABLE, "% end\n"),
        ("// logger\n", TABLE.replace("1993", "// half\n1993"), ""),
        ("", TABLE, "Total,10,13\n"),
        ("", TABLE, "* provisional\n"),
        ("", TABLE, "\nNote: provisional, see site\n"),
        ("sep=;\n", TABLE.replace(",", ";"), ""),
        ('"Data Source","World",\n\n"Updated","2024",\n\n', TABLE.replace("\n", ",\n"), ""),
        ("# year,a,b\n", TABLE.partition("\n")[2], ""),
        ("# year a b\n", TABLE.partition("\n")[2].replace(",", " "), ""),
        ("@relation t\n@attribute year real\n@attribute a real\n@attribute b real\n@data\n",
         TABLE.partition("\n")[2], ""),
    ],
)  # fmt: skip
def test_titles_comments_and_footers_are_no_rows(table, top, text, bottom) -> None:
    source = table(top + text + bottom)
    assert source.columns() == ("year", "a", "b")
    data = source.load()
    assert data.inputs.tolist() == [[1990, 1.5], [1991, 2.5], [1993, 3.5], [1994, 4.5]]
    assert data.targets[:, 0].tolist() == [2, 3, 1, 7]


def test_skipped_lines_are_named_and_can_be_kept_or_set(table) -> None:
    source = table("Global means\n" + TABLE + "Total,1,2\n")
    assert note(source, "1 line at the top was skipped") == "1 line at the top was skipped: “Global means”"
    assert "“Total, 1, 2”" in note(source, "1 line at the bottom")
    assert turned(source, "1 line at the bottom", "Keep").skip_bottom == 0
    cut = table("x\ny,z\n" + TABLE + "1,2,3\n1,2,3\n", skip_top=2, skip_bottom=2).load()
    assert (len(cut), cut.input_names) == (4, ("year", "a"))
    by_choice = table("; mine\n" + TABLE, comment=";")
    assert by_choice.load().inputs.shape == (4, 2)
    assert table("a,y\n#N/A,1\n2,2\n3,3\n5,5\n6,9\n7,1\n").load().inputs[1:, 0].tolist() == [2, 3, 5, 6, 7]


def test_quotation_marks_can_be_single_or_off(table) -> None:
    single = table("a,b,c\n1,'x, y',0\n2,'z',1\n3,'x, y',0\n5,'z',1\n")
    assert single.load().input_names == ("a", "b = x, y", "b = z")
    loose = 'a,b,c\n1,"x,0\n2,z,1\n3,z,0\n5,z,1\n'
    with pytest.raises(NnsimError, match="or switch quotation marks off"):
        table(loose).load()
    assert table(loose, quote="none").load().input_names == ("a", 'b = "x', "b = z")


@pytest.mark.parametrize(
    "text",
    [
        "a\tb\tname\tcls\nc\td\ts\td\n\t\tmeta\tclass\n1.5\t1\tx1\tyes\n2.5\t2\tx2\tno\n3.5\t1\tx3\tyes\n0.5\t2\tx2\tno\n",
        "a\tb\tname\tcls\ncontinuous\tdiscrete\tstring\tno yes\n\t\tm\tc\n1.5\t1\tx1\tyes\n2.5\t2\tx2\tno\n3.5\t1\tx3\tyes\n0.5\t2\tx2\tno\n",
        "C#a\tD#b\tmS#name\tcD#cls\n1.5\t1\tx1\tyes\n2.5\t2\tx2\tno\n3.5\t1\tx3\tyes\n0.5\t2\tx2\tno\n",
        "a,D#b,m#name,c#cls\n1.5,1,x1,yes\n2.5,2,x2,no\n3.5,1,x3,yes\n0.5,2,x2,no\n",
        "a\tcls\tb\ti#name\nc\td\td\ts\n\tclass\t\tignore\n1.5\tyes\t1\tx1\n2.5\tno\t2\tx2\n3.5\tyes\t1\tx3\n0.5\tno\t2\tx2\n",
    ],
)  # fmt: skip
def test_the_header_of_orange_is_honoured(table, text) -> None:
    data = table(text).load()
    assert (data.input_names, data.target_names) == (("a", "b = 1", "b = 2"), ("no", "yes"))
    assert data.inputs[:, 0].tolist() == [1.5, 2.5, 3.5, 0.5]
    assert any("name” is no input" in line for line in data.notes)


def test_classes_of_orange_may_be_numbers_and_columns_can_be_chosen_after_all(table) -> None:
    text = "C#a\tcD#grade\tmC#weight\n1.5\t10\t1\n2.5\t9\t2\n3.5\t10\t4\n"
    assert table(text).load().target_names == ("10", "9")
    assert table(text, inputs="weight").load().inputs[:, 0].tolist() == [1, 2, 4]


@pytest.mark.parametrize(
    "text",
    [
        "x,y,cls\n0,1,a,\n1,2,b,\n2,7,a,\n3,6,b,\n",
        "x,y,cls,\n0,1,a\n1,2,b\n2,7,a\n3,6,b\n",
        "x,y,cls,\n0,1,a,\n1,2,b,\n2,7,a,\n3,6,b,\n",
        "x;y;cls;;\n0;1;a;;\n1;2;b;;\n2;7;a;;\n3;6;b;;\n",
        "x,y,cls,Unnamed: 3\n0,1,a,\n1,2,b,\n2,7,a,\n3,6,b,\n",
        "|x|y|cls|\n|0|1|a|\n|1|2|b|\n|2|7|a|\n|3|6|b|\n",
        "x,y,cls\n0,1,a,\n1,2,b\n2,7,a,\n3,6,b,\n",
    ],
)
def test_an_empty_last_column_is_none(table, text) -> None:
    source = table(text)
    assert source.columns() == ("x", "y", "cls")
    assert source.load().inputs.tolist() == [[0, 1], [1, 2], [2, 7], [3, 6]]


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
    "mark", ["NA", "N/A", "#N/A", "null", "-", ".", "?", "***", "", "#DIV/0!", "NaN", "n.a.", ":", "..", "--"]
)
def test_usual_marks_of_missing_values_are_known(table, mark) -> None:
    source = table("x,z,y\n" + "".join(f"{mark if i == 7 else i % 4},{i % 3},{i % 2}\n" for i in range(20)))
    values = column(source, "x")
    assert np.isnan(values[7])
    assert values[8:] == [i % 4 for i in range(8, 20)]


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
        (["300K", "310K", "295.5K"], [300, 310, 295.5], "K"),
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


def test_magnitudes_and_flags_behind_numbers_are_no_units(table) -> None:
    assert column(table("v,x,y\n1.5k,1,0\n2.5M,2,1\n300,3,0\n"), "v") == [1500, 2.5e6, 300]
    flagged = table("v\tx\ty\n12.5 e\t1\t0\n13.5 \t2\t1\n14 \t3\t0\n: c\t5\t1\n15 \t7\t1\n", missing="mean")
    assert column(flagged, "v")[:3] == [12.5, 13.5, 14]


def test_a_line_of_units_below_the_names(table) -> None:
    data = table("t;T;p\ns;°C;hPa\n0;20,5;1013\n1;21,5;1012\n2;22,0;1011\n4;20,0;1010\n").load()
    assert (data.input_units, data.target_units, len(data)) == (("s", "°C"), ("hPa",), 4)


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_are_recognised_and_named(table, encoding) -> None:
    source = table("größe,y\n1,2\n2,3\n3,5\n".encode(encoding))
    assert source.columns() == ("größe", "y")
    shown = {"cp1252": "Windows-1252"}.get(encoding, encoding.upper()[:6].removesuffix("-"))
    assert f"Encoding: {shown}" in source.load().notes


def test_ten_thousand_columns_of_equal_names_are_told_apart(table) -> None:
    wide = ",".join(["same"] * 10_000)
    source = table(wide + "\n" + "".join(",".join([f"{i}.5"] * 10_000) + "\n" for i in range(3)))
    names = source.columns()
    assert (len(set(names)), names[0], names[-1]) == (10_000, "same", "same (10000)")


def test_projects_of_version_one_keep_their_columns() -> None:
    record = {"kind": "csv", "version": 1, "settings": {"path": "t.csv", "target": "y"}}
    old = sources.from_record(record)
    assert (old.leave_out, old.dates, old.thousands) == (False, "none", "auto")
    assert sources.from_record(sources.to_record(CsvFile(path="t.csv"))).leave_out
