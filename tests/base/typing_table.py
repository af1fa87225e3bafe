"""Texts as people type them, kind by kind: what they stand for, and what is refused in words."""

from __future__ import annotations

from typing import Any

from nnsim.base.setting import Setting
from nnsim.base.settings import Integer, Real, Shape

WHOLE = Integer("Units", low=1, high=100_000)
NUMBER = Real("Rate", low=-1e6, high=1e6)
SHAPE = Shape("Shape")


class _Refused:
    def __repr__(self) -> str:
        return "refused"


REFUSED = _Refused()

TYPED: dict[str, tuple[Any, Any, Any]] = {
    "16": (16, 16.0, (16,)),
    " 16 ": (16, 16.0, (16,)),
    "1e3": (1000, 1000.0, (1000,)),
    "1E+3": (1000, 1000.0, (1000,)),
    "2.5e3": (2500, 2500.0, REFUSED),
    "8*8": (64, 64.0, (8, 8)),
    "8 × 8": (64, 64.0, (8, 8)),
    "8x8": (64, 64.0, (8, 8)),
    "4·4·4": (64, 64.0, (4, 4, 4)),
    "2^10": (1024, 1024.0, (1024,)),
    "2**10": (1024, 1024.0, REFUSED),
    "2¹⁰": (1024, 1024.0, (1024,)),
    "64/2": (32, 32.0, (32,)),
    "64÷2": (32, 32.0, (32,)),
    "(1+2)*3": (9, 9.0, (3, 3)),
    "1,000": (1000, 1000.0, (1000,)),
    "10,000": (10_000, 10_000.0, (10_000,)),
    "1 000": (1000, 1000.0, (1000,)),
    "1\u202f000": (1000, 1000.0, (1000,)),
    "1'000": (1000, 1000.0, (1000,)),
    "1_000": (1000, 1000.0, (1000,)),
    "1,000.5": (REFUSED, 1000.5, REFUSED),
    "１２８": (128, 128.0, (128,)),
    "１，０００": (1000, 1000.0, (1000,)),
    "８＊８": (64, 64.0, (8, 8)),
    "٦٤": (64, 64.0, (64,)),
    "−2": (REFUSED, -2.0, REFUSED),
    "－2": (REFUSED, -2.0, REFUSED),
    "+2": (2, 2.0, (2,)),
    "-2^2": (REFUSED, -4.0, REFUSED),
    "0.5": (REFUSED, 0.5, REFUSED),
    "0。5": (REFUSED, 0.5, REFUSED),
    ".5": (REFUSED, 0.5, REFUSED),
    "5.": (5, 5.0, REFUSED),
    "50 %": (REFUSED, 0.5, REFUSED),
    "５０％": (REFUSED, 0.5, REFUSED),
    "3/4": (REFUSED, 0.75, REFUSED),
    "10⁻³": (REFUSED, 0.001, REFUSED),
    "1e-3": (REFUSED, 0.001, REFUSED),
    "0.1+0.2": (REFUSED, 0.3, REFUSED),
    "(1, 28, 28)": (REFUSED, REFUSED, (1, 28, 28)),
    "[3,224,224]": (REFUSED, REFUSED, (3, 224, 224)),
    "（1，28，28）": (REFUSED, REFUSED, (1, 28, 28)),
    "1×28×28": (784, 784.0, (1, 28, 28)),
    "1, 28, 28": (REFUSED, REFUSED, (1, 28, 28)),
    "1 28 28": (REFUSED, REFUSED, (1, 28, 28)),
    "1;28": (REFUSED, REFUSED, (1, 28)),
    "(8,)": (REFUSED, REFUSED, (8,)),
    "": (REFUSED, REFUSED, ()),
    "()": (REFUSED, REFUSED, ()),
    "from the data": (REFUSED, REFUSED, ()),
    "0,5": (REFUSED, REFUSED, REFUSED),
    "1.000,5": (REFUSED, REFUSED, REFUSED),
    "1 2": (REFUSED, REFUSED, (1, 2)),
    "1_0": (REFUSED, REFUSED, REFUSED),
    "abc": (REFUSED, REFUSED, REFUSED),
    "nan": (REFUSED, REFUSED, REFUSED),
    "inf": (REFUSED, REFUSED, REFUSED),
    "0x10": (REFUSED, REFUSED, REFUSED),
    "--1": (REFUSED, REFUSED, REFUSED),
    "1e999": (REFUSED, REFUSED, REFUSED),
    "9^9^9^9": (REFUSED, REFUSED, REFUSED),
    "1/0": (REFUSED, REFUSED, REFUSED),
    "(-1)^0.5": (REFUSED, REFUSED, REFUSED),
    "8*": (REFUSED, REFUSED, REFUSED),
    "8,,8": (REFUSED, REFUSED, REFUSED),
    "__import__('os')": (REFUSED, REFUSED, REFUSED),
    "(" * 150 + "1": (REFUSED, REFUSED, REFUSED),
    "1" * 500: (REFUSED, REFUSED, REFUSED),
}
KINDS: tuple[Setting, ...] = (WHOLE, NUMBER, SHAPE)


def cases() -> list[tuple[Setting, str, Any]]:
    """Return every kind with every text and what is right: a value, or `REFUSED`."""
    return [(kind, text, rights[i]) for text, rights in TYPED.items() for i, kind in enumerate(KINDS)]
