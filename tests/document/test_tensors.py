"""Headers of safetensors, as others write them, and as nobody should."""

import json

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.base.safetensors_bytes import from_safetensors
from nnsim.document.tensors import to_safetensors


def packed(header: object, data: bytes) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def entry(
    begin: object = 0, end: object = 8, shape: object = (2,), dtype: object = "F32"
) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


TWO = np.array([1.5, -2], "<f4").tobytes()


def test_what_others_write_is_read() -> None:
    read = from_safetensors(packed({"__metadata__": {"by": "me"}, "a": entry()}, TWO), "w")
    assert {name: array.tolist() for name, array in read.items()} == {"a": [1.5, -2]}
    unaligned = from_safetensors(packed(b'{"a":' + json.dumps(entry()).encode() + b"}   ", TWO), "w")
    assert unaligned["a"].tolist() == [1.5, -2]
    assert from_safetensors(packed({}, b""), "w") == {}


def test_bfloat16_becomes_float32() -> None:
    top_halves = (np.array([1.5, -2], "<f4").view("<u4") >> 16).astype("<u2").tobytes()
    read = from_safetensors(packed({"a": entry(0, 4, dtype="BF16")}, top_halves), "w")["a"]
    assert read.dtype == np.float32
    assert read.tolist() == [1.5, -2]


def test_truth_values_are_what_they_seem() -> None:
    read = from_safetensors(packed({"a": entry(0, 3, (3,), "BOOL")}, b"\x00\x01\x07"), "w")["a"]
    assert read.dtype == bool
    assert read.tolist() == [False, True, True]


def test_metadata_is_written_and_equal_ones_are_equal_bytes() -> None:
    arrays = {"b": np.zeros((0, 2)), "a": np.ones(3, ">f4")}
    data = to_safetensors(arrays, {"nnsim": "é"})
    assert data == to_safetensors(dict(reversed(arrays.items())), {"nnsim": "é"})
    read = from_safetensors(data, "w")
    assert read["a"].tolist() == [1, 1, 1]
    assert read["b"].shape == (0, 2)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"a": entry(), "b": entry()}, "damaged"),  # one on the other
        ({"a": entry(0, 8), "b": entry(4, 12)}, "damaged"),
        ({"a": entry(4, 8, (1,))}, "damaged"),  # a gap before it
        ({"a": entry(0, 4, (1,))}, "damaged"),  # unused bytes behind it
        ({"a": entry(0, 16, (4,))}, "damaged"),  # beyond the end
        ({"a": entry(shape=[True, 2])}, "type or the size"),
        ({"a": entry(shape=[2.0])}, "type or the size"),
        ({"a": entry(shape=[-1, -2])}, "type or the size"),
        ({"a": entry(shape="2")}, "type or the size"),
        ({"a": entry(shape=[1] * 33 + [2])}, "type or the size"),
        ({"a": entry(0, 0, [0, 2**70])}, "type or the size"),
        ({"a": entry(0, 8, [10**90, 10**90])}, "type or the size"),
        ({"a": entry(8, 0)}, "type or the size"),
        ({"a": entry(False, 8)}, "type or the size"),
        ({"a": entry(dtype=["F32"])}, "type or the size"),
        ({"a": {**entry(), "data_offsets": [0]}}, "type or the size"),
        ({"a": {"dtype": "F32"}}, "type or the size"),
        ({"a": None}, "type or the size"),
        ({"a": entry(dtype="F8_E4M3")}, "numbers of the type 'F8_E4M3'"),
        ({"a": entry(dtype="f32")}, "numbers of the type"),
        ([], "damaged"),
        (b"{'a': 1}", "damaged"),
        (b'{"a":1,"a":1}', "stands there twice"),
        (b'{"a":NaN}', "not a number"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' + b"9" * 10_000 + b"}", "too large"),
        (b"\xff\xfe", "not a text"),
        (b"[" + b"[]," * 1_500_000 + b"[]]", "more than 4,000,000 bytes"),
    ],
)
def test_headers_that_lie_are_refused_in_words(header, said) -> None:
    with pytest.raises(NnsimError, match=said):
        from_safetensors(packed(header, TWO), "w")


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 7, b"\xff" * 8, (9).to_bytes(8, "little") + b"{}", b"PK\x03\x04" * 9]
)
def test_bytes_that_are_no_safetensors_are_refused(data) -> None:
    with pytest.raises(NnsimError, match=r"damaged|more than"):
        from_safetensors(data, "w")
