"""Files that tests add to the folders in which registered parts are found."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from nnsim.base.registry import Catalogue

ADDED = Path(__file__).parent / "added"


def look_in_too(
    monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue[Any], package: ModuleType, folder: str
) -> None:
    """Let a catalogue find what stands in a folder of `ADDED`, as if it stood in its own package."""
    list(catalogue)  # what there is has been found: it is there afterwards, too
    monkeypatch.setattr(catalogue, "_all", dict(catalogue._all))
    monkeypatch.setattr(catalogue, "_discovered", False)
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(ADDED / folder)])
    importlib.invalidate_caches()
