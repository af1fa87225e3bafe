"""Deliberate breaks: each is a fault a careless edit could bring in, and some test must notice it.

They stand in the TOML files beside this one, ``[[break]]`` by ``[[break]]``:

name
    What is broken, as a sentence a person would say of the fault.
file
    Where, from the root of the project.
text, replacement
    What stands there, exactly once, and what is put in its place.
tests
    The nearest tests: files or node ids for pytest.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


class DoesNotApplyError(Exception):
    """The text of a break does not stand in its file, or stands there more than once."""


@dataclass(frozen=True)
class Break:
    """One deliberate fault."""

    name: str
    file: str
    text: str
    replacement: str
    tests: tuple[str, ...]

    def broken(self, root: Path) -> str:
        """Return the text of the file with the fault in it; raises DoesNotApplyError."""
        path = root / self.file
        whole = path.read_text("utf-8") if path.is_file() else ""
        found = whole.count(self.text)
        if found != 1 or self.text == self.replacement:
            raise DoesNotApplyError(f"{self.name}: its text stands {found} times in {self.file}")
        missing = [test for test in self.tests if not (root / test.partition("::")[0]).is_file()]
        if missing or not self.tests:
            raise DoesNotApplyError(f"{self.name}: there are no tests {missing}")
        return whole.replace(self.text, self.replacement)


def load(folder: Path = HERE) -> list[Break]:
    """Return every break there is, file by file."""
    return [_break(record) for path in sorted(folder.glob("*.toml")) for record in _records(path)]


def _records(path: Path) -> list[dict[str, Any]]:
    return list(tomllib.loads(path.read_text("utf-8"))["break"])


def _break(record: dict[str, Any]) -> Break:
    return Break(**{**record, "tests": tuple(record["tests"])})
