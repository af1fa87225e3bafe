"""What Python and C must agree about, and each has written down: fields of what C is told, and a few numbers."""

from __future__ import annotations

import ctypes
import re

import pytest

from nnsim.compiled import request
from nnsim.compiled.operands import MOST_AXES
from nnsim.compiled.products import PANEL
from nnsim.compiled.row import BOTH, ONE_A, ONE_B
from nnsim.compiled.sources import SOURCE

HEADER, INTERPRETER, VECTORS = ((SOURCE / name).read_text() for name in ("walk.h", "walk.c", "vector.h"))
RENAMED = {"from": "source"}
"""Fields whose name in C is a word of Python."""


@pytest.mark.parametrize("name", ["Step", "Leg", "Kept", "Walk"])
def test_what_c_is_told_has_the_same_fields_in_the_same_order(name: str) -> None:
    [body] = re.findall(r"typedef struct \{([^}]*)\} " + name + ";", HEADER)
    declared = re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL).split(";")[:-1]
    fields = []
    for words in (line.split() for line in declared):
        kind = ctypes.c_double if words[0] == "double" else ctypes.c_int64
        name_in_c = words[-1].lstrip("*")
        pointer = "*" in "".join(words)
        fields.append((RENAMED.get(name_in_c, name_in_c), ctypes.c_void_p if pointer else kind))
    assert fields == getattr(request, name)._fields_


def test_numbers_that_both_know_are_the_same() -> None:
    [order] = re.findall(r"enum \{ (BOTH, ONE_B, ONE_A) \}", INTERPRETER)
    assert [("BOTH", "ONE_B", "ONE_A")[n] for n in (BOTH, ONE_B, ONE_A)] == order.split(", ")
    assert re.findall(r"enum \{ MOST_AXES = (\d+) \}", INTERPRETER) == [str(MOST_AXES)]


def test_products_have_room_for_two_of_the_widest_registers() -> None:
    widest = max(int(n) for n in re.findall(r"#define VBYTES (\d+)", VECTORS))
    assert 2 * widest <= PANEL * 8
