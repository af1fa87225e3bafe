"""Whatever stands in a text file: it is read as it was meant, or refused in words."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile

relaxed = settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
snippets = st.sampled_from(
    [
        "1",
        "2.5",
        "-3e4",
        "nan",
        "inf",
        "?",
        "a",
        "é",
        "x y",
        '"',
        '""',
        ",",
        ";",
        "\t",
        "|",
        " ",
        "\n",
        "\r\n",
        "\r",
    ]
)


@relaxed
@given(pieces=st.lists(snippets, max_size=60))
def test_any_text_is_read_or_refused(tmp_path: Path, pieces: list[str]) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("".join(pieces).encode())
    source = CsvFile(path=str(path), missing="mean")
    try:
        ready = prepare(DataSettings(source=source))
    except NnsimError:
        return
    assert np.isfinite(ready.train.inputs).all()


@relaxed
@given(
    content=st.binary(max_size=400), start=st.sampled_from([b"", b"a,b\n1,2\n", b"\xff\xfe", b"PK\x03\x04"])
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, start: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(start + content)
    for source in (CsvFile(path=str(path)), NpzFile(path=str(path))):
        try:
            data = source.load()
        except NnsimError:
            continue
        assert isinstance(data, Dataset)


words = st.text(st.sampled_from('ab ,;"\n'), min_size=1, max_size=6).map(lambda s: "w" + s.strip() + "w")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@relaxed
@given(
    rows=st.lists(
        st.tuples(st.floats(-1e6, 1e6).map(lambda v: round(v, 6)), words, st.integers(0, 1)),
        min_size=4,
        max_size=20,
    )
)
def test_what_a_csv_writer_wrote_comes_back(tmp_path: Path, separator: str, rows) -> None:
    rows = [*rows, (0.5, "first", 0), (1.5, "last", 1)]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows([("number", "word", "y"), *rows])
    path = tmp_path / "t.csv"
    path.write_text(buffer.getvalue(), newline="")
    data = CsvFile(
        path=str(path),
        separator=separator,
        decimal=".",
        header="yes",
        inputs="number, word",
        comment="none",
        placeholders="keep",
    ).load()
    assert data.inputs[:, 0].tolist() == [number for number, _, _ in rows]
    assert data.targets.tolist() == [y for _, _, y in rows]
    read = [data.input_names[1 + row[1:].argmax()].removeprefix("word = ") for row in data.inputs]
    assert read == [word for _, word, _ in rows]


_dialects = st.sampled_from(
    [
        (",", ".", "", "utf-8"),
        (";", ",", ".", "utf-8"),
        (";", ",", " ", "cp1252"),
        ("\t", ".", ",", "utf-8-sig"),
        ("\t", ",", ".", "utf-16"),
        ("|", ".", "'", "utf-8"),
    ]
)


def _spelled(value: float, decimal: str, thousands: str) -> str:
    """Return a number of hundredths as a spreadsheet of that country writes it."""
    text = f"{value:,.2f}" if thousands else f"{value:.2f}"
    return text.translate(str.maketrans({",": thousands, ".": decimal}))


@settings(relaxed, max_examples=40)
@given(
    dialect=_dialects,
    header=st.booleans(),
    title=st.sampled_from(["", "Report of the year\n\n", "# made by a machine\n"]),
    footer=st.sampled_from(["", "\nSource: a machine\n"]),
    rows=st.lists(
        st.tuples(st.integers(-10_000_000, 10_000_000), st.sampled_from("uvw")), min_size=6, max_size=20
    ),
)
def test_what_a_spreadsheet_wrote_comes_back(tmp_path: Path, dialect, header, title, footer, rows) -> None:
    separator, decimal, thousands, encoding = dialect
    # Both classes, a number that needs its decimal sign, and a letter that needs its encoding.
    rows = [*rows, (150, "ü"), (275, "ü"), (50, "u"), (325, "u")]
    lines = [f"{_spelled(n / 100, decimal, thousands)}{separator}{word}" for n, word in rows]
    names = [f"größe{separator}class"] if header else []
    path = tmp_path / "t.csv"
    path.write_bytes((title + "\n".join([*names, *lines]) + "\n" + footer).encode(encoding))
    data = CsvFile(path=str(path)).load()
    assert data.inputs[:, 0].tolist() == [n / 100 for n, _ in rows]
    assert [data.target_names[c] for c in data.targets] == [word for _, word in rows]
    assert data.input_names == (("größe",) if header else ("column 1",))
