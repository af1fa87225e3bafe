"""The shape of one example."""

from __future__ import annotations

from nnsim.base.text import ntr

Shape = tuple[int, ...]
"""Without the batch: (features,), (time, features) or (channels, height, width)."""


def shape_text(shape: Shape) -> str:
    """Return a shape as ``8 × 8 × 3``."""
    return " × ".join(f"{n:,}" for n in shape)


def shape_words(shape: Shape) -> str:
    """Return a shape as it stands in a sentence: ``8 × 8 × 3``, or ``16 numbers``."""
    if len(shape) == 1:
        return ntr("{n} number", "{n} numbers", shape[0]).format(n=f"{shape[0]:,}")
    return shape_text(shape)
