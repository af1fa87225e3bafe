"""The .ts files of time series archives."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.files.opening import source_for
from nnsim.data.sources.csv_file import CsvFile

N, LENGTH = 24, 6
VALUES = np.round(np.random.default_rng(3).normal(size=(N, 2, LENGTH)), 6)
HEAD = (
    "#A comment\n@problemName Made\n@timeStamps false\n@univariate {one}\n@classLabel true {names}\n@data\n"
)


def lines(values, labels, names="up down") -> str:
    rows = (
        ":".join([*(",".join(map(str, one)) for one in row), label])
        for row, label in zip(values, labels, strict=True)
    )
    return HEAD.format(one="true", names=names) + "".join(row + "\n" for row in rows)


def content(tmp_path, text: str, name: str = "Made_TRAIN.ts") -> CsvFile:
    (tmp_path / name).write_text(text)
    source = source_for(str(tmp_path / name))
    assert isinstance(source, CsvFile)
    return source


@pytest.mark.parametrize("name", ["Made_TRAIN.ts", "made.txt"])
def test_series_with_their_class_behind(tmp_path, name) -> None:
    data = content(tmp_path, lines(VALUES[:, :1], ["up", "down"] * (N // 2)), name).load()
    assert (data.target_columns, data.target_names) == (("label",), ("down", "up"))
    assert data.input_names == tuple(f"x{t + 1}" for t in range(LENGTH))
    np.testing.assert_array_equal(data.inputs, VALUES[:, 0])


def test_a_long_head_several_dimensions_and_numbers_as_classes(tmp_path) -> None:
    text = "# told at length\n" * 100 + lines(VALUES, ["1", "2"] * (N // 2), "1 2")
    data = content(tmp_path, text).load()
    assert (data.task, data.target_names) == ("classes", ("1", "2"))
    assert data.input_names[LENGTH - 1 : LENGTH + 1] == (f"dim1_x{LENGTH}", "dim2_x1")
    np.testing.assert_array_equal(data.inputs, VALUES.reshape(N, -1))


def test_shorter_series_and_question_marks_are_missing(tmp_path) -> None:
    text = lines(VALUES[:, :1], ["up", "down"] * (N // 2))
    first = ",".join(map(str, VALUES[0, 0]))
    text = text.replace(first, ",".join(["?", *first.split(",")[1:-1]]))
    data = CsvFile(path=content(tmp_path, text).path, missing="mean", leave_out=False).load()
    assert np.argwhere(np.isnan(data.inputs)).tolist() == [[0, 0], [0, LENGTH - 1]]


def test_targets_of_regression_and_none(tmp_path) -> None:
    text = lines(VALUES[:, :1], [f"{k / 7:.3f}" for k in range(N)]).replace(
        "@classLabel true up down", "@targetlabel true"
    )
    data = content(tmp_path, text).load()
    assert (data.task, data.target_columns) == ("regression", ("target",))
    bare = HEAD.replace("true {names}", "false").format(one="true")
    none = content(tmp_path, bare + "".join(",".join(map(str, row)) + "\n" for row in VALUES[:, 0]))
    assert none.layout().names[-1] == f"x{LENGTH}"


@pytest.mark.parametrize("line", ["1,2,x:up", "(0,1.5),(1,2.5):up", "1,2:3,4:up", "1,2"])
def test_other_lines_are_refused_in_words(tmp_path, line) -> None:
    text = lines(VALUES[:2, :1], ["up", "down"]) + line + "\n"
    with pytest.raises(NnsimError, match=r"Line 9 of Made_TRAIN\.ts is no series"):
        content(tmp_path, text).layout()


def test_other_files_called_ts_are_refused(tmp_path) -> None:
    with pytest.raises(NnsimError, match="damaged"):
        content(tmp_path, "export const a = 1;\n").layout()
