"""What a value with arrays in it shows of itself: a line, not the arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

LONGEST = 120
"""Characters of one value."""
FEW = 3
"""Items of a list or a mapping that are shown."""


def brief(thing: Any) -> str:
    """Return the name of a dataclass and its fields, each in few characters: for its ``__repr__``."""
    shown = (f"{f.name}={_shown(getattr(thing, f.name))}" for f in fields(thing) if f.repr)
    return f"{type(thing).__name__}({', '.join(shown)})"


def _shown(value: Any) -> str:
    match value:
        case np.ndarray():
            return f"<{value.dtype} {value.shape}>"
        case bytes() | bytearray() | memoryview():
            return f"<{len(value)} bytes>"
        case Mapping():
            keys = [_shown(key) for key in list(value)[:FEW]]
            return f"<{_counted(keys, len(value))}>" if value else "{}"
        case tuple() | list() if value:
            return f"<{_counted([_shown(item) for item in value[:FEW]], len(value))}>"
    text = repr(value)
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1] + "…" if isinstance(value, str) else f"<{type(value).__name__}>"


def _counted(first: list[str], count: int) -> str:
    more = f", … {count} in all" if count > len(first) else ""
    return ", ".join(first) + more
