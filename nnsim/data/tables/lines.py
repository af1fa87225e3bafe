"""From lines to fields: separator, quotation marks, comments."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.tables.marks import is_error

WHITESPACE = " "
"""A separator that means any run of blanks and tabs."""
_RULE = re.compile(r"\s*[|+]?\s*:?(?:-{3,}|={3,})[-=+|:\s]*")
"""A line drawn across, as databases, Markdown and reStructuredText set between names and rows."""


@dataclass(frozen=True)
class Dialect:
    """How a line is cut into fields."""

    separator: str = ","
    quote: str = '"'
    """The quotation mark; empty where marks are characters like any others."""
    comment: str = ""
    """What a line begins with that is no row."""

    def is_comment(self, line: str) -> bool:
        """Return whether a line is a comment. Errors of a spreadsheet begin with ``#``, too."""
        if not self.comment:
            return False
        text = line.lstrip(" \t\ufeff\"'") if self.quote else line.lstrip()
        # Weka's files have declarations beside their comments.
        if not text.startswith(("@", "%") if self.comment == "@" else self.comment):
            return False
        return not (self.comment == "#" and is_error(text[:8]))


def cut_rows(lines: Iterable[str], dialect: Dialect) -> Any:
    """Return Python's reader of the fields of `lines`, cut as `dialect` says; it raises csv.Error."""
    return csv.reader(
        lines,
        delimiter=dialect.separator,
        skipinitialspace=True,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        quotechar=dialect.quote or '"',
    )


def numbered_rows(
    lines: Iterable[str], dialect: Dialect, file: Path, complete: bool = False, before: int = 0
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the last line, and the fields, of every row; a blank line has no fields.

    With `complete`, a row over several lines whose quotation marks do not come in pairs is refused:
    it has swallowed the rest of the file. (A sample may end inside a field and is no evidence.)
    `before` lines of the file stand above these.
    """
    held: list[str] = []
    blanks = dialect.separator == WHITESPACE

    def noted() -> Iterator[str]:
        for line in lines:
            if not held and (dialect.is_comment(line) or _RULE.fullmatch(line)):
                held.append("")
                yield "\n"
                continue
            held.append(line)
            yield line.replace("\t", " ").strip() if blanks else line

    reader = cut_rows(noted(), dialect)
    try:
        for fields in reader:
            if (
                complete
                and dialect.quote
                and len(held) > 1
                and sum(line.count(dialect.quote) for line in held) % 2
            ):
                raise NnsimError(_unclosed(file, before + reader.line_num - len(held) + 1))
            held.clear()
            blank = len(fields) == 1 and not fields[0].strip()
            yield before + reader.line_num, [] if blank else fields
    except csv.Error as error:
        raise NnsimError(_unclosed(file, before + max(1, reader.line_num - len(held) + 1))) from error


def own_fields(fields: list[str], width: int, lead: int) -> list[str]:
    """Return the fields of a row without those that belong to no column: `lead` in front, empty ones at the end."""
    if lead and not fields[0].strip():
        fields = fields[lead:]
    while len(fields) > width and not fields[-1].strip():
        fields.pop()
    return fields


def _unclosed(file: Path, line: int) -> str:
    return tr(
        "Line {line} of {file} cannot be read; look for a quotation mark that is not closed, "
        "or switch quotation marks off."
    ).format(line=f"{line:,}", file=file.name)
