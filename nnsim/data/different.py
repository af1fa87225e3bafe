"""The different values of a column, and which of them stands in each row."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def different(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the different ones of numbers or texts (n,), sorted, and the place of each row's among them.

    Texts may be objects, which NumPy would sort one by one.
    """
    if values.dtype.kind != "O":
        distinct, places = np.unique(values, return_inverse=True)
        return distinct, places.reshape(-1).astype(np.int64)
    texts = sorted(set(values.tolist()))
    place = {text: n for n, text in enumerate(texts)}
    return np.array(texts, object), np.array([place[text] for text in values.tolist()], np.int64)
