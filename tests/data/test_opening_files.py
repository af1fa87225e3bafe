"""Which source reads what a user opens: a file by what is in it, a folder by what it is about."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.files.opening import path_of, source_for
from nnsim.data.sources.characters_file import CharactersFile
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile

PROSE = """It was the best of times, it was the worst of times,
it was the age of wisdom, it was the age of foolishness.
BERNARDO
Who's there?

Nay, answer me: stand, and unfold yourself.
Long live the king!
"""
ROWS = "a,b,y\n" + "".join(f"{i * i % 7}.5,{i},{i % 2}\n" for i in range(20))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PROSE, CharactersFile),
        ("\n".join(["温故而知新，可以为师矣。学而不思则罔，思而不学则殆。", "三人行，必有我师焉。"] * 5), CharactersFile),
        ("\n".join(f"{name}na\n{name}ro" for name in "abcdefghijklmnopqrstuvwxyz"), CharactersFile),
        (ROWS, CsvFile),
        ("".join(f"{'ham' if i % 2 else 'spam'}\tGo until jurong point, crazy{'!' * i}\n" for i in range(20)), CsvFile),
        ("colour class\n" + "red u\nblue v\nred v\nblue u\n" * 20, CsvFile),
        ("3.5\n2.5\n1.5\n" * 30, CsvFile),
        ("", CsvFile),
    ],
)  # fmt: skip
def test_a_text_is_a_table_or_prose(tmp_path: Path, text: str, kind: type) -> None:
    path = tmp_path / "some.txt"
    path.write_text(text, encoding="utf-8")
    assert type(source_for(str(path))) is kind


@pytest.mark.parametrize(("text", "kind"), [(ROWS, CsvFile), (PROSE, CharactersFile)])
@pytest.mark.parametrize("name", ["sonar.all-data", "SMSSpamCollection"])
def test_a_text_by_any_name_is_looked_into(tmp_path: Path, name: str, text: str, kind: type) -> None:
    (tmp_path / name).write_text(text)
    found = source_for(str(tmp_path / name))
    assert type(found) is kind
    assert len(found.load()) > 10


@pytest.mark.parametrize(
    "content", [b"\x7fELF\0\0\1,2,3\n1,2,3\n", b"", b"one line\n\nand another of words\n"]
)
def test_what_is_no_data_is_refused_with_the_kinds_that_are(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "some.odd").write_bytes(content)
    with pytest.raises(NnsimError, match=r"some\.odd cannot be opened as data"):
        source_for(str(tmp_path / "some.odd"))


def test_a_folder_is_what_the_data_in_it_are(tmp_path: Path) -> None:
    np.save(tmp_path / "X.npy", np.zeros((4, 2)))
    np.save(tmp_path / "y.npy", np.arange(4) % 2)
    (tmp_path / "README.txt").write_text(PROSE)
    found = source_for(str(tmp_path))
    assert isinstance(found, NpzFile)
    assert found.load().inputs.shape == (4, 2)


@pytest.mark.parametrize(
    "others", [(), ("README.txt",), ("test.csv", "readme.md"), ("sample.csv", "test.csv")]
)
def test_the_table_in_a_folder_is_opened_and_what_lies_beside_it_is_not(tmp_path: Path, others) -> None:
    name = "train.csv" if len(others) > 1 else "some.csv"
    for other in others:
        (tmp_path / other).write_text(ROWS * 2 if other.endswith("csv") else PROSE)
    (tmp_path / name).write_text(ROWS)
    assert Path(path_of(source_for(str(tmp_path)))).name == name


def test_of_several_tables_none_is_guessed(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(ROWS)
    found = source_for(str(tmp_path))
    assert path_of(found) == str(tmp_path)
    with pytest.raises(NnsimError, match="name the column that holds the target"):
        found.load()
