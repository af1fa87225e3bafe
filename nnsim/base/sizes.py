"""How long a file is, in words."""

from __future__ import annotations


def in_megabytes(count: int) -> str:
    """Return a number of bytes as people read it: ``0.4 MB``, ``12 MB``, ``1,500 MB``."""
    number = max(count / 1e6, 0.1)
    return f"{number:.1f} MB" if number < 9.95 else f"{number:,.0f} MB"
