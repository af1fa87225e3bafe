"""Files as people really have them: signs, names, titles, footers, headers of Orange, encodings."""

from __future__ import annotations

import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.source import sources
from nnsim.data.sources.csv_file import CsvFile
from tests.data.told import column, note, turned


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
    assert source.layout().names == tuple(names.split())
    without = turned(source, "The names of the columns", "No names")
    assert without.layout().names[0] == "column 1"


def test_a_logger_says_above_the_names_what_it_is_and_below_how_it_measured(table) -> None:
    top = "TOA5,st,CR10,12,std,prog,77,tab\nTIME,RECORD,Air,RH\nTS,RN,Deg C,%\n,,Avg,Smp\n"
    data = table(
        top + "".join(f"2021-06-01 10:{10 + i},{i},{i % 7}.5,{i * i % 5}.25\n" for i in range(20))
    ).load()
    assert (data.input_names[-1], data.target_names, data.left_out) == ("Air", ("RH",), ("RECORD",))
    assert (data.input_units[-1], data.target_units, len(data)) == ("Deg C", ("%",), 20)


@pytest.mark.parametrize(
    ("top", "names"),
    [
        (",2020,,Result,\nhired,hours,rate,active,grade\n", "hired|hours|rate|active|grade"),
        ("region,2020,,2021,\n,Q1,Q2,Q1,Q2\n", "region|2020 Q1|2020 Q2|2021 Q1|2021 Q2"),
        (",size,size,dose,dose\n,mean,std,mean,std\n", "column 1|size mean|size std|dose mean|dose std"),
        ("a,a,a,b,b\nint,int,float,int,int\n", "a|a (2)|a (3)|b|b (2)"),
        ("t,,p,,y\ns,m,hPa,K,V\n", "t|column 2|p|column 4|y"),
    ],
)
def test_names_below_heads_of_groups(table, top, names) -> None:
    rows = "".join(f"{i % 3}.5,{i},{i * i % 5}.25,{i * i % 7},{i % 2}\n" for i in range(20))
    source = table(top + rows)
    assert source.layout().names == tuple(names.split("|"))
    assert len(source.load()) == 20


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
    assert source.layout().names[0] == "column 1"
    assert turned(source, "No names", "Names").layout().names[0] != "column 1"


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
        ("# by me, 2024, v1\n", TABLE, ""),
        ("# year,a,b\n", TABLE.partition("\n")[2], ""),
        ("# year a b\n", TABLE.partition("\n")[2].replace(",", " "), ""),
        ("@relation t\n@attribute year real\n@attribute a real\n@attribute b real\n@data\n",
         TABLE.partition("\n")[2], ""),
    ],
)  # fmt: skip
def test_titles_comments_and_footers_are_no_rows(table, top, text, bottom) -> None:
    source = table(top + text + bottom)
    assert source.layout().names == ("year", "a", "b")
    data = source.load()
    assert data.inputs.tolist() == [[1990, 1.5], [1991, 2.5], [1993, 3.5], [1994, 4.5]]
    assert data.targets[:, 0].tolist() == [2, 3, 1, 7]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        (
            "Turnover;made: 01.02.2024 10:11\nIBAN;DE12 3456\nBalance;1.234,56;EUR\n\nbooked;text;amount;kind;balance\n"
            + "".join(f"{1 + i:02d}.01.2023;SHOP {i} SAYS//THANKS;-{1 + i}.220,73;EUR;{9 - i % 9}.583,93\n" for i in range(20)),
            "semicolon",
        ),
        (
            "day,type,text,value,balance,account name\n"
            + "".join(f'{1 + i:02d} Jan 2023,POS,"SHOP {i}","-£1,2{i:02d}.50","£3,123.25",{"AB"[i % 2]}\n' for i in range(20)),
            "comma",
        ),
        ("Client\tAge\tSum\tLeft\n" + "".join(f"Client {i}\t{i % 7}\t{i},5\t{i % 2}\n" for i in range(20)), "tab"),
        ("Client Nr\tAge\tLeft\n" + "".join(f"Client {i}\t{i % 7}\t{i % 2}\n" for i in range(20)), "tab"),
        ("when\tt\tplace\n" + "".join(f"2020-01-0{1 + i % 9} 1{i % 9}:00\t{i}.5\t{['Rome', 'Oslo'][i % 2]}\n" for i in range(20)), "tab"),
        ("".join(f"18.{i}   8   30{i}.0   {i % 3}\t\"ford {'ab'[i % 2]}\"\n" for i in range(20)), "blanks"),
        ("".join(f"{i}.5\t{i % 7}.25{chr(9) * (1 + (i % 9 == 0))}{i % 3}\n" for i in range(20)), "blanks"),
        ("q,age,band,vote\n" + "".join(f"{i % 3} - so,{i},{['<', '3-5'][i % 2]},{i % 2}\n" for i in range(20)), "comma"),
        ("k;group;n;share\n" + "".join(f"A-{i};G{i % 7};{100 + i};{i},5\n" for i in range(20)), "semicolon"),
        ("a\tb\ty\t\t\n" + "".join(f"{i}.5\t{i * i % 7}.5\t{i % 3}.25\n" for i in range(20)), "tab"),
    ],
)  # fmt: skip
def test_amounts_with_units_and_dates_tell_the_separator(table, text, separator) -> None:
    data = table(text).load()
    assert f"Separator: {separator}" in data.notes
    assert len(data) == 20


