"""Headers of NPY, as many programs write them, and as nobody should."""

import io

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.base.npy import from_npy

MOST = 1_000_000


def npy(header: str, data: bytes, version: int = 1) -> bytes:
    text = header.encode("utf-8" if version == 3 else "latin-1")
    return (
        b"\x93NUMPY"
        + bytes([version, 0])
        + len(text).to_bytes(2 if version == 1 else 4, "little")
        + text
        + data
    )


def header(shape: str, descr: str = "'<f4'", order: str = "False") -> str:
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(
    "array",
    [
        np.array(1.5),
        *(
            np.arange(6).reshape(2, 3).astype(k)
            for k in ("<f2", "<f4", ">f4", ">f8", "u1", "i1", ">i2", "<u8", "<c8", "?")
        ),
        np.array([["a", "bé"], ["中", ""]]),
        np.array([["a", "bé"]]).astype(">U2"),
        np.array([b"x", b"yz"]),
        np.zeros((0, 3)),
        np.zeros((3, 0), np.uint8),
        np.array(["", ""]),
    ],
    ids=lambda a: f"{a.dtype.str}{a.shape}",
)
def test_what_numpy_writes_is_read(array, order, version) -> None:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asarray(array, order=order), version)
    found = from_npy(file.getvalue(), "it", MOST)
    np.testing.assert_array_equal(found, array)
    assert found.dtype == array.dtype.newbyteorder("=")
    assert found.shape == array.shape


@pytest.mark.parametrize(
    "text",
    [
        header("(2L,)"),  # Python 2
        header("(2,)") + " " * 60_000 + "\n",
        "{" + " " * 60_000 + header("(2,)")[1:],
        header("( 2 , )"),
        header("(1,2)"),
        header("[2]"),
        header("(2,)").replace("'", '"'),
        header("(2,)").replace("'descr'", "u'descr'"),
        "{'shape': (2,), 'fortran_order': False, 'descr': '<f4'}",
        header("(2,)").replace(", }", "}"),
        "\n\t" + header("(2,)") + "\0\0",
    ],
)
def test_headers_of_other_programs_are_read(text) -> None:
    found = from_npy(npy(text, np.array([1, 2], "<f4").tobytes()), "it", MOST)
    assert found.reshape(-1).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (header("(True,)"), r"declares the shape \(True,\), which no array has"),
        (header("(2, False)"), "which no array has"),
        (header("(-2,)"), "which no array has"),
        (header("2"), "which no array has"),
        (header("('2',)"), "which no array has"),
        (header("(" + "1," * 33 + ")"), "which no array has"),
        (header("(2.0,)"), "damaged"),
        (header("(2e0,)"), "damaged"),
        (header("(" + "9" * 5_000 + ",)"), "damaged"),
        (header("(" * 5_000 + "2"), "damaged"),
        (header("(2,)", "__import__('os')"), "damaged"),
        (header("(2,)", "'<f4'", "0"), "damaged"),
        (header("(2,)", "None"), "damaged"),
        (header("(2,)") + "}", "damaged"),
        (header("(2,)")[:-3], "damaged"),
        (header("(2,)").replace("descr", "shape"), "damaged"),
        (header("(2,)").replace("'descr'", "'desc\\x72'"), "damaged"),
        ("", "damaged"),
        ("{'de" + " " * 60_000, "damaged"),
        (header("(2,)", "'|O'"), "pickled Python objects"),
        (header("(2,)", "'|O8'"), "pickled Python objects"),
        (header("(2,)", "[('a', '<f4'), ('b', '|O')]"), "table of named fields"),
        (header("(2,)", "('<f4', (2,))"), "table of named fields"),
        (header("(2,)", "'<M8[ns]'"), "values of the type '<M8"),
        (header("(2,)", "'<f16'"), "values of the type"),
        (header("(2,)", "'<V2'"), "values of the type"),
        (header("(2,)", "'<i3'"), "values of the type"),
        (header("(1,)", "'<U999999999'"), "values of the type"),
        (header("(3,)"), "size it declares"),
        (header("(1,)"), "size it declares"),
        (header("(0, 1000000000000)"), "at most"),
        (header("(1000000000000,)", "'<U0'"), "at most"),
        (header("(9000000000, 9000000000, 9000000000)"), "at most"),
        (header("(2,)", "'<U1'"), "damaged"),  # 0xffffffff is no character
    ],
)
@pytest.mark.parametrize("version", [1, 2, 3])
def test_headers_that_nobody_should_write_are_refused_in_words(text, said, version) -> None:
    with pytest.raises(NnsimError, match=said):
        from_npy(npy(text, b"\xff" * 8, version), "it", MOST)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x93NUMPY",
        b"\x93NUMPY\x01\x00\xff\xff{",
        b"\x93NUMPY\x02\x00\xff\xff\xff\xff{",
        b"\x80\x04pickle",
        b"\0" * 99,
    ],
)
def test_bytes_that_are_no_array_are_refused(data) -> None:
    with pytest.raises(NnsimError, match="it is damaged or cut short"):
        from_npy(data, "it", MOST)


def test_an_unknown_version_is_named() -> None:
    with pytest.raises(NnsimError, match=r"version 1\.7"):
        from_npy(b"\x93NUMPY\x01\x07" + b"\0" * 20, "it", MOST)
    with pytest.raises(NnsimError, match="damaged"):  # 3.0 is UTF-8
        from_npy(b"\x93NUMPY\x03\x00\x04\0\0\0\xff\xff\xff\xff", "it", MOST)


def test_truth_values_and_texts_are_what_they_seem() -> None:
    truth = from_npy(npy(header("(3,)", "'|b1'"), b"\x00\x01\x07"), "it", MOST)
    assert truth.tolist() == [False, True, True]
    assert (truth == np.array([False, True, True])).all()
    half = np.array([0xD800], "<u4").tobytes()  # half of a character: no file and no screen can take it
    with pytest.raises(NnsimError, match="damaged"):
        from_npy(npy(header("(1,)", "'<U1'"), half), "it", MOST)


def test_what_is_read_is_not_larger_than_allowed() -> None:
    data = npy(header("(4,)"), b"\0" * 16)
    assert from_npy(data, "it", 4).shape == (4,)
    with pytest.raises(NnsimError, match="has 4 numbers; at most 3"):
        from_npy(data, "it", 3)
