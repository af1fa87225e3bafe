"""Tests under AddressSanitizer, which `make sanitize` and `make fuzz-walks` load before Python."""

from __future__ import annotations

import os


def end_arrays_exactly() -> None:
    """Leave no room behind arrays when a sanitizer looks for what is written beyond their ends."""
    if "asan" in os.environ.get("LD_PRELOAD", ""):
        from nnsim.engine import memory

        memory.LINE = 1
