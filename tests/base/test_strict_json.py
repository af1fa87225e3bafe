from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.base.strict_json import from_bytes, to_text

_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES)
def test_what_is_written_reads_the_same(value):
    assert from_bytes(to_text(value).encode(), "x") == value


@given(st.binary() | st.text('{}[]",:0123456789eE+-.NaIfinty ').map(str.encode))
def test_any_bytes_give_a_value_or_a_sentence(data):
    try:
        from_bytes(data, "x")
    except NnsimError as error:
        says = str(error)
    else:
        return
    assert says.startswith("x is damaged")


def test_the_place_of_an_infinite_number_is_named():
    with pytest.raises(NnsimError, match=r"a\[1\]\.b is inf"):
        to_text({"a": [1.0, {"b": float("inf")}]})


def test_what_is_no_data_is_a_bug():
    with pytest.raises(TypeError):
        to_text({"a": object()})
