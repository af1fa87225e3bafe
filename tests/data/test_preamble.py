"""What instruments write above their measurements."""

from __future__ import annotations

import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.sources.csv_file import CsvFile

N = 40
SETTINGS = (
    "Model,TBS1102B\nFirmware,v4.06\n,\nHorizontal Scale,0.001\nProbe Attenuation,1,1\nVertical Units,V,V\n"
    "Vertical Offset,0,0\n,\nLabel,,\n,\n"
)
ROWS = "".join(f"{-0.005 + i * 4e-6:.5e},{i * i % 13 / 8:.4f},{i * 7 % 11 / 4:.2f}\n" for i in range(N))


def source(tmp_path, text: str, name: str = "t.csv") -> CsvFile:
    path = tmp_path / name
    path.write_text(text)
    return CsvFile(path=str(path))


@pytest.mark.parametrize(
    ("names", "called"),
    [
        ("TIME,CH1,CH2\n", ("TIME", "CH1", "CH2")),
        ("TIME,CH1,CH2\ns,V,mV\n", ("TIME", "CH1", "CH2")),
        ("", ("column 1", "column 2", "column 3")),
    ],
)
def test_settings_of_all_lengths_stand_above(tmp_path, names, called) -> None:
    file = source(tmp_path, SETTINGS + names + ROWS)
    assert file.layout().names == called
    data = file.load()
    assert (len(data), data.task) == (N, "regression")
    assert data.notes[0].startswith("The names") == bool(names)
    assert any(" at the top were skipped" in line for line in data.notes)


def test_a_channel_alone_has_settings_as_wide_as_its_rows(tmp_path) -> None:
    rows = "".join(line.rpartition(",")[0] + "\n" for line in ROWS.splitlines())
    file = source(tmp_path, "Model,TBS\nScale,0.001\n,\nOffset,0\n,\nTIME,CH1\n" + rows)
    assert (file.layout().names, len(file.load())) == (("TIME", "CH1"), N)


def test_lines_of_another_length_among_rows_stay_slips(tmp_path) -> None:
    file = source(tmp_path, "a,b,c\n" + ROWS + "1,2\n3\n" + ROWS)
    assert file.layout().header_line == 1
    with pytest.raises(NnsimError, match="fields where 3 are expected"):
        file.load()


@pytest.mark.parametrize("sentence", ['\'Id: 3 Comment: none Operator: "Lab" Scan type: Coupled\n'])
def test_a_sentence_above_columns_of_blanks(tmp_path, sentence) -> None:
    rows = "".join(f" {10 + i * 0.02:.4f}      {50 + i * i % 97}\n" for i in range(N))
    file = source(tmp_path, sentence + rows, "scan.xy.txt")
    assert (len(file.layout().names), len(file.load())) == (2, N)
    with pytest.raises(NnsimError, match="has 4 fields where 2"):
        source(tmp_path, "Wave length Counts measured\n" + rows, "names.txt").layout()


def test_what_is_told_of_all_columns_behind_their_names_is_none(tmp_path) -> None:
    rows = "".join(f"{k * 1e-6:.6e},{k % 7 / 3:.4e},{k % 5 / 3:.4e}\n" for k in range(40))
    (tmp_path / "a.csv").write_text("Time(s),CH1V,CH2V,t0 =-6.0e-04, tInc = 1.0e-06,\n" + rows)
    data = CsvFile(path=str(tmp_path / "a.csv")).load()
    assert (data.input_names, data.target_columns, len(data)) == (("Time(s)", "CH1V"), ("CH2V",), 40)


def test_a_separator_behind_every_line_costs_no_names(tmp_path) -> None:
    head = "Format,2.0E,\nMemory Length,300,\nTrigger Level,1.0E+00,\nSource,CH1,\nVertical Units,V,\nMode,Detail,\n"
    rows = "".join(f"{k * 2e-6:.6E},{k % 7 / 3:.4E},\n" for k in range(40))
    (tmp_path / "a.csv").write_text(f"{head}Time,CH1,\n{rows}")
    data = CsvFile(path=str(tmp_path / "a.csv")).load()
    assert (data.input_names, data.target_columns, len(data)) == (("Time",), ("CH1",), 40)
