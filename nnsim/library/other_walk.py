"""What Python is told where another walk takes steps."""

from __future__ import annotations


class OtherWalkWarning(UserWarning):
    """Another walk takes the steps than took those before, or these for the first time: numbers may differ by rounding."""
