"""Arrays that nobody can write into, to be handed to others."""

from __future__ import annotations

from typing import Any

import numpy as np


def read_only(array: np.ndarray, dtype: Any = None) -> np.ndarray:
    """Return a read-only copy of `array`."""
    copy = np.array(array, dtype)
    copy.flags.writeable = False
    return copy
