"""Numbers that a person types: a weight, or a row to send through a network."""

from __future__ import annotations

import math
import re

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.base.typed import number

_SEPARATORS = re.compile(r"[;\t\n]+|,\s+|\s+")


def typed_number(text: str) -> float:
    """Return the number a text stands for, such as ``−.15``, ``3/4`` or ``1e-3``; raises NnsimError for none."""
    try:
        value = number(text)
    except (ValueError, OverflowError):
        value = math.nan
    if not math.isfinite(value):
        raise NnsimError(
            tr("“{text}” is no number. Type one such as 0.5, -1.2e-3 or 3/4.").format(text=text.strip()[:40])
        )
    return value


def typed_row(text: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return the numbers of one example, (*shape), separated by blanks or semicolons; raises NnsimError."""
    words = [word for word in _SEPARATORS.split(text.strip().replace(",", ", ")) if word]
    wanted = math.prod(shape)
    if len(words) != wanted:
        raise NnsimError(
            ntr(
                "This network takes {wanted} number, and {given} were typed. Separate them by blanks.",
                "This network takes {wanted} numbers, and {given} were typed. Separate them by blanks.",
                wanted,
            ).format(wanted=f"{wanted:,}", given=f"{len(words):,}")
        )
    return np.array([typed_number(word) for word in words]).reshape(shape)
