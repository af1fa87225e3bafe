"""Names below a line that only numbers the columns, and digits that are codes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.coding import NumberCode, OneHotCode
from tests.data.told import note, turned

N = 40


def clients(numbers: list[object]) -> list[list[object]]:
    names: list[object] = ["ID", "LIMIT_BAL", "SEX", "AGE", "default payment next month"]
    return [numbers, names, *([i + 1, 1000 * (i * i % 31), 1 + i % 2, 20 + i % 37, i % 2] for i in range(N))]


def saved(path: Path, rows: list[list[object]]) -> CsvFile:
    if path.suffix == ".csv":
        path.write_text("".join(",".join("" if v is None else str(v) for v in row) + "\n" for row in rows))
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    return CsvFile(path=str(path))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("numbers", [[None, "X1", "X2", "X3", "Y"], ["V1", "V2", "V3", "V4", "V5"]])
def test_names_stand_below_a_line_of_numbers(tmp_path, kind, numbers) -> None:
    source = saved(tmp_path / f"t.{kind}", clients(numbers))
    data = source.load()
    assert data.input_names == ("LIMIT_BAL", "SEX", "AGE")
    assert (data.target_columns, data.left_out, len(data)) == (("default payment next month",), ("ID",), N)
    assert note(source, "1 line at the top was skipped")


@pytest.mark.parametrize(
    "rows",
    [
        # Texts in the first row; a name twice; names that do not count.
        [["X1", "X2", "X3"], ["red", "blue", "green"], *[["red", "blue", "red"]] * N],
        [["X1", "X2", "X3"], ["a", "a", "b"], *([i, i / 7, i % 2] for i in range(N))],
        [["X1", "X5", "X9"], ["a", "b", "c"], *([i, i / 7, i % 2] for i in range(N))],
    ],
)
def test_other_first_lines_are_names(tmp_path, rows) -> None:
    layout = saved(tmp_path / "t.csv", rows).layout()
    assert (layout.names, layout.header_line) == (tuple(rows[0]), 1)


BLOCK = (
    '"Title","Gross Domestic Product"\n"CDID","ABMI"\n"Source","PN2"\n"Unit","£m"\n"Release","22-12-2023"\n'
)


@pytest.mark.parametrize(
    ("last", "names"),
    [
        ('"Notes",\n', ("column 1", "column 2")),
        ("", ("column 1", "column 2")),
        ('"Year","GDP"\n', ("Year", "GDP")),
    ],
)
def test_lines_that_tell_of_the_table_stand_above_it(tmp_path, last, names) -> None:
    rows = "".join(f'"{1955 + i}","{500_000 + 9_000 * i}"\n' for i in range(N))
    (tmp_path / "t.csv").write_text(BLOCK + last + rows)
    source = CsvFile(path=str(tmp_path / "t.csv"))
    assert source.layout().names == names
    assert (len(source.load()), source.load().task) == (N, "regression")


def test_words_among_the_rows_are_no_preface(tmp_path) -> None:
    rows = "".join(f"{w},{i}\n" for i, w in enumerate([*"abcdef", *range(30), "g"]))
    (tmp_path / "t.csv").write_text("k,y\n" + rows)
    assert CsvFile(path=str(tmp_path / "t.csv")).layout().header_line == 1


def test_units_in_the_comment_below_the_names(tmp_path) -> None:
    rows = "".join(
        f"2022 {1 + i % 12:02d} {i * 7 % 360:3d} {i % 9 / 2:4.1f} {20 + i % 5:5.1f} {9 + i % 7:5.1f}\n"
        for i in range(N)
    )
    (tmp_path / "t.txt").write_text("#YY MM WDIR WSPD ATMP WTMP\n#yr mo degT m/s degC degC\n" + rows)
    layout = CsvFile(path=str(tmp_path / "t.txt")).layout()
    assert layout.names == ("YY", "MM", "WDIR", "WSPD", "ATMP", "WTMP")
    assert layout.units == ("yr", "mo", "degT", "m/s", "degC", "degC")
    (tmp_path / "t.txt").write_text("# made by hand\n# YY MM WDIR WSPD ATMP WTMP\n" + rows)
    assert CsvFile(path=str(tmp_path / "t.txt")).layout().units == ()


def test_a_table_of_footnotes_below_is_none_of_it(tmp_path) -> None:
    rows = "".join(f'"Land {i % 5}","{2010 + i}","Medium","{i * 1.5}",""\n' for i in range(N))
    notes = '"footnoteSeqID","Footnote"\n"1","Projected."\n"2","Estimated."\n'
    (tmp_path / "t.csv").write_text('"Country","Year","Variant","Value","Notes"\n' + rows + notes)
    source = CsvFile(path=str(tmp_path / "t.csv"))
    assert (len(source.load()), source.load().target_columns) == (N, ("Value",))
    assert note(source, "3 lines at the bottom were skipped")
    (tmp_path / "t.csv").write_text('"Country","Year","Variant","Value","Notes"\n' + rows + "1,2\n3,4\n")
    with pytest.raises(NnsimError, match=r"Line 42 of .* has 2 fields where 5 are expected"):
        source.load()


@pytest.mark.parametrize("name", ["zip", "ZIP_code", "Postal Code", "PLZ", "customer zip", "fips"])
def test_codes_that_begin_with_zeros_are_categories(tmp_path, name) -> None:
    rows = [[name, "a", "y"], *([("02149", "33311", "90036")[i % 3], i / 7, i % 2] for i in range(N))]
    source = saved(tmp_path / "t.csv", rows)
    coding = source.load().coding
    assert coding is not None
    assert type(coding.columns[0]) is OneHotCode
    assert coding.names[0] == f"{name} = 02149"
    back = turned(source, f"“{name}” holds codes", f"{name}: number").load().coding
    assert back is not None
    assert type(back.columns[0]) is NumberCode


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("zip", ["22149", "33311", "90036"]),
        ("zip", ["0149", "33311", "90036"]),
        ("month", ["01", "02", "11"]),
        ("amount", ["00202", "00043", "00100"]),
        ("zip", [f"{i:05d}" for i in range(1, 4000, 61)]),
    ],
)
def test_other_digits_are_numbers(tmp_path, name, values) -> None:
    rows = [[name, "a", "y"], *([values[i % len(values)], i / 7, i % 2] for i in range(3 * N))]
    source = saved(tmp_path / "t.csv", rows)
    assert source.layout().codes == frozenset()


@pytest.mark.parametrize("sign", ['"#"', "'#'"])
def test_a_sign_in_quotation_marks_names_what_counts_the_rows(tmp_path, sign) -> None:
    rows = "".join(f"{i + 1},{20 + i % 7}.5,{i * i % 31}\n" for i in range(N))
    quote = sign[0]
    (tmp_path / "t.csv").write_text(
        f"{quote}Plot Title: House{quote}\n{sign},{quote}Temp, °C{quote},{quote}Lux{quote}\n{rows}"
    )
    source = CsvFile(path=str(tmp_path / "t.csv"))
    assert source.layout().names == ("#", "Temp, °C", "Lux")
    assert source.load().left_out == ("#",)


def test_a_first_row_with_thousands_is_no_caption(tmp_path) -> None:
    rows = "1,000.00\tu\n" * 2 + "0.00\tu\n" * 4 + "1.50\tv\n2.75\tv\n0.50\tu\n3.25\tu\n"
    (tmp_path / "t.csv").write_text("Report of the year\n\n" + rows + "\nSource: a machine\n")
    data = CsvFile(path=str(tmp_path / "t.csv")).load()
    assert data.inputs[:3, 0].tolist() == [1000, 1000, 0]
    assert len(data) == 10
