"""How a text file holds a table: encoding, separator, header; and whether every line keeps to it."""

from __future__ import annotations

import csv
import dataclasses
import errno
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from nnsim.base.errors import NnsimError
from nnsim.base.paths import expanded
from nnsim.base.text import tr
from nnsim.data.dataset import MOST_NUMBERS
from nnsim.data.source import Progress

WHITESPACE = " "
_SEPARATORS = ("\t", ";", "|", ",", WHITESPACE)
"""In order of trust: a comma may also be a decimal sign, a space may stand inside a text."""
_SAMPLE_LINES = 60
_SAMPLE_BYTES = 1 << 18
MISSING_MARKS = ("", "?", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "-")
"""Fields that stand for no value."""


@dataclass(frozen=True)
class Layout:
    """What has to be known to read a file as a table."""

    path: Path
    encoding: str
    separator: str
    """One character; `WHITESPACE` means any run of blanks and tabs."""
    names: tuple[str, ...]
    """One per column, all different."""
    first_line: int
    """Number of lines before the first row of data."""
    decimal: str


def detect(path: str, encoding: str, separator: str, header: str, decimal: str) -> Layout:
    """Return the layout of the file, from a sample of its first lines.

    Each of `encoding`, `separator`, `header` (``yes``, ``no``) and `decimal` may be ``auto``.

    Raises
    ------
    NnsimError
        When there is no such file, or it is empty, binary or not in that encoding.
    """
    file = _existing(path)
    codec = _codec(file, encoding)
    lines = _sample(file, codec)
    chosen = _separator(lines) if separator == "auto" else separator
    rows = [(n, fields) for n, fields in _numbered_rows(lines, chosen, file) if fields]
    if not rows:
        raise NnsimError(tr("{file} is empty. Choose a file with rows of data.").format(file=file.name))
    body = [fields for _, fields in rows[1:]]
    width = Counter(len(fields) for fields in body or [rows[0][1]]).most_common(1)[0][0]
    titles = _titles(rows[0][1], width)
    mark = _decimal(body, chosen) if decimal == "auto" else decimal
    has_header = _looks_like_header(titles, body, mark) if header == "auto" else header == "yes"
    layout = Layout(file, codec, chosen, _distinct([], width), rows[0][0] if has_header else 0, mark)
    if not has_header:
        return layout
    if len(titles) != width:
        raise NnsimError(_ragged(layout, rows[0][0], len(titles)))
    return dataclasses.replace(layout, names=_distinct(titles, width))


def count_rows(layout: Layout, progress: Progress) -> int:
    """Return the number of data rows, having seen that each has as many fields as there are columns.

    Raises
    ------
    NnsimError
        For a line of another width, an unclosed quote, characters outside the encoding, or more
        numbers than fit.
    """
    width = len(layout.names)
    total = max(1, layout.path.stat().st_size)
    doing = tr("Checking {file}").format(file=layout.path.name)
    rows = 0
    with _opened(layout.path, layout.encoding) as file:
        for number, fields in _numbered_rows(file, layout.separator, layout.path, complete=True):
            if number <= layout.first_line or not fields:
                continue
            if len(fields) != width:
                raise NnsimError(_ragged(layout, number, len(fields)))
            rows += 1
            if rows % 20_000 == 0:
                _refuse_too_large(layout, rows)
                progress(min(1.0, os.lseek(file.fileno(), 0, os.SEEK_CUR) / total), doing)
    progress(1.0, doing)
    return rows


def is_number(field: str, decimal: str = ".") -> bool:
    """Return whether a field reads as a finite or infinite number."""
    try:
        float(field.replace(decimal, ".", 1) if decimal != "." else field)
    except ValueError:
        return False
    return "_" not in field


def unreadable(path: Path, error: OSError) -> NnsimError:
    """Return what to say when the system refuses a file."""
    name = path.name if len(path.name) <= 60 else path.name[:60] + "…"
    shown = path.with_name(name)
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        return NnsimError(tr("There is no file {path}. Choose another.").format(path=shown))
    if isinstance(error, PermissionError):
        return NnsimError(tr("{path} may not be read. Change its permissions.").format(path=shown))
    return NnsimError(tr("{path} cannot be read: {why}.").format(path=shown, why=error.strerror or error))


def existing_file(path: str) -> Path:
    """Return `path` when a file is there; raises NnsimError otherwise."""
    if not path.strip():
        raise NnsimError(tr("No file is chosen. Choose one."))
    file = expanded(path)
    try:
        mode = os.stat(file).st_mode
    except OSError as error:
        raise unreadable(file, error) from error
    except ValueError as error:  # a NUL, or half a character
        raise NnsimError(tr("This cannot be the name of a file. Choose another one.")) from error
    if stat.S_ISDIR(mode):
        raise NnsimError(tr("{path} is a folder. Choose a file.").format(path=file))
    if not stat.S_ISREG(mode):
        raise NnsimError(tr("{path} is a device, not a file. Choose another.").format(path=file))
    return file


def _existing(path: str) -> Path:
    file = existing_file(path)
    try:
        with file.open("rb") as raw:
            head = raw.read(4096)
    except OSError as error:
        raise unreadable(file, error) from error
    if not head.strip():
        raise NnsimError(tr("{file} is empty. Choose a file with rows of data.").format(file=file.name))
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NnsimError(tr("{file} is not a text file. Save the table as CSV first.").format(file=file.name))
    return file


