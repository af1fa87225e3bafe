"""The beginning of a text file, whatever its encoding."""

from __future__ import annotations

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.source import Progress
from nnsim.data.tables.encoding import codec_of, opened, text_file
from nnsim.data.tables.layout import sample
from nnsim.data.tables.lines import Dialect
from nnsim.data.tables.separators import comment_sign, evenness, quote_sign

_FEWEST_LETTERS = 100
_MOSTLY_LETTERS, _EVEN = 0.8, 0.6
_FEWEST_WORDED, _WORDED, _WORDS_A_LINE = 20, 0.75, 3


def beginning(path: str, most: int, progress: Progress) -> tuple[str, str]:
    """Return the name of the file and its first characters, some more than `most` where it has them.

    Raises NnsimError when it cannot be read as a text.
    """
    file = text_file(path)
    progress(0.0, tr("Reading {file}").format(file=file.name))
    with opened(file, codec_of(file, "auto")) as text:
        # Two more than are asked for: a line end may be two characters, and a longer text is told.
        return file.name, text.read(2 * most + 2)


def is_prose(path: str) -> bool:
    """Return whether a file holds words that no separator cuts into the columns of a table; never raises."""
    lines = _first_lines(path)
    signs = "".join("".join(lines).split())
    letters = sum(map(str.isalpha, signs))
    if letters < max(_FEWEST_LETTERS, _MOSTLY_LETTERS * len(signs)):
        return False
    return not _are_even(lines)


def is_worded(path: str) -> bool:
    """Return whether a file holds sentences: letters mostly, several words a line, however its lines can be cut; never raises."""
    lines = _first_lines(path)
    signs = "".join("".join(lines).split())
    letters = sum(map(str.isalpha, signs))
    words = sum(len(line.split()) for line in lines)
    return letters >= max(_FEWEST_WORDED, _WORDED * len(signs)) and words >= _WORDS_A_LINE * len(lines)


def is_even(path: str) -> bool:
    """Return whether a file is a text that some separator cuts into the columns of a table; never raises."""
    return _are_even(_first_lines(path))


def _first_lines(path: str) -> list[str]:
    """Return the first lines that are not empty; none of what is no text."""
    try:
        file = text_file(path)
        return [line for line in sample(file, codec_of(file, "auto")) if line.strip()]
    except NnsimError:
        return []


def _are_even(lines: list[str]) -> bool:
    if not lines:
        return False
    return evenness(lines, Dialect(",", quote_sign(lines), comment_sign(lines))) >= _EVEN
