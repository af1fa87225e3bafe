"""The quick way through text tables: the same bits, the same rows, the same refusals as the careful one."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables import plain_blocks
from nnsim.data.tables.cells import Cells
from nnsim.data.tables.layout import Layout
from nnsim.data.tables.lines import Dialect
from nnsim.data.tables.reading import Table, read_table

_FIELDS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(
        [
            "",
            "NA",
            "nan",
            "?",
            "1e5",
            "+3",
            " 4 ",
            "-.5",
            "7.",
            "1_0",
            "0x1",
            "x",
            '"5"',
            "#3",
            "inf",
            "-",
            "---",
            "blue",
            "red ",
            '"a, b"',
            '5"',
            '"a""b"',
            '"two\nlines"',
            ' "x"',
            '"x" ',
            "'",
            "1,5",
            "a b",
            "é",
            "\u00a07",
            "\u00a0",
            "\x0b",
            "\u3000",
            "1e-400",
            "9007199254740993",
            "12345678901234567890123",
            "# no comment",
            "x" * 90,
            "1.5e",
        ]
    ),
)
_PLAIN = st.one_of(st.floats(-1e9, 1e9).map(repr), st.integers(-1000, 1000).map(str))


def read(layout: Layout) -> Table:
    return read_table(layout, range(len(layout.names)), frozenset(), lambda done, doing: None)


def both(path: Path, layout: Layout | None = None) -> list[Table | str]:
    """Return what is read the quick way and the careful way: a table, or why not."""
    found: list[Table | str] = []
    layout = CsvFile(path=str(path)).layout() if layout is None else replace(layout, path=path)
    for quick in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not quick:
                patch.setattr("nnsim.data.tables.reading.suits", lambda layout: False)
            try:
                found.append(read(layout))
            except NnsimError as error:
                found.append(str(error))
    return found


def same(quick: Table | str, careful: Table | str) -> None:
    if isinstance(quick, str) or isinstance(careful, str):
        assert quick == careful
        return
    assert (quick.rows, quick.footers) == (careful.rows, careful.footers)
    for place, column in careful.columns.items():
        assert quick.columns[place].dtype == column.dtype
        if column.dtype.kind == "f":
            assert quick.columns[place].tobytes() == column.tobytes() or np.array_equal(
                quick.columns[place], column, equal_nan=True
            )
        else:
            assert quick.columns[place].tolist() == column.tolist()


def small_blocks(patch: pytest.MonkeyPatch) -> None:
    """Blocks of a few lines: what is odd stands in some of them, and near their edges."""
    patch.setattr(plain_blocks, "_BLOCK", 120)
    patch.setattr(plain_blocks, "_KEPT", 3)
    patch.setattr(plain_blocks, "_MOST_TRIED", 5)
    patch.setattr("nnsim.data.tables.reading._MOST_FOOTERS", 3)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(_PLAIN, _PLAIN, _PLAIN), min_size=8, max_size=24),
    odd=st.lists(st.tuples(st.integers(0, 23), st.integers(0, 2), _FIELDS), max_size=5),
    lines=st.sampled_from(["\n", "\r\n"]),
    separator=st.sampled_from([",", ";", "\t", "|", " ", "  "]),
    point=st.sampled_from(".,"),
    words=st.booleans(),
    edges=st.sampled_from([("", ""), ("", ","), (",", ""), ("", ",,"), (" ", " ")]),
    extra=st.sampled_from(
        ["", "\n", "# end", "Total,1,2\n", "1,2\n", "Source: x\n", '"a\nb",1,2\n', ",,\n", '"",, \n']
    ),
    comments=st.booleans(),
)
def test_both_ways_agree_on_whatever_stands_there(
    tmp_path_factory, rows, odd, lines, separator, point, words, edges, extra, comments
) -> None:
    table = [[row[0], f'"w {len(row[1])}"' if words else row[1], row[2]] for row in rows]
    if separator == ";":
        table = [[field.replace(".", point) for field in row] for row in table]
    for row, column, field in odd:
        if row < len(table):
            table[row][column] = field
    before, after = (edge.replace(",", separator) for edge in edges)
    path = tmp_path_factory.mktemp("t") / "t.csv"
    text = lines.join(
        [
            *(["# of this and that"] if comments else []),
            separator.join("abc"),
            *(before + separator.join(row) + after for row in table),
            extra.replace(",", separator),
        ]
    )
    path.write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        small_blocks(patch)
        same(*both(path))


def meant(fields: list[str]) -> list[float] | list[str]:
    """Return what a column is, told by the rule and nothing else: numbers where all are, or else texts."""
    try:
        return [np.nan if field in ("", "NA", "-") else float(field) for field in fields]
    except ValueError:
        return [field.strip() for field in fields]


@settings(max_examples=40, deadline=None)
@given(
    columns=st.lists(
        st.one_of(
            st.lists(st.one_of(_PLAIN, st.sampled_from(["", "NA", "-"])), min_size=9, max_size=9),
            st.lists(
                st.sampled_from(["red", "blue ", "", "a, b", 'say ""so""', "1", "é"]), min_size=9, max_size=9
            ),
            st.lists(
                st.one_of(_PLAIN, st.text("ab1. é", max_size=30).map("b".__add__)), min_size=9, max_size=9
            ),
        ),
        min_size=2,
        max_size=4,
    ),
    times=st.integers(1, 4),
    quoted=st.booleans(),
    guessed=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_columns_are_what_stands_in_the_file(tmp_path_factory, columns, times, quoted, guessed) -> None:
    rows = [[f"key{place}", *row] for place, row in enumerate(zip(*columns, strict=True))] * times
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_text("\n".join([",".join("abcde"[: len(rows[0])]), *[",".join("12345"[: len(rows[0])])] * 3]))
    found = CsvFile(path=str(path), quote='"', skip_bottom=0).layout()
    layout = replace(found, numeric=tuple(guessed[: len(rows[0])]))
    with path.open("w", newline="") as file:
        file.write("names\n")
        csv.writer(
            file, lineterminator="\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        ).writerows(rows)
    with pytest.MonkeyPatch.context() as patch:
        small_blocks(patch)
        table = read(layout)
    assert table.rows == len(rows)
    for place, fields in enumerate(zip(*rows, strict=True)):
        expected = meant(list(fields))
        assert list(map(repr, table.columns[place].tolist())) == list(map(repr, expected))


_CASES = (
    "currency_percent.csv", "dot_missing.csv", "excel_na.csv", "footer_line.csv", "free_text_target.csv",
    "hash_comments.csv", "header_eaten_nan.csv", "header_missed_years.csv", "house.csv", "mostly_empty_column.csv",
    "names_one_hot_unique.csv", "orange_three_line_header.tab", "row_numbers_leak.csv",
    "thousands_tab.tsv", "title_line_first.csv", "trailing_comma_rows.csv", "wdbc_trailing_comma.csv", "wide_10000.csv",
)  # fmt: skip


@pytest.mark.parametrize("name", _CASES)
def test_both_ways_agree_on_the_shared_cases(name, shared_case, monkeypatch) -> None:
    path = Path(shared_case(name))
    same(*both(path))
    small_blocks(monkeypatch)
    same(*both(path))


def blocks_of(path: Path) -> list[plain_blocks.Block]:
    """Return the blocks in which a file is read, the rows of the careful way not among them."""
    layout = CsvFile(path=str(path)).layout()
    with path.open(newline="") as file:
        return list(plain_blocks.plain_blocks(file, layout))


_LINES = {
    "numbers": lambda i: f"{i / 7!r},{i % 13},{'' if i % 50 == 7 else -i},{'NA' if i % 90 == 5 else i}",
    "words": lambda i: f"{i / 7!r},{('red', 'blue', '')[i % 3]},{i},yes",
    "quoted": lambda i: f'"{i / 7!r}","{("a, b", "c", "d e", chr(10))[i % 4]}",{i},"yes"',
    "spaced": lambda i: f"{i / 7!r} , {i % 13}, two words ,{i}",
    "ended": lambda i: f"{i / 7!r},{i % 13},{i},#{i},",
    "blanks": lambda i: f"  {i / 7!r} \t{i % 13}   {i}  x",
    "dated": lambda i: f"2024-01-{i % 28 + 1:02},{i % 13},{i},x",
}


@pytest.mark.parametrize(
    ("kind", "end"),
    # A text over two lines may end them otherwise.
    [(kind, end) for kind in _LINES for end in ("\n", "\r\n") if end == "\n" or kind != "quoted"],
)
def test_most_of_a_plain_file_goes_the_quick_way(kind, end, tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        end.join(["a b c y" if kind == "blanks" else "a,b,c,y", *map(_LINES[kind], range(30_000)), ""]),
        newline="",
    )
    blocks = blocks_of(path)
    assert all(isinstance(block, Cells) for block in blocks)
    assert sum(block.rows for block in blocks) > 11_000
    same(*both(path))


def test_what_is_odd_costs_its_own_block_alone(tmp_path) -> None:
    path = tmp_path / "t.csv"
    lines = [f"{i},{i % 7},x" for i in range(100_000)]
    lines[50_000:50_000] = ["", "# a remark", ",,"]
    path.write_text("\n".join(["# of this and that", "a,b,y", *lines, ""]))
    kinds = [isinstance(block, Cells) for block in blocks_of(path)]
    assert len(kinds) > 3
    assert kinds.count(False) == 1
    same(*both(path))


def test_a_wrong_line_far_down_is_named_by_its_number(tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b,y\n" + "1.5,2,0\n2.5,3,1\n" * 20_000 + "1,2\n" + "1.5,2,0\n" * 200)
    with pytest.raises(NnsimError, match=r"Line 40,002 of t\.csv has 2 fields where 3 are expected"):
        CsvFile(path=str(path)).load()


ODD = (
    "1_000,2,3",
    "0x10,2,3",
    '"a\nb",2,3',
    '1,2,"a\n3,4,b"',
    '1,2,"open',
    '1,"2,3',
    "1,2,3,",
    "1,2,3,4",
    "1,2",
    ",,",
    ' , "",',
    "",
    "---,---,---",
    "NA,2,",
    "1,2,3\r",
    "blue,2,3",
    '"5",2,3',
    "1e999,2,3",
    "infinity,nan,-inf",
    "1d+5,2,3",
    "(5),2,3",
    "１,2,3",
)


@pytest.mark.parametrize("body", ["1.5,2,3", "x y,2,3"])
@pytest.mark.parametrize("odd", ODD)
def test_what_is_odd_within_a_block_is_read_the_careful_way(odd, body, tmp_path, monkeypatch) -> None:
    small_blocks(monkeypatch)
    for place in (2, 11, 12, 13, 27):
        lines = [body] * 30
        lines[place:place] = [odd]
        (tmp_path / "t.csv").write_bytes("\n".join(["a,b,c", *lines, ""]).encode())
        same(*both(tmp_path / "t.csv"))


_LAID_OUT = {
    "plain": (Dialect(",", '"', ""), "1.5,2,3"),
    "words": (Dialect(",", '"', "#"), "x y,2,3"),
    "bars": (Dialect("|", "", ""), "1|2|3"),
    "tabs": (Dialect("\t", "'", "//"), "1\t2\tb"),
    "blanks": (Dialect(" ", '"', "%"), " 1  2\t3"),
    "decimals": (Dialect(";", '"', ""), "1,5;2;3"),
    "declared": (Dialect(",", "'", "@"), "1,2,b"),
}
_ODD_LINES = (
    "#1,2,3", '"#1",2,3', " #1,2,3", "#N/A,2,3", "%1 2 3", "% 2", "@1,2,3", "%1,2,3", "//1\t2\t3",
    '"a\nb",2,3', '"a\r\nb",2,3', '5",2,"a\nb"', '7",2,3\n5",2,"a\nb"', '1,2,"a\n#b"', '1,2,"' + 40 * "line\n" + '"', "1,2,3,", "1,2,3, ", "1,2,3,x", "1,2\n1,2,3,4",
    "1 2\n1 2 3 4", "1 2 \x0b", "1 2 \u00a0", "\u00a0 2 3", "1 2\u00a03 4", "\x0c", "1 2 3 ", "1 \"2\" 3", '1 "2 3" 4',
    "---|---|---", "===|---|===", "|1|2|3|", "---\t---\t---", "---", "\ufeff#1,2,3", "é,2,3", "\u3000,,", " ,\t, ",
    "'it''s',2,b", "it's,2,b", "1,'2,3',b", "1,2,3" + 400 * " ", "9" * 140_000 + ",2,3", "1\r2,2,3", '"1\n2";2;3', "1.5;2;3", "1,5e3;,5;-7,", "",
)  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("kind", _LAID_OUT)
def test_whatever_stands_among_plain_lines_is_read_as_line_by_line(kind, end, tmp_path, monkeypatch) -> None:
    dialect, body = _LAID_OUT[kind]
    path = tmp_path / "t.csv"
    path.write_text(body.join(["a,b,c\n".replace(",", dialect.separator), *5 * ["\n"]]))
    found = replace(
        CsvFile(path=str(path), header="yes").layout(),
        dialect=dialect,
        names=("a", "b", "c"),
        numeric=(True, True, False),
    )
    small_blocks(monkeypatch)
    for odd in _ODD_LINES:
        for place in (2, 9, 10, 11, 12, 13, 27, 30):
            lines = [body] * 30
            lines[place:place] = [odd]
            path.write_bytes(end.join(["a,b,c", *lines, ""]).encode())
            same(*both(path, found))
            same(*both(path, replace(found, lead=1)))


@pytest.mark.parametrize("body", ["1,2,3,x", "1,2,3,", ",1,2,3", "x,1,2,3", "1,2"])
@pytest.mark.parametrize("lead", [0, 1])
def test_lines_that_all_have_other_fields_than_columns(body, lead, tmp_path, monkeypatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b,c\n" + 5 * "1,2,3\n")
    found = replace(CsvFile(path=str(path)).layout(), lead=lead)
    small_blocks(monkeypatch)
    path.write_text("a,b,c\n" + 40 * f"{body}\n")
    same(*both(path, found))


def test_a_remark_above_the_last_rows_parts_them_however_many_lines_these_have(tmp_path, monkeypatch) -> None:
    small_blocks(monkeypatch)
    path = tmp_path / "t.csv"
    path.write_text(
        "\n".join(["# of this", "a,b,c", *["1,2,3"] * 20, "# remark", "1,2,3", "1,2,3", '"x\ny",2,3', ""])
    )
    quick, careful = both(path)
    same(quick, careful)
    assert isinstance(careful, Table)
    assert careful.footers == ["x\ny, 2, 3"]
