"""Columns of free text read by their words."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.new.rows import code_new
from nnsim.data.notes import switches_of
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.text_words import frequent_words, is_prose, words_within
from tests.data.told import note, turned

N = 40


def saved(tmp_path, lines: list[str], **settings: object) -> CsvFile:
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    return CsvFile(path=str(tmp_path / "t.csv"), **settings)


def mail(i: int) -> str:
    return f"{('Free prize, call now', 'see you at home')[i % 2]} {i}"


def test_words_are_counted_by_texts_and_ties_go_by_their_order() -> None:
    texts = ["Don’t stop, don't!", "STOP the x rest", None, "the end"]
    words = frequent_words(texts)
    assert words == ("stop", "the")
    assert words_within(["stop stop", "", None], ("the", "stop")).tolist()[:2] == [[0, 1], [0, 0]]
    assert np.isnan(words_within([None], ("the",))).all()
    assert frequent_words(["今天天气", "天气很好", "好"]) == ("天气",)


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("see you at home", True),
        ("今天天气很好", True),
        ("https://example.org/a/b/c", False),
        ("A-17", False),
        ("Smith", False),
    ],
)
def test_prose_has_several_words(text, prose) -> None:
    assert is_prose([text, None, ""]) is prose
    assert not is_prose([None, ""])


def test_texts_alone_are_read_by_their_words(tmp_path) -> None:
    source = saved(tmp_path, ["v1,v2,,", *(f'{("spam", "ham")[i % 2]},"{mail(i)}",,' for i in range(N))])
    data = source.load()
    assert data.target_names == ("ham", "spam")
    assert data.input_names[:3] == ("v2: at", "v2: call", "v2: free")
    assert data.inputs[0].tolist() == [float(word[4:] in mail(0).lower()) for word in data.input_names]
    assert "became 8 numbers" in note(source, "“v2”")
    (tmp_path / "new.csv").write_text("v2\nfree home\n")
    found = code_new(source, data, str(tmp_path / "new.csv")).inputs[0]
    assert [name for name, on in zip(data.input_names, found, strict=True) if on] == ["v2: free", "v2: home"]


def test_beside_other_columns_texts_are_left_out_until_asked_for(tmp_path) -> None:
    source = saved(tmp_path, ["n,text,y", *(f'{i / 7},"{mail(i)}",{i % 2}' for i in range(N))])
    assert source.load().left_out == ("text",)
    asked = turned(source, "Left out: “text”", "By its words")
    assert asked.load().input_names[:2] == ("n", "text: at")
    assert CsvFile(path=source.path, kinds="text: text").load().left_out == ("text",)


def test_keys_are_no_way_out_where_there_are_words(tmp_path) -> None:
    source = saved(tmp_path, ["id,kind,text", *(f'{i},{"ab"[i % 2]},"{mail(i)}"' for i in range(N))])
    data = source.load()
    assert (data.target_columns, data.left_out) == (("kind",), ("id",))
    assert data.input_names[0] == "text: at"


def test_what_has_no_words_stays_refused(tmp_path) -> None:
    with pytest.raises(NnsimError, match="No column can serve as input"):
        saved(tmp_path, ["key,y", *(f"k{i}x,{i % 2}" for i in range(60))]).load()
    with pytest.raises(NnsimError, match="“key” holds no word that comes in two texts"):
        saved(
            tmp_path,
            ["key,n,y", *(f"k{i}x,{i},{i % 2}" for i in range(60))],
            inputs="key",
            kinds="key: words",
        ).load()


def test_names_that_share_words_can_be_read_by_them(tmp_path) -> None:
    def name(i: int) -> str:
        return "K" + "".join("aeioubdgkl"[int(digit)] for digit in str(i))

    rows = [f"Mr{'s' * (i % 2)} {name(i)},{name(i)},{i % 7},{i % 2}" for i in range(120)]
    source = saved(tmp_path, ["who,key,n,y", *rows])
    asked = turned(source, "Left out: “who”", "By its words")
    assert any("mrs" in name for name in asked.load().input_names)
    assert not switches_of(note(source, "Left out: “key”")), "no word comes twice"
