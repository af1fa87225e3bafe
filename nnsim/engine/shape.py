"""The shape of one example."""

from __future__ import annotations

Shape = tuple[int, ...]
"""Without the batch: (features,), (time, features) or (channels, height, width)."""
