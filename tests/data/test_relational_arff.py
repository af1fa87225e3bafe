"""ARFF files with series in a relational attribute."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.files.opening import source_for

VALUES = np.round(np.random.default_rng(3).normal(size=(12, 3, 5)), 6)
HEAD = (
    "% Made\n@relation Made\n\n@attribute relationalAtt relational\n"
    + "".join(f"\t@attribute att{k} numeric\n" for k in range(5))
    + "@end relationalAtt\n@attribute activity {up,down}\n\n@data\n"
)


def row(values: np.ndarray, label: str, quote: str = '"') -> str:
    return quote + "\\n".join(",".join(map(str, one)) for one in values) + f"{quote},{label}\n"


@pytest.mark.parametrize("quote", ["'", '"'])
def test_dimensions_lie_one_behind_the_other(tmp_path: Path, quote: str) -> None:
    text = HEAD + "".join(row(one, ("up", "down")[k % 2], quote) for k, one in enumerate(VALUES))
    (tmp_path / "Made_TRAIN.arff").write_text(text)
    data = source_for(str(tmp_path / "Made_TRAIN.arff")).load()
    np.testing.assert_array_equal(data.inputs, VALUES.reshape(12, 15))
    assert data.input_names[4:6] == ("dim1_x5", "dim2_x1")
    assert (data.target_columns, data.target_names) == (("activity",), ("down", "up"))


@pytest.mark.parametrize(
    "bad", [row(VALUES[0, :2], "up"), "1,2,3,up\n", row(VALUES[0], "up").replace("0.", "o.")]
)
def test_what_is_no_series_is_named_by_its_line(tmp_path: Path, bad: str) -> None:
    (tmp_path / "a.arff").write_text(HEAD + row(VALUES[1], "up") + bad)
    with pytest.raises(NnsimError, match=r"Line 15 of a\.arff is no series"):
        source_for(str(tmp_path / "a.arff")).load()
