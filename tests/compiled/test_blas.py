"""The address of NumPy's own matrix product: called through it, a product is NumPy's to the bit."""

from __future__ import annotations

import ctypes
import platform
import sys
from pathlib import Path

import numpy as np
import pytest

from nnsim.compiled.blas import Gemm, gemm, gemm_of

ROW_MAJOR, AS_IT_IS, TRANSPOSED = 101, 111, 112


def product(found: Gemm, a: np.ndarray, b: np.ndarray, *, wide: bool | None = None) -> np.ndarray:
    """Return a·bᵀ, all with rows longer than what is used of them, as C code would compute it."""
    single = a.dtype == np.float32
    real = ctypes.c_float if single else ctypes.c_double
    integer = ctypes.c_int64 if (found.wide if wide is None else wide) else ctypes.c_int32
    kinds = [ctypes.c_int] * 3 + [integer] * 3 + [real, ctypes.c_void_p, integer, ctypes.c_void_p, integer]
    function = ctypes.CFUNCTYPE(None, *kinds, real, ctypes.c_void_p, integer)(
        found.single if single else found.double
    )
    out = np.full((len(a), len(b) + 2), 7, a.dtype)
    row = a.strides[0] // a.itemsize, b.strides[0] // b.itemsize, out.shape[1]
    function(
        ROW_MAJOR, AS_IT_IS, TRANSPOSED, len(a), len(b), a.shape[1],
        1.0, a.ctypes.data, row[0], b.ctypes.data, row[1], 0.0, out.ctypes.data, row[2],
    )  # fmt: skip
    assert np.all(out[:, len(b) :] == 7)
    return out[:, : len(b)]


def operands(dtype: type) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(1)
    return draw.normal(size=(5, 9)).astype(dtype)[:, :7], draw.normal(size=(3, 11)).astype(dtype)[:, :7]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_product_by_address_is_numpys(dtype: type) -> None:
    found = gemm()
    if found is None:
        pytest.skip("this NumPy shows no BLAS")
    a, b = operands(dtype)
    np.testing.assert_array_equal(product(found, a, b), a @ b.T)


def test_numpys_wheels_show_their_blas() -> None:
    libraries = [*Path(np.__file__).parent.parent.glob("numpy.libs/*openblas64*")]
    if not libraries:
        pytest.skip("this NumPy is from no wheel with OpenBLAS")
    assert gemm() == gemm_of(ctypes.CDLL(str(libraries[0])))
    assert gemm().wide


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_integers_of_32_bits_are_told_and_wide_ones_serve_there_too(dtype: type) -> None:
    import scipy

    libraries = [*Path(scipy.__file__).parent.parent.glob("scipy.libs/libscipy_openblas-*")]
    found = gemm_of(ctypes.CDLL(str(libraries[0]))) if libraries else None
    if found is None:
        pytest.skip("this SciPy is from no wheel with OpenBLAS")
    assert not found.wide
    a, b = operands(dtype)
    np.testing.assert_allclose(product(found, a, b), a @ b.T, rtol=1e-5)
    if sys.platform != "darwin" and platform.machine().lower() in ("x86_64", "amd64", "aarch64"):
        np.testing.assert_allclose(product(found, a, b, wide=True), a @ b.T, rtol=1e-5)


def test_a_library_without_products_offers_none() -> None:
    import _ctypes

    path = getattr(_ctypes, "__file__", None)
    if path is None:
        pytest.skip("this Python has no library of its own that could be asked")
    assert gemm_of(ctypes.CDLL(path)) is None