@pytest.mark.parametrize(
    "text",
    [
        " k | a   | y\n---+-----+---\n{rows}(4 rows)\n\n",
        "| k | a | y |\n|---|:---:|---|\n{rows}",
        "k|a|y\n========\n{rows}--------\n(4 rows affected)\n",
    ],
)
def test_lines_drawn_across_are_no_rows(table, text) -> None:
    ends = ("| ", " |") if text.startswith("|") else ("", "")
    rows = "".join(f"{ends[0]}{k} | {k}.5 | {k * k % 5}.5{ends[1]}\n" for k in (1, 7, 3, 4))
    data = table(text.format(rows=rows)).load()
    assert data.input_names == ("k", "a")
    assert data.inputs.tolist() == [[1, 1.5], [7, 7.5], [3, 3.5], [4, 4.5]]
    assert not any("lack a value" in line or "left out" in line for line in data.notes)


@pytest.mark.parametrize(
    "kinds",
    [
        "STRING;DOUBLE;INT;CAT",
        "text;float64;int64;category",
        "varchar(20);real;integer;bool",
        "15s;14n;6n;20s",
    ],
)
def test_a_line_that_says_what_columns_hold_is_no_row(table, kinds) -> None:
    rows = "".join(f"{'ab'[i % 2]};{i}.5;{i * i % 7};{'xy'[i % 2]}\n" for i in range(12))
    source = table(f"name;mpg;cyl;origin\n{kinds}\n{rows}")
    data = source.load()
    assert (len(data), data.target_names, data.input_units) == (12, ("x", "y"), ())
    assert data.input_names == ("name = a", "name = b", "mpg", "cyl")
    assert kinds in note(source, "1 line at the top was skipped")
    assert turned(source, "1 line at the top", "Keep").skip_top == 0
    assert not any(
        "at the top was skipped" in line for line in turned(source, "1 line at the top", "Keep").load().notes
    )


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
        "x,y,cls\n0,1,a,,\n1,2,b,,\n2,7,a,,\n3,6,b,,\n",
        "x\ty\tcls\t\t\n0\t1\ta\n1\t2\tb\n2\t7\ta\n3\t6\tb\n",
    ],
)
def test_an_empty_last_column_is_none(table, text) -> None:
    source = table(text)
    assert source.layout().names == ("x", "y", "cls")
    assert source.load().inputs.tolist() == [[0, 1], [1, 2], [2, 7], [3, 6]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_are_recognised_and_named(table, encoding) -> None:
    source = table("größe,y\n1,2\n2,3\n3,5\n".encode(encoding))
    assert source.layout().names == ("größe", "y")
    shown = {"cp1252": "Windows-1252"}.get(encoding, encoding.upper()[:6].removesuffix("-"))
    assert f"Encoding: {shown}" in source.load().notes


def test_ten_thousand_columns_of_equal_names_are_told_apart(table) -> None:
    wide = ",".join(["same"] * 10_000)
    source = table(wide + "\n" + "".join(",".join([f"{i}.5"] * 10_000) + "\n" for i in range(3)))
    names = source.layout().names
    assert (len(set(names)), names[0], names[-1]) == (10_000, "same", "same (10000)")


def test_projects_of_version_one_keep_their_columns() -> None:
    record = {"kind": "csv", "version": 1, "settings": {"path": "t.csv", "target": "y"}}
    old = sources.from_record(record)
    assert (old.leave_out, old.dates, old.thousands) == (False, "none", "auto")
    assert sources.from_record(sources.to_record(CsvFile(path="t.csv"))).leave_out
