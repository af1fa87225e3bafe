"""Some examples in place of many, spread evenly over them."""

from __future__ import annotations

import numpy as np

from nnsim.data.prepared import Examples


def spread_over(examples: Examples, most: int) -> Examples:
    """Return `most` of the examples, spread evenly over all; all of them where they are no more."""
    if len(examples) <= most:
        return examples
    return examples.some(np.linspace(0, len(examples), most, endpoint=False).astype(np.intp))
