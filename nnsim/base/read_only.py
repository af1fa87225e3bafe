"""Arrays that nobody may write to: what threads share, and what is kept."""

from __future__ import annotations

from typing import Any

import numpy as np


def read_only_copy(array: np.ndarray, dtype: Any = None) -> np.ndarray:
    """Return a copy of `array` (as `dtype`, if given) that cannot be written to."""
    copy = np.array(array, dtype)
    copy.flags.writeable = False
    return copy