def _codec(file: Path, encoding: str) -> str:
    """Return the name of the codec; ``auto`` is UTF-8, or what the byte order mark says."""
    with file.open("rb") as raw:
        head = raw.read(4)
    if encoding == "auto" and head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if encoding in ("auto", "utf-8"):
        return "utf-8-sig"
    return encoding


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[TextIO]:
    """Open a text file, turning what can go wrong with its bytes into sentences."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            yield file
    except UnicodeError as error:
        raise NnsimError(_wrong_encoding(path, encoding)) from error
    except OSError as error:
        raise unreadable(path, error) from error


def _wrong_encoding(path: Path, encoding: str) -> str:
    shown = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}.get(encoding, encoding)
    if encoding == "utf-8-sig":
        with path.open("rb") as raw:
            for number, line in enumerate(raw, 1):
                try:
                    line.decode("utf-8")
                except UnicodeDecodeError:
                    return tr(
                        "Line {line} of {file} is not {encoding} text. Choose the encoding it was saved in, "
                        "such as Windows-1252 or GB 18030."
                    ).format(line=f"{number:,}", file=path.name, encoding=shown)
    return tr(
        "{file} is not {encoding} text. Choose the encoding it was saved in, such as UTF-8 or GB 18030."
    ).format(file=path.name, encoding=shown)


def _sample(file: Path, codec: str) -> list[str]:
    """Return the first lines, line ends kept."""
    lines: list[str] = []
    size = 0
    with _opened(file, codec) as text:
        while len(lines) < _SAMPLE_LINES and size < _SAMPLE_BYTES:
            line = text.readline(_SAMPLE_BYTES)
            if not line:
                break
            lines.append(line)
            size += len(line)
    return lines


def _numbered_rows(
    lines: Iterable[str], separator: str, file: Path, complete: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the last line, and the fields, of every row; a blank line has no fields.

    With `complete`, a row over several lines whose quotation marks do not come in pairs is refused:
    it has swallowed the rest of the file. (A sample may end inside a field and is no evidence.)
    """
    held: list[str] = []

    def noted() -> Iterator[str]:
        for line in lines:
            held.append(line)
            yield line.replace("\t", " ").strip() if separator == WHITESPACE else line

    reader = csv.reader(noted(), delimiter=separator, skipinitialspace=True)
    try:
        for fields in reader:
            if complete and len(held) > 1 and sum(line.count('"') for line in held) % 2:
                raise NnsimError(_unclosed(file, reader.line_num - len(held) + 1))
            held.clear()
            blank = len(fields) == 1 and not fields[0].strip()
            yield reader.line_num, [] if blank else fields
    except csv.Error as error:
        raise NnsimError(_unclosed(file, max(1, reader.line_num - len(held) + 1))) from error


def _unclosed(file: Path, line: int) -> str:
    return tr("Line {line} of {file} cannot be read; look for a quotation mark that is not closed.").format(
        line=f"{line:,}", file=file.name
    )


def _separator(lines: list[str]) -> str:
    """Return the separator by which most lines have the same number of fields, at least two."""

    def agreement(separator: str) -> float:
        try:
            widths = [len(f) for _, f in _numbered_rows(lines, separator, Path()) if f]
        except NnsimError:
            return 0.0
        width, votes = Counter(widths).most_common(1)[0] if widths else (0, 0)
        return votes / len(widths) if width > 1 else 0.0

    scores = [(agreement(separator), separator) for separator in _SEPARATORS]
    best = max(score for score, _ in scores)
    if best == 0.0:
        return ","
    return next(separator for score, separator in scores if score == best)


def _titles(first: list[str], width: int) -> list[str]:
    """Return the fields of the first row as titles.

    Some programs space the title line where the rest is tabbed; others (R) give the column of
    row names no title.
    """
    if len(first) == 1 and len(first[0].split()) == width:
        return first[0].split()
    return ["", *first] if len(first) == width - 1 else first


def _looks_like_header(first: list[str], body: list[list[str]], decimal: str) -> bool:
    """Return whether the first row names the columns: it holds no number where others do."""
    if any(is_number(field, decimal) for field in first):
        return False
    numeric_below = any(is_number(field, decimal) for fields in body for field in fields)
    if numeric_below:
        return True
    # A table of texts only: by custom its first row is a header, unless it recurs as data.
    columns = list(zip(*(fields for fields in body if len(fields) == len(first)), strict=False))
    return not any(field in column for field, column in zip(first, columns, strict=False))


def _decimal(body: list[list[str]], separator: str) -> str:
    """Return ``,`` when no field needs a point and some can only be numbers with a comma."""
    if separator == ",":
        return "."
    fields = [field.strip() for row in body for field in row]
    commas = sum(field.count(",") == 1 and is_number(field, ",") for field in fields)
    points = sum("." in field and is_number(field) for field in fields)
    return "," if commas > points else "."


def _distinct(titles: list[str], width: int) -> tuple[str, ...]:
    """Return one name a column, all different, none empty."""
    names: list[str] = []
    for place in range(width):
        given = titles[place].strip() if place < len(titles) else ""
        name = given or tr("column {n}").format(n=place + 1)
        again = 2
        while name in names:
            name = f"{given or place + 1} ({again})"
            again += 1
        names.append(name)
    return tuple(names)


def _ragged(layout: Layout, line: int, found: int) -> str:
    return tr(
        "Line {line} of {file} has {found} fields where {expected} are expected. "
        "Mend that line, or choose another separator."
    ).format(line=f"{line:,}", file=layout.path.name, found=found, expected=len(layout.names))


def _refuse_too_large(layout: Layout, rows: int) -> None:
    if rows * len(layout.names) > MOST_NUMBERS:
        raise NnsimError(
            tr("{file} holds more than {n} numbers. Keep fewer rows or columns.").format(
                file=layout.path.name, n=f"{MOST_NUMBERS:,}"
            )
        )
