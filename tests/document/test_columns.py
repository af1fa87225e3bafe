from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.document.columns import parse_columns

NAMES = ("age", "height", "x-ray", "3", "body mass")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("  ", None),
        ("1", (0,)),
        ("age", (0,)),
        ("2-4", (1, 2, 3)),
        ("2 - 4", (1, 2, 3)),
        ("x-ray, age", (2, 0)),
        ("body mass,1", (4, 0)),
        ("3", (3,)),  # a name goes before a number
        ("1-3, 2, age", (0, 1, 2)),
        ("5-5", (4,)),
    ],
)
def test_names_numbers_and_ranges(text: str, expected: tuple[int, ...] | None) -> None:
    assert parse_columns(text, NAMES, 5) == expected


@pytest.mark.parametrize(
    "text", ["0", "6", "4-2", "1-6", "weight", "1,,2", ",", "-1", "1-", "-", "1-2-3", "²", "Age"]
)
def test_what_is_not_there_is_named(text: str) -> None:
    with pytest.raises(NnsimError, match="1 to 5"):
        parse_columns(text, NAMES, 5)


@given(st.text(max_size=12))
def test_any_text_gives_columns_or_a_sentence(text: str) -> None:
    try:
        found = parse_columns(text, NAMES, 5)
    except NnsimError:
        return
    assert found is None or (len(set(found)) == len(found) and all(0 <= k < 5 for k in found))
