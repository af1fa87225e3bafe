"""Patterns as people draw them, and how they are damaged."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.pattern_shapes import SHAPES, drawn, drawn_patterns
from nnsim.data.sources.patterns import Patterns


def test_rows_stand_in_lines_or_behind_slashes_and_empty_rows_part_patterns() -> None:
    expected = [[[1, -1], [-1, 1]], [[1, 1], [-1, -1]]]
    for text in ("#./.#//##/..", "#.\n.#\n\n##\n..", "\n10\r\n01\r\n\r\n\r\n11\r\n00\r\n"):
        np.testing.assert_array_equal(drawn_patterns(text), expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No pattern is drawn yet."),
        ("#?/..", "'?' is no cell of a pattern. Draw with # for on and . for off."),
        ("##/#", "The rows of a pattern must be of one length; these are of 2, 1."),
        ("##/..//#/.", "All patterns must be of one size; these are of 2 × 2, 2 × 1."),
        ("#", "A pattern needs two cells at least."),
    ],
)
def test_what_cannot_be_read_is_a_sentence(text: str, said: str) -> None:
    with pytest.raises(NnsimError, match="^" + said.replace("?", r"\?").replace(".", r"\.")):
        Patterns(kind="own", own=text).load()


def test_whole_patterns_train_and_as_many_cells_of_each_other_are_turned_over() -> None:
    data = Patterns(kind="random", count=3, damage=0.3, copies=4, seed=5).load()
    assert (len(data), data.validation_rows, data.test_rows) == (27, 12, 12)
    wrong = (data.inputs != data.targets).sum(1)
    np.testing.assert_array_equal(wrong, [0] * 3 + [30] * 24)
    np.testing.assert_array_equal(data.targets[3:6], data.inputs[:3])
    assert len(np.unique(data.inputs, axis=0)) == 27


def test_shapes_are_of_ten_by_ten_cells_and_there_are_no_more_than_drawn() -> None:
    assert {drawn(rows).shape for _, rows in SHAPES} == {(10, 10)}
    data = Patterns(count=30, copies=1).load()
    assert len(data) == 3 * len(SHAPES)
    assert data.notes == (
        f"There are {len(SHAPES)} drawn shapes; for more patterns let them be by chance, or draw your own.",
    )
