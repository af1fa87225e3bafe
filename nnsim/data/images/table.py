"""A table that names image files: which column does, what is to be learned of each, and where the files are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from nnsim.data.images.classes import names_parts
from nnsim.data.images.walking import Walked, is_image_name
from nnsim.data.tables.first_lines import text_lines
from nnsim.data.tables.key_names import names_key
from nnsim.data.tables.layout import Layout

_MOSTLY = 0.5


@dataclass
class Shelf:
    """Finds a file of a folder by what a table calls it: its path, its bare name, or that without its ending."""

    walked: Walked
    _by_path: dict[str, str] = field(default_factory=dict)
    _by_name: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.walked.images:
            path = PurePosixPath(name)
            self._by_path[name] = name
            for called in (path.name, path.stem):
                self._by_name.setdefault(called, []).append(name)

    def find(self, called: str) -> str | None:
        """Return the name of the one file that can be meant; None where there is none, or several.

        Only what was found in the folder is ever found here, whatever a table says.
        """
        wanted = PurePosixPath(called.strip().replace("\\", "/")).as_posix()
        found = self._by_path.get(wanted)
        if found is not None:
            return found
        several = self._by_name.get(wanted) or self._behind(wanted)
        return several[0] if len(several) == 1 else None

    def _behind(self, wanted: str) -> list[str]:
        """Return the files whose path ends as `wanted` does, with or without an ending."""
        if "/" not in wanted:
            return []
        path = PurePosixPath(wanted)
        known = {*self._by_name.get(path.name, ()), *self._by_name.get(path.stem, ())}
        behind = f"/{wanted}"
        return sorted(
            name
            for name in known
            if f"/{name}".endswith(behind) or f"/{PurePosixPath(name).with_suffix('')}".endswith(behind)
        )


def first_fields(layout: Layout) -> list[tuple[str, ...]]:
    """Return the fields of the first rows of a table, as they stand there."""
    return [line.fields for line in text_lines(layout) if line.role == "row"]


def file_column(rows: Sequence[Sequence[str]], shelf: Shelf | None = None) -> int | None:
    """Return the first column most of whose fields are names of images, or of images on the shelf."""
    width = min((len(row) for row in rows), default=0)
    for tells in (_is_file, (lambda text: shelf.find(text) is not None) if shelf is not None else None):
        if tells is None:
            continue
        for place in range(width):
            if sum(map(tells, (row[place] for row in rows))) > _MOSTLY * len(rows):
                return place
    return None


def _is_file(text: str) -> bool:
    """Return whether a field names an image file, and none in the web."""
    return is_image_name(text) and "://" not in text


def names_some_of(layout: Layout, rows: Sequence[Sequence[str]], called: set[str]) -> bool:
    """Return whether some column holds what images are called, another in nearly every row.

    Numbers, which images are often called by, do only where the column is called as keys are.
    """
    for name, column in zip(layout.names, zip(*rows, strict=False), strict=False):
        fields = [field.strip() for field in column]
        are_numbers = all(str(int(field)) == field for field in fields if field.isdecimal())
        if are_numbers and any(map(str.isdecimal, fields)) and not names_key(name):
            continue
        if len(called.intersection(fields)) > _MOSTLY * len(fields):
            return True
    return False


def part_column(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """Return the column that says which part each row is of: called so, with nothing else in it."""
    for place, name in enumerate(names):
        fields = {row[place] for row in rows if place < len(row)}
        if names_parts(name, fields):
            return place
    return None
