"""Files as the public has them that were once read wrong at first sight."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.dates import moments_of

N = 60
NOTE = "Values below the limit of detection are given as half of it."


@pytest.fixture
def table(tmp_path) -> Callable[[str], CsvFile]:
    """Return a function that writes a text and returns the source that reads it."""

    def write(text: str) -> CsvFile:
        (tmp_path / "t.csv").write_text(text)
        return CsvFile(path=str(tmp_path / "t.csv"))

    return write


def lines(row: Callable[[int], Sequence[object]], separator: str = ",") -> str:
    return "".join(separator.join(map(str, row(i))) + "\n" for i in range(N))


def test_two_tabs_may_stand_where_one_is_meant(table) -> None:
    text = 5 * lines(lambda i: (i / 7, i % 5, 1 + i % 3), "\t")
    found = table(text.replace("\t2\n", "\t\t2\n", 2)).load()
    assert (len(found.inputs), found.inputs.shape[1], found.target_names) == (5 * N, 2, ("1", "2", "3"))
    # A field that is empty stays one, where the other lines do not agree otherwise.
    assert table(text.replace("\t2\t", "\t\t")).layout().separator == "\t"
    assert table("a\tb\tc\n" + text.replace("\t2\t", "\t\t")).load().inputs.shape[1] == 2


def test_a_name_for_remarks_that_nobody_made(table) -> None:
    text = lines(lambda i: (i / 7, i % 5, i * i / 3), "\t")
    source = table("X_Value\tVoltage\tForce\tComment\n" + text)
    assert source.layout().names == ("X_Value", "Voltage", "Force")
    assert source.load().target_columns == ("Force",)


@pytest.mark.parametrize("notes", [[NOTE], [NOTE, "Contact: lab@example.org"]])
@pytest.mark.parametrize("first", [lambda i: f"S-{i % 20}", lambda i: i / 7])
def test_a_note_under_a_blank_row_of_a_sheet_is_no_row(tmp_path, notes, first) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["sample", "pH", "lead"],
        *([first(i), i / 9, i / 11] for i in range(N)),
        [],
        *([n] for n in notes),
    ):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    source = CsvFile(path=str(tmp_path / "t.xlsx"), target="sample")
    assert len(source.load().inputs) == N
    if first(1) == "S-1":
        assert len(replace(source, skip_bottom=0).load().inputs) == N + len(notes)


@pytest.mark.parametrize(
    ("names", "row", "left"),
    [
        # With its zeros, first, another one in every row; ten digits and more; called as codes are in front.
        ("CODGEO,a,y", lambda i: (f"{i * i * 13 % 10007:05d}", i % 7, i / 7), ("CODGEO",)),
        ("place,CODGEO,y", lambda i: ("ab"[i % 2], f"{i * i * 13 % 10007:05d}", i / 7), ("CODGEO",)),
        ("inscription,a,y", lambda i: (210_053_865_000 + 7 * i * i, i % 7, i / 7), ("inscription",)),
        ("Code INSEE,a,y", lambda i: (10_001 + i * i * 13, i % 7, i / 7), ("Code INSEE",)),
        ("Id of case,a,y", lambda i: (10_001 + i * i * 13, i % 7, i / 7), ()),
        # Measured: without zeros, of different lengths, or further on.
        ("load,a,y", lambda i: (10_001 + i * i * 13 % 10007, i % 7, i / 7), ()),
        ("gdp,a,y", lambda i: (1_200_000_000 * (1 + i * i), i % 7, i / 7), ()),
        ("a,volume,y", lambda i: (i % 7, 1_200_000_000 + 7 * i * i, i / 7), ()),
    ],
)
def test_numbers_that_only_name_the_row(table, names, row, left) -> None:
    assert table(f"{names}\n" + lines(row)).load().left_out == left


def test_without_names_numbers_that_go_up_beside_texts_are_of_persons(table) -> None:
    def row(i: int, step: int = 12_420_011) -> tuple[object, ...]:
        return (
            "ab"[i * i % 3 % 2],
            1_467_810_369 + step * i,
            f"remark number {i} was {['good', 'bad'][i % 2]} again",
        )

    assert table(lines(row)).load().left_out == ("column 2",)
    assert all(name.startswith("column 3: ") for name in table(lines(row)).load().input_names)


def test_many_codes_that_are_said_to_be_categories_are_left_out_in_words(table) -> None:
    text = "code,a,y\n" + lines(lambda i: (i * i, i % 7, i / 7))
    source = replace(table(text), kinds="code: category")
    assert "“code” has 60 different texts; up to 50 can be one-hot inputs." in " ".join(source.load().notes)


def test_what_was_written_counts_beside_when_it_was_written(table) -> None:
    text = "day,remark,kind\n" + lines(
        lambda i: (
            f"2024-01-{1 + i % 28:02d}",
            f"the river was {['high', 'low'][i % 2]} at {i} again",
            "ab"[i % 2],
        )
    )
    assert any(name.startswith("remark: ") for name in table(text).load().input_names)
    # Beside numbers it is left to a user.
    found = table(text.replace("2024-01-", "0.")).load()
    assert found.left_out == ("remark",)


def test_letters_of_a_zone_before_the_year() -> None:
    texts = [f"Mon Apr 06 22:{i:02d}:45 PDT 2009" for i in range(N)]
    for some in (texts[:3], texts):
        found = moments_of(some)
        assert found is not None
        assert datetime.fromtimestamp(found.seconds[2], UTC) == datetime(2009, 4, 6, 22, 2, 45, tzinfo=UTC)


def test_exclamation_marks_begin_remarks_where_several_stand_above(table) -> None:
    rows = lines(lambda i: (f"{i}_at", i / 7, i * i / 3), "\t")
    above = '!Series_title\t"Study"\n!Sample_title\t"s1"\t"s2"\n'
    source = table(above + "ID_REF\tGSM1\tGSM2\n" + rows + "!series_matrix_table_end\n")
    assert source.layout().names == ("ID_REF", "GSM1", "GSM2")
    assert len(source.load().inputs) == N
    assert (
        table("word\tx\ty\n" + lines(lambda i: ("!" * (i % 3) + "w", i / 7, i / 9), "\t"))
        .load()
        .inputs.shape[0]
        == N
    )


def test_apostrophes_keep_dates_from_spreadsheets(table) -> None:
    text = "day;x;y\n" + lines(lambda i: (f"\"'{1 + i % 28:02d}.03.2022 00:00'\"", i % 7, i / 7), ";")
    assert "day: days since the first" in table(text).load().input_names


def test_a_logger_names_parts_and_channels_behind_an_empty_first_field(table) -> None:
    above = (
        "sep=;\nVersion 1|Delimiter semicolon\n\n;SN: 21;SN: 21\n;STP 8000;STP 8000\n;21;21\n;yield;power\n"
    )
    names = "dd.MM.yyyy HH:mm:ss;kWh;kW\n"
    rows = lines(lambda i: (f"01.06.2020 05:{i:02d}:00", f"{i},5", f"{i * i % 7},25"), ";")
    source = table(above + names + rows)
    assert source.layout().names == ("dd.MM.yyyy HH:mm:ss", "kWh", "kW")
    assert len(source.load().inputs) == N


def test_what_mostly_costs_nothing_is_not_asked_for_its_price(table) -> None:
    rows = "".join(f"{i % 37 / 9:.2f},{max(0, i - 170)},{'abc'[i % 3]}\n" for i in range(200))
    assert table("rating,price,version\n" + rows).load().target_columns == ("rating",)
    assert table("grade,price,version\n" + rows.replace(",0,", ",7,", 60)).load().target_columns == ("price",)


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        ([f"{1990 + i // 4}-Q{1 + i % 4}" for i in range(N)], datetime(1990, 1, 1, tzinfo=UTC)),
        ([f"Q{1 + i % 4} {1990 + i // 4}" for i in range(N)], datetime(1990, 1, 1, tzinfo=UTC)),
        ([f"{1990 + i // 4}K{1 + i % 4}" for i in range(N)], datetime(1990, 1, 1, tzinfo=UTC)),
        ([f"{1990 + i // 12}M{1 + i % 12:02d}" for i in range(N)], datetime(1990, 1, 1, tzinfo=UTC)),
        ([f"1990 {month}" for month in ("FEB", "MAR", "DEC")], datetime(1990, 2, 1, tzinfo=UTC)),
    ],
)
def test_quarters_and_months_as_statistics_number_them(texts, first) -> None:
    found = moments_of(texts)
    assert found is not None
    assert datetime.fromtimestamp(found.seconds[0], UTC) == first
    assert (found.seconds[1:] > found.seconds[:-1]).all()
    assert moments_of([*texts, "1990-Q5"]) is None


@pytest.mark.parametrize(
    ("above", "names"),
    [
        (
            "label;bank;written;\nIndex;001759970;15/11/2023 08:45;\nperiod;value;code;\n",
            "period value code",
        ),
        (
            ";BBK01;FLAGS;\n;Gold price;;\nunit;USD;;\ndimension;one;;\nas of;01.12.2022 noon;;\n",
            "",
        ),
    ],
)
def test_what_banks_write_above_their_series(table, above, names) -> None:
    source = table(
        above + lines(lambda i: (f"2022-{1 + i % 12:02d}-{1 + i // 12:02d}", f"{i},25", "A", ""), ";")
    )
    assert source.layout().names[:3] == tuple(names.split() or ("column 1", "column 2", "column 3"))
    assert len(source.load().inputs) == N


def test_errors_below_the_names_are_no_heads(table) -> None:
    text = "a,b\n#N/A,1\n#DIV/0!,2\n" + lines(lambda i: (i / 8, i / 7))
    assert len(table(text).load().inputs) == N + 2


def test_marks_behind_estimated_numbers_do_not_end_the_rows(table) -> None:
    above = "Oxford\nLocation: 450900E 207200N, 63 metres\nEstimated data is marked with a *.\n"
    rows = "".join(f"  {1950 + i}  {i / 7:.1f}{'*' * (i % 29 == 12)}  {i * i % 11}.5\n" for i in range(N))
    assert len(table(above + "  yyyy  tmax  rain\n   year   degC    mm  \n" + rows).load().inputs) == N


def test_a_plus_in_the_first_row_is_a_value_where_it_comes_again(table) -> None:
    for sign in "+-":
        source = table(
            f"{sign},S0,acgt{'a' * 60}\n" + lines(lambda i: ("+-"[i % 2], f"S{i + 1}", f"acgt{i}"))
        )
        assert not source.layout().has_header


def test_records_behind_what_is_said_of_their_pages(tmp_path) -> None:
    records = [{"date": str(1960 + i), "value": i * i / 3, "decimal": 0} for i in range(N)]
    (tmp_path / "t.json").write_text(json.dumps([{"page": 1, "total": N}, records]))
    assert len(CsvFile(path=str(tmp_path / "t.json")).load().inputs) == N


def test_months_behind_years_are_no_units(table) -> None:
    rows = lines(lambda i: (f"{2000 + i // 3} {['Jan', 'May', 'Sep'][i % 3]}", i * i / 7))
    assert table("label,value\n" + rows).load().target_columns == ("value",)


def test_notes_below_keys_with_zeros(table) -> None:
    rows = lines(lambda i: (f"{1001000 + i * 13:08d}", i % 7, i / 7), ";")
    assert table("Kennzahl;a;b\n" + rows + "\nStand 2020\n").load().left_out == ("Kennzahl",)
