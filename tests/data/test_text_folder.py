"""A folder with one text a file, a class a folder."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.files.opening import source_for
from nnsim.data.sources.sequence_folder import SequenceFolder
from nnsim.data.sources.text_folder import TextFolder
from tests.data.told import note

WORDS = {
    "sport": "The match was won by a late goal of the season",
    "tech": "New software for the phone shares data",
}


def story(kind: str, number: int) -> str:
    return f"{WORDS[kind]}, said our correspondent{'' if number % 3 else ' on Friday'}.\n\nMore of it was said later, and what was said is told here.\n"


def texts(root: Path, count: int = 6, suffix: str = ".txt") -> Path:
    for kind in WORDS:
        (root / kind).mkdir(parents=True)
        for k in range(count):
            (root / kind / f"{k + 9}{suffix}").write_text(story(kind, k))
    return root


@pytest.mark.parametrize("suffix", [".txt", ""])
def test_texts_are_read_by_their_words(tmp_path, suffix) -> None:
    folder = texts(tmp_path / "news", suffix=suffix)
    (folder / "README.txt").write_text("Stories of two kinds.\n" * 20)
    (folder / "sport" / "counts.feat").write_text("1:2 3:4\n")
    source = source_for(str(folder))
    assert isinstance(source, TextFolder)
    data = source.load()
    assert (data.title, data.target_names, len(data)) == ("news", ("sport", "tech"), 12)
    assert data.row_names[:2] == (f"sport/9{suffix}", f"sport/10{suffix}")
    at = data.input_names.index("text: goal")
    np.testing.assert_array_equal(data.inputs[:, at], data.targets == 0)
    assert "text: said" not in data.input_names, "every text holds it"
    assert note(source, "12 texts by the")  # type: ignore[arg-type]
    few = TextFolder(path=str(folder), words=3).load()
    assert few.shape == (3,)


def test_lists_beside_the_classes_and_texts_nobody_labelled_are_passed_over(tmp_path) -> None:
    for part, count in (("train", 9), ("test", 5)):
        texts(tmp_path / part, count)
        (tmp_path / part / "urls_sport.txt").write_text("http://example.org/title/usercomments\n" * 20)
    (tmp_path / "train" / "unsup").mkdir()
    for k in range(6):
        (tmp_path / "train" / "unsup" / f"{k}.txt").write_text(story("tech", k))
    (tmp_path / "words.txt").write_text("0.049\n" * 20)
    source = source_for(str(tmp_path))
    assert isinstance(source, TextFolder)
    data = source.load()
    assert (data.target_names, len(data), data.test_rows) == (("sport", "tech"), 28, 10)
    assert "9 files lie in no folder of a class and were passed over" in data.notes


def test_the_name_of_the_data_may_stand_before_the_part(tmp_path) -> None:
    texts(tmp_path / "20news-train", 4)
    texts(tmp_path / "20news-test", 3)
    data = source_for(str(tmp_path)).load()
    assert (data.target_names, data.test_rows) == (("sport", "tech"), 6)


def test_parts_and_packed_folders(tmp_path) -> None:
    folder = texts(tmp_path / "a" / "train").parent
    texts(folder / "test", 2)
    data = TextFolder(path=str(folder)).load()
    assert (len(data), data.test_rows) == (16, 4)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for file in sorted(folder.rglob("*.txt")):
            archive.write(file, str(file.relative_to(tmp_path)))
    source = source_for(str(tmp_path / "a.zip"))
    assert isinstance(source, TextFolder)
    assert (len(source.load()), source.load().test_rows) == (16, 4)


def test_new_texts_have_the_same_words(tmp_path) -> None:
    source = TextFolder(path=str(texts(tmp_path / "news")))
    data = source.load()
    new = tmp_path / "new.txt"
    new.write_bytes("A goal of the season — déjà vu".encode("cp1252"))
    found = source.new_inputs(data, str(new), lambda *_: None)
    held = {name for name, on in zip(data.input_names, found.inputs[0], strict=True) if on}
    assert held == {"text: goal", "text: of", "text: season"} & set(data.input_names) | (held & {"text: the"})
    again = source.new_inputs(data, source.path, lambda *_: None)
    np.testing.assert_array_equal(
        again.inputs, data.inputs[[data.row_names.index(name) for name in again.names]]
    )
    assert again.targets is not None
    assert sorted(again.targets.tolist()) == [0] * 6 + [1] * 6


def test_numbers_in_text_files_are_sequences_still(tmp_path) -> None:
    for kind in WORDS:
        (tmp_path / kind).mkdir()
        for k in range(4):
            (tmp_path / kind / f"{k}.txt").write_text("".join(f"{i * k % 7}.5 {i % 5}\n" for i in range(30)))
    assert isinstance(source_for(str(tmp_path)), SequenceFolder)


def test_texts_without_classes_or_words_in_common_are_refused(tmp_path) -> None:
    folder = texts(tmp_path / "one")
    with pytest.raises(NnsimError, match="lie in fewer than two folders"):
        TextFolder(path=str(folder / "tech")).load()
    for kind, text in (("u", "alpha"), ("v", "beta")):
        (tmp_path / "two" / kind).mkdir(parents=True)
        (tmp_path / "two" / kind / "1.txt").write_text(text)
    with pytest.raises(NnsimError, match="No word comes in two texts of two"):
        TextFolder(path=str(tmp_path / "two")).load()
