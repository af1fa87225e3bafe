"""Whole numbers that are given from Python."""

from __future__ import annotations

import operator

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr


def whole(name: str, value: object) -> int:
    """Return `value`, given as the argument `name`, as an int; raises NnsimError where it is none."""
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise NnsimError(
            tr("{name} must be a whole number, not {value}.").format(name=name, value=repr(value)[:80])
        ) from None
