"""NumPy's own matrix product by its address, for code that calls it without Python.

The functions are looked up in the extension that NumPy itself has loaded, and in what that depends on, so
that no second BLAS comes into the process, and the threads set for NumPy's hold for the compiled walk too.
"""

from __future__ import annotations

import ctypes
import functools
import math
import platform
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np  # loads the extension that is looked up below

_EXTENSION = "numpy._core._multiarray_umath"

_NAMES = (
    ("scipy_cblas_{}gemm64_", True),  # NumPy's wheels
    ("scipy_cblas_{}gemm", False),  # wheels for 32 bits, SciPy's
    ("cblas_{}gemm$NEWLAPACK$ILP64", True),  # Apple's Accelerate from macOS 13.3 on
    ("cblas_{}gemm$NEWLAPACK", False),
    ("cblas_{}gemm64_", True),  # OpenBLAS with the usual suffix for 64 bits
    ("cblas_{}gemm_64", True),  # MKL, reference BLAS from 3.11 on
)
"""Names of the function in C, and whether its integers have 64 bits; ``{}`` stands for s or d."""

_PLAIN = "cblas_{}gemm"
"""The plain name, which says nothing of its integers."""


_FROM, _FROM_OF = 300_000, {"v4": 1 << 21}
"""Multiplications from which a product is BLAS's, by level: below, the kernel of the compiled walk is as fast, and with
AVX-512 twice as fast where the second matrix is read transposed. Measured with OpenBLAS 0.3.31 on Sapphire Rapids, in
each level against OpenBLAS's kernels for such processors."""


class Gemm(NamedTuple):
    """Addresses of ``cblas_sgemm`` and ``cblas_dgemm``.

    Attributes
    ----------
    single, double
        Addresses of the functions of float32 and float64.
    wide
        Whether M, N, K and the leading dimensions are to be passed as integers of 64 bits, not 32.
    """

    single: int
    double: int
    wide: bool


@functools.cache
def gemm() -> Gemm | None:
    """Return the products of NumPy's BLAS; None where none is found, or the width of its integers is unsure."""
    path = getattr(sys.modules.get(_EXTENSION), "__file__", None)
    if path is None:
        return None
    for place in (Path(path), *_beside(Path(np.__file__).parent.parent / "numpy.libs")):
        try:
            found = gemm_of(ctypes.CDLL(str(place)))
        except OSError:
            continue  # this one is no library that can be asked; another may be
        if found is not None:
            return found
    return None


def taken_from(level: str) -> float:
    """Return how many multiplications a product has at least that BLAS does; infinity where there is none."""
    return math.inf if gemm() is None else _FROM_OF.get(level, _FROM)


def gemm_of(loaded: ctypes.CDLL) -> Gemm | None:
    """Return the products that a library, or one it depends on, offers under any of the known names."""
    for name, wide in _NAMES:
        if (found := _pair(loaded, name, wide=wide)) is not None:
            return found
    return _pair(loaded, _PLAIN, wide=True) if _wide_serves_both() else None


def _beside(folder: Path) -> list[Path]:
    """Return the BLAS in a wheel of NumPy for Windows, where no library answers for those it depends on."""
    return sorted(folder.glob("*openblas*.dll")) if sys.platform == "win32" else []


def _wide_serves_both() -> bool:
    """Return whether a function with integers of 32 bits can be given ones of 64.

    Each integer fills a register or eight bytes of the stack in the calling conventions of x86-64 (System V
    and Windows) and of 64-bit ARM (AAPCS64), of which such a function reads the lower half. Not so on
    Apple's ARM, where the stack is packed.
    """
    machine = platform.machine().lower()
    return machine in ("x86_64", "amd64") or (machine in ("aarch64", "arm64") and sys.platform != "darwin")


def _pair(loaded: ctypes.CDLL, name: str, *, wide: bool) -> Gemm | None:
    single, double = (_address(loaded, name.format(kind)) for kind in "sd")
    return Gemm(single, double, wide) if single and double else None


def _address(loaded: ctypes.CDLL, name: str) -> int:
    try:
        return ctypes.cast(loaded[name], ctypes.c_void_p).value or 0
    except AttributeError:
        return 0
