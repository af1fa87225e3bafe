"""How long threads of this process have stood in the queue for a core: time that others took on a shared machine."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path


def waited(threads: Iterable[threading.Thread]) -> float:
    """Return the seconds that `threads` have been ready to run and had no core, a mean over them; 0 off Linux."""
    files = [Path(f"/proc/self/task/{thread.native_id}/schedstat") for thread in threads]
    found = [int(file.read_text().split()[1]) / 1e9 for file in files if file.is_file()]
    return sum(found) / len(found) if found else 0.0


def load() -> str:
    """Return how many others want the cores of this machine, in words."""
    if not hasattr(os, "getloadavg"):
        return "load unknown"
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
