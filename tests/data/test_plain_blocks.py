"""The quick way through plain numbers: the same bits, the same rows, the same refusals as the careful one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables import plain_blocks
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
        ]
    ),
)
_PLAIN = st.one_of(st.floats(-1e9, 1e9).map(repr), st.integers(-1000, 1000).map(str))


def both(path: Path) -> list[Table | str]:
    """Return what is read the quick way and the careful way: a table, or why not."""
    layout = CsvFile(path=str(path)).layout()
    found: list[Table | str] = []
    for quick in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not quick:
                patch.setattr("nnsim.data.tables.reading.suits", lambda layout: False)
            try:
                found.append(
                    read_table(layout, range(len(layout.names)), frozenset(), lambda done, doing: None)
                )
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


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(st.tuples(_PLAIN, _PLAIN, _PLAIN), min_size=8, max_size=24),
    odd=st.lists(st.tuples(st.integers(0, 23), st.integers(0, 2), _FIELDS), max_size=3),
    lines=st.sampled_from(["\n", "\r\n"]),
    separator=st.sampled_from([",", ";", "\t"]),
    words=st.booleans(),
    extra=st.sampled_from(["", "\n", "# end", "Total,1,2\n", "1,2\n", "Source: x\n", '"a\nb",1,2\n', ",,\n"]),
)
def test_both_ways_agree_on_whatever_stands_there(
    tmp_path_factory, rows, odd, lines, separator, words, extra
) -> None:
    table = [[row[0], f'"w {len(row[1])}"' if words else row[1], row[2]] for row in rows]
    for row, column, field in odd:
        if row < len(table):
            table[row][column] = field
    path = tmp_path_factory.mktemp("t") / "t.csv"
    text = lines.join(
        [separator.join("abc"), *(separator.join(row) for row in table), extra.replace(",", separator)]
    )
    path.write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        # Blocks of a few lines: what is odd stands in some of them, and near their edges.
        patch.setattr(plain_blocks, "_BLOCK", 120)
        patch.setattr(plain_blocks, "_KEPT", 3)
        patch.setattr("nnsim.data.tables.reading._MOST_FOOTERS", 3)
        same(*both(path))


def test_most_of_a_plain_file_goes_the_quick_way(tmp_path, monkeypatch) -> None:
    path = tmp_path / "t.csv"
    body = "".join(
        f"{i / 7!r},{i % 13},{'' if i % 50 == 7 else -i},{'NA' if i % 90 == 5 else i}\n"
        for i in range(30_000)
    )
    path.write_text("a,b,c,y\n" + body)
    taken = []
    reading = plain_blocks._numbers

    def counting(block, layout):  # type: ignore[no-untyped-def]
        rows = reading(block, layout)
        taken.append(0 if rows is None else len(rows))
        return rows

    monkeypatch.setattr(plain_blocks, "_numbers", counting)
    quick, careful = both(path)
    assert sum(taken) > 11_000
    same(quick, careful)


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
    monkeypatch.setattr(plain_blocks, "_BLOCK", 100)
    monkeypatch.setattr(plain_blocks, "_KEPT", 3)
    for place in (2, 11, 12, 13, 27):
        lines = [body] * 30
        lines[place:place] = [odd]
        (tmp_path / "t.csv").write_bytes("\n".join(["a,b,c", *lines, ""]).encode())
        same(*both(tmp_path / "t.csv"))
