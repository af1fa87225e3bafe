"""Print the dependencies of nnsim, one a line: ``python tools/dependencies.py [dev] [bench]``."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def dependencies(*extras: str) -> list[str]:
    """Return what pyproject.toml asks for, with the given extras."""
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *(d for e in extras for d in project["optional-dependencies"][e])]


if __name__ == "__main__":
    print("\n".join(dependencies(*sys.argv[1:])))
