"""Workbooks, Parquet and JSON: the same table as the text has, and pandas agrees; what cannot be is refused in words."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas
import pytest

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.data.dataset import Dataset
from nnsim.data.files.opening import source_for
from nnsim.data.format import format_of, formats
from nnsim.data.notes import switches_of
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.dates import looks_like_date, moments_of
from nnsim.data.tables.glance import glance
from nnsim.data.tables.layout import Wishes

N = 40


def frame() -> pandas.DataFrame:
    rng = np.random.default_rng(1)
    made = pandas.DataFrame(
        {
            "age": rng.integers(18, 80, N),
            "when": pandas.date_range("2023-11-20", periods=N, freq="31h"),
            "city": rng.choice(["Rom", "Oslo", "Köln"], N),
            "x": rng.normal(size=N).round(6),
            "vip": rng.choice([True, False], N),
            "y": rng.choice(["yes", "no"], N),
        }
    )
    made.loc[3, "x"] = np.nan
    made.loc[5, "city"] = None
    return made


def written(path: Path, form: str) -> Path:
    data = frame()
    write = {
        "csv": lambda: data.to_csv(path, index=False),
        "xlsx": lambda: data.to_excel(path, index=False),
        "parquet": lambda: data.to_parquet(path),
        "records.json": lambda: data.to_json(path, orient="records", date_format="iso"),
        "columns.json": lambda: data.to_json(path, date_format="iso"),
        "split.json": lambda: data.to_json(path, orient="split", date_format="iso"),
        "lines.jsonl": lambda: data.to_json(path, orient="records", lines=True, date_format="iso"),
    }
    write[form]()
    return path


FORMS = ("xlsx", "parquet", "records.json", "columns.json", "split.json", "lines.jsonl")


def read(path: Path, **settings: object) -> Dataset:
    return CsvFile(path=str(path), missing="mean", **settings).load()


@pytest.mark.parametrize("form", FORMS)
def test_every_format_gives_the_same_examples(form, tmp_path) -> None:
    expected = read(written(tmp_path / "table.csv", "csv"))
    path = written(tmp_path / f"table.{form}", form)
    found = read(path)
    assert found.input_names == expected.input_names
    np.testing.assert_allclose(found.inputs, expected.inputs, rtol=0, atol=1e-9)
    np.testing.assert_array_equal(found.targets, expected.targets)
    assert found.target_names == expected.target_names
    seen = glance(CsvFile(path=str(path)).layout())
    assert seen.layout.names == tuple(frame().columns)
    assert any("Rom" in line.fields for line in seen.lines)


def test_pandas_agrees_on_values_classes_and_missing_ones(tmp_path) -> None:
    data = frame()
    for form in ("xlsx", "parquet"):
        found = read(written(tmp_path / f"t.{form}", form), inputs="age, x, vip")
        np.testing.assert_array_equal(found.inputs[:, :2], data[["age", "x"]].to_numpy(float))
        np.testing.assert_array_equal(found.inputs[:, 3] == 1, data["vip"].to_numpy())
        assert [found.target_names[t] for t in found.targets.astype(int)] == data["y"].tolist()


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


ROWS: list[list[object]] = [["a", "b", "y"], *([i * i % 7, i / 4, "uv"[i % 2]] for i in range(12))]


def test_the_first_sheet_with_a_table_is_taken_unless_one_is_named(tmp_path) -> None:
    other = [["p", "q"], *([i / 2, i % 2] for i in range(8))]
    path = workbook(tmp_path / "b.xlsx", {"Read me": [["A table follows."]], "Data": ROWS, "More": other})
    source = CsvFile(path=str(path))
    assert source.load().input_names == ("a", "b")
    layout = source.layout()
    assert (layout.sheet, layout.sheets) == ("Data", ("Read me", "Data", "More"))
    note = next(one for one in source.load().notes if one == "Sheet: Data")
    assert [dict(switch.changes) for switch in switches_of(note)] == [{"sheet": "Read me"}, {"sheet": "More"}]
    assert CsvFile(path=str(path), sheet="More").load().input_names == ("p",)
    note = next(one for one in CsvFile(path=str(path), target="y").load().notes if one == "Sheet: Data")
    assert dict(switches_of(note)[1].changes) == {"sheet": "More", "target": ""}, "its columns are others"
    with pytest.raises(NnsimError, match="has no sheet “Data2”; it has Read me, Data, More"):
        CsvFile(path=str(path), sheet="Data2").load()


def test_titles_empty_columns_and_footers_of_a_sheet_are_no_rows(tmp_path) -> None:
    rows = [[None, "Heights of 2024"], [], *([None, *row] for row in ROWS), [None, "Source: a register"]]
    source = CsvFile(path=str(workbook(tmp_path / "b.xlsx", {"S": rows})))
    found = source.load()
    assert (found.input_names, len(found)) == (("a", "b"), 12)
    assert "The names of the columns are in line 3" in found.notes
    assert "1 line at the top was skipped: “Heights of 2024”" in found.notes
    assert "1 line at the bottom was skipped: “Source: a register”" in found.notes
    assert CsvFile(path=source.path, skip_top=3, header="no").load().inputs[0].tolist() == [0.0, 0.0]


def test_what_stands_in_merged_cells_is_meant_of_every_row_they_reach(tmp_path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["region", 2020, None, 2021, None], [None, "Q1", "Q2", "Q1", "Q2"]]:
        sheet.append(row)
    for i in range(24):
        sheet.append(["NSW"[i // 4 % 3] + "o" if i % 4 == 0 else None, i % 7, i / 4, i * i % 5, i * i % 11])
        if i % 4 == 0:
            sheet.merge_cells(start_row=3 + i, end_row=6 + i, start_column=1, end_column=1)
    for cells in ("A1:A2", "B1:C1", "D1:E1"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "b.xlsx")
    source = CsvFile(path=str(tmp_path / "b.xlsx"))
    assert source.layout().names == ("region", "2020 Q1", "2020 Q2", "2021 Q1", "2021 Q2")
    found = source.load()
    assert found.input_names[:3] == ("region = No", "region = So", "region = Wo")
    assert found.inputs[:, :3].argmax(axis=1).tolist() == [i // 4 % 3 for i in range(24)]


def test_errors_in_cells_are_missing_and_numbers_keep_their_signs(tmp_path) -> None:
    rows: list[list[object]] = [
        ["thousandth", "y"],
        ["#N/A", 0],
        ["#DIV/0!", 1],
        *([i + 0.125, i % 2] for i in range(20)),
    ]
    found = read(workbook(tmp_path / "b.xlsx", {"S": rows}))
    assert np.isnan(found.inputs[:2, 0]).all()
    assert found.inputs[2:, 0].tolist() == [i + 0.125 for i in range(20)], "1.125 is not 1,125"


def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"S": ROWS})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    for lie, expected in (("A1:XFD1048576", 12), ("A1", 12)):
        changed = members | {sheet: members[sheet].replace(b"A1:C13", lie.encode())}
        assert changed[sheet] != members[sheet]
        with zipfile.ZipFile(tmp_path / "lies.xlsx", "w") as archive:
            for name, data in changed.items():
                archive.writestr(name, data)
        assert len(read(tmp_path / "lies.xlsx")) == expected
    with zipfile.ZipFile(tmp_path / "far.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data.replace(b'r="13"', b'r="99999999"').replace(b"C13", b"C99999999"))
    assert len(read(tmp_path / "far.xlsx")) == 11, "what lies so far below is no row of the table"


def test_words_declared_in_xml_are_refused_before_they_are_read(tmp_path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"S": ROWS})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, bomb + data if name.endswith("sheet1.xml") else data)
    with pytest.raises(NnsimError, match="damaged, or no xlsx file"):
        read(path)


def test_a_missing_package_is_named_with_the_command_that_installs_it(tmp_path, monkeypatch) -> None:
    for form, package, extra in (("xlsx", "openpyxl", "xlsx"), ("parquet", "pyarrow", "parquet")):
        path = written(tmp_path / f"t.{form}", form)
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(NnsimError, match=rf'package {package}.*pip install "nnsim\[{extra}\]"'):
            read(path)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ([{"a": i, "y": i % 2} for i in range(9)], ("a", "y")),
        ({"data": [{"a": {"b": i, "c": [1]}, "y": i % 2} for i in range(9)]}, ("a.b", "a.c", "y")),
        ([{"a": {"b": {"c": i, "d": {"e": 1}}}, "y": i % 2} for i in range(9)], ("a.b.c", "a.b.d.e", "y")),
        ({"meta": {"n": 9}, "data": {"rows": [{"a": i, "y": i % 2} for i in range(9)]}}, ("a", "y")),
        ({"a": {str(i): i for i in range(9)}, "y": {str(i): [i] for i in range(9)}}, ("a", "y")),
        ({"a": list(range(9)), "y": [i % 2 for i in range(9)]}, ("a", "y")),
        ({"lat": 1.5, "hourly": {"a": list(range(9)), "y": [i % 2 for i in range(9)]}}, ("a", "y")),
        ([["a", "y"], *([i + 0.5, i % 2] for i in range(9))], ("a", "y")),
        ([[i + 0.5, i % 2] for i in range(9)], ("column 1", "column 2")),
        ([{"a": 1, "y": 0}, {"y": 1, "z": 3}], ("a", "y", "z")),
    ],
)
def test_json_is_read_in_the_forms_programs_write(value, names, tmp_path) -> None:
    path = tmp_path / "t.json"
    path.write_text("\ufeff" + json.dumps(value), "utf-8")
    assert CsvFile(path=str(path)).layout().names == names


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('{"a": 1}\n{"a": 2\n', "line 2 cannot be read"),
        ('[{"a": 1},\n{"a": }]', "line 2, column 7 cannot be read"),
        ('[{"a": 1} {"a": 2}]', "line 1, column 11 cannot be read"),
        ('[{"a": 1},]', "line 1, column 11 cannot be read"),
        ('[{"a": 1}', "line 1, column 10 cannot be read"),
        ('[{"a": 1}] more', "line 1, column 11 cannot be read"),
        ("[1, 2, 3]", "no list of records"),
        ("{}", "no list of records"),
        ("[]", "no list of records"),
        ('"text"', "no list of records"),
    ],
)
def test_json_that_is_no_table_is_refused_in_words(text, why, tmp_path) -> None:
    path = tmp_path / "t.json"
    path.write_text(text)
    with pytest.raises(NnsimError, match=why):
        read(path)


def test_numbers_of_json_are_read_to_the_last_bit_and_too_large_ones_refused(tmp_path) -> None:
    path = tmp_path / "t.json"
    values = [0.1, 1e-300, 2**53 + 1, -3, None, 5.5]
    path.write_text(json.dumps([{"a": v, "y": i % 2} for i, v in enumerate(values)]))
    np.testing.assert_array_equal(read(path).inputs[:, 0], [0.1, 1e-300, float(2**53 + 1), -3, np.nan, 5.5])
    path.write_text('[{"a": 1' + "0" * 400 + ', "y": 0}, {"a": 1, "y": 1}, {"a": 2, "y": 1}]')
    with pytest.raises(NnsimError, match="numbers up to 1e"):
        read(path)


def test_parts_of_records_categories_and_moments_of_parquet(tmp_path) -> None:
    data = pandas.DataFrame(
        {
            "place": [{"x": i / 2, "kind": "ab"[i % 2]} for i in range(20)],
            "size": pandas.Categorical(["s", "m", None, "l"] * 5),
            "days": pandas.to_timedelta(np.arange(20), unit="h"),
            "n": pandas.array([1, None, 3, None] * 5, "Int64"),
            "y": np.arange(20) % 2,
        }
    )
    data.to_parquet(tmp_path / "t.parquet", row_group_size=7)
    found = read(tmp_path / "t.parquet")
    assert found.input_names[:4] == ("place.x", "place.kind = a", "place.kind = b", "size = l")
    assert np.isnan(found.inputs[2, 3])
    assert found.inputs[:3, found.input_names.index("days")].tolist() == [0.0, 3600.0, 7200.0]
    assert np.isnan(found.inputs[:, found.input_names.index("n")]).sum() == 10


@pytest.mark.parametrize(("index", "left"), [("key", ("key",)), (None, ("column 1",))])
def test_the_index_of_pandas_is_not_what_is_predicted(index, left, tmp_path) -> None:
    rows = np.random.default_rng(0).permutation(20) * 3
    data = pandas.DataFrame({"x": rows / 4, "y": rows % 2}, index=pandas.Index(rows, name=index))
    data.to_parquet(tmp_path / "t.parquet")
    found = read(tmp_path / "t.parquet")
    assert (found.input_names, found.target_columns, found.left_out) == (("x",), ("y",), left)
    assert found.inputs[:, 0].tolist() == (rows / 4).tolist()
    layout = CsvFile(path=str(tmp_path / "t.parquet")).layout()
    first = next(formats["parquet"].lines(layout))
    assert first.fields == (str(rows[0]), f"{rows[0] / 4:g}", str(rows[0] % 2))


@pytest.mark.parametrize("form", ["xlsx", "parquet", "records.json"])
def test_reading_tells_its_progress_and_can_be_cancelled(form, tmp_path) -> None:
    source = CsvFile(path=str(written(tmp_path / f"t.{form}", form)))
    seen: list[float] = []
    source.load(lambda done, doing: seen.append(done))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0

    def stop(done: float, doing: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        source.load(stop)


def test_a_file_is_known_by_its_first_bytes_whatever_it_is_called(tmp_path) -> None:
    for form, key in (("xlsx", "xlsx"), ("parquet", "parquet"), ("records.json", "json"), ("csv", "text")):
        path = written(tmp_path / f"t.{form}", form)
        other = path.rename(tmp_path / "t.csv")
        assert format_of(other).key == key
        assert len(read(other)) == N


@pytest.mark.parametrize(
    ("name", "start", "words"),
    [
        ("t.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it there as .xlsx or CSV"),
        ("t.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it there as .xlsx or CSV"),
        ("t.ods", b"PK\x03\x04", "LibreOffice"),
        ("t.sav", b"$FL2", "SPSS.*read_spss"),
        ("t.dta", b"<stata_dta>", "Stata.*read_stata"),
        ("t.sas7bdat", b"\0\0", "SAS"),
        ("t.rds", b"\x1f\x8b\x08\0", "write.csv"),
        ("t.feather", b"ARROW1", "read_feather"),
        ("t.numbers", b"PK\x03\x04", "Numbers"),
        ("t.pkl", b"\x80\x04\x95", "can run any program"),
        ("data_batch_1", b"\x80\x02}q\x00", "can run any program"),
        ("t.7z", b"7z\xbc\xaf\x27\x1c", "Unpack it"),
    ],
)
def test_formats_that_nobody_reads_are_named_with_the_way_out(name, start, words, tmp_path) -> None:
    path = tmp_path / name
    path.write_bytes(start + b"\x01\x02" * 100)
    with pytest.raises(NnsimError, match=words):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_tabbed_text_that_is_called_xls_is_a_text(tmp_path, encoding) -> None:
    rows = "".join(f"{k}\t{k * k % 7}.5\t{'ab'[k % 2]}\n" for k in range(N))
    (tmp_path / "t.xls").write_text("n\tx\tkind\n" + rows, encoding)
    source = source_for(str(tmp_path / "t.xls"))
    assert (source.load().target_names, len(source.load())) == (("a", "b"), N)


@pytest.mark.parametrize(
    "content", [b"<html><table><tr><td>1</td></tr></table></html>", b"\x09\x08\0\0" * 40, b""]
)
def test_other_files_called_xls_are_refused(tmp_path, content) -> None:
    (tmp_path / "t.xls").write_bytes(content)
    with pytest.raises(NnsimError, match=r"Save it there as \.xlsx or CSV"):
        source_for(str(tmp_path / "t.xls"))


def test_only_settings_a_format_has_play_a_part(tmp_path) -> None:
    path = written(tmp_path / "t.parquet", "parquet")
    odd = read(path, separator=";", decimal=",", header="no", encoding="big5", skip_top=3, sheet="x")
    np.testing.assert_array_equal(odd.inputs, read(path).inputs)
    assert all(one.settings <= set(Wishes.__dataclass_fields__) | {"sheet"} for one in formats)


def test_packed_tables_say_which_file_was_read(tmp_path) -> None:
    path = tmp_path / "all.zip"
    book, text = io.BytesIO(), frame().to_csv(index=False)
    frame().to_excel(book, index=False)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("in/book.xlsx", book.getvalue())
        archive.writestr("small.csv", text[: text.find("\n", 300) + 1])
        archive.writestr("readme.md", "x" * 99_999)
    found = read(path)
    assert (found.title, len(found)) == ("all.zip", N)
    note = next(one for one in found.notes if one == "Unpacked: in/book.xlsx")
    assert [dict(one.changes) for one in switches_of(note)] == [{"member": "small.csv"}]
    assert len(read(path, member="small.csv")) < N


def test_rows_and_columns_by_key_in_json(tmp_path) -> None:
    frame = pandas.DataFrame({"a": np.arange(30) / 7, "b": np.arange(30) % 4, "kind": ["x", "y"] * 15})
    for orient in ("index", "columns", "split", "records", "table"):
        frame.to_json(tmp_path / "t.json", orient=orient)
        found = read(tmp_path / "t.json")
        assert (found.input_names[:2], found.target_names) == (("a", "b"), ("x", "y")), orient
        assert found.inputs[:, 1].tolist() == frame["b"].tolist()
    frame.index = pandas.Index([f"land {k}" for k in range(30)])
    frame.to_json(tmp_path / "t.json", orient="index")
    assert read(tmp_path / "t.json").left_out == ("column 1",)


def test_months_of_years_that_are_only_counted() -> None:
    texts = [f"{1 + k // 12}-{1 + k % 12:02d}" for k in range(36)]
    found = moments_of(texts)
    assert found is not None
    assert found.seconds[0] == pandas.Timestamp("1901-01-01").timestamp()
    assert (np.diff(found.seconds) > 0).all()
    assert moments_of(texts[:11]) is None, "not all months of a year"


@pytest.mark.parametrize("text", ["20141013T000000", "20141013T101500Z", "20141013 1015"])
def test_moments_in_the_short_form_of_iso(text) -> None:
    assert looks_like_date(text)
    assert not looks_like_date(text[:9] + "9" * 6)
