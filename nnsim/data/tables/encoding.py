"""From bytes to characters: which encoding a file has, and opening it with that."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.reading import chosen_file
from nnsim.base.text import tr
from nnsim.data.tables.guessed_encoding import are_pairs, guessed_encoding

_BLOCK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SHOWN = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "shift_jis": "Shift JIS",
    "euc_kr": "EUC-KR",
    "cp1251": "Windows-1251",
}
_MISSING_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_ALONE, _LONGEST_RUN = 1.3, 2.0
"""Letters beyond ASCII stand alone in Western texts; in others they stand in runs."""


def shown_encoding(codec: str) -> str:
    """Return the name of an encoding for people."""
    return _SHOWN.get(codec, codec)


def text_file(path: str) -> Path:
    """Return `path` when a text file with something in it is there; raises NnsimError otherwise."""
    file = chosen_file(path)
    try:
        with file.open("rb") as raw:
            head = raw.read(4096)
    except OSError as error:
        raise why_not_read(error, file) from error
    if not head.strip():
        raise NnsimError(tr("{file} is empty. Choose a file with rows of data.").format(file=file.name))
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and not _utf_16(head):
        raise NnsimError(tr("{file} is not a text file. Save the table as CSV first.").format(file=file.name))
    return file


def codec_of(file: Path, encoding: str) -> str:
    """Return the name of Python's codec for the file.

    ``auto`` is what a byte order mark says, else UTF-8 where all of the file is, else Windows-1252
    where it can be that, else what its signs are usual in (`guessed_encoding`).

    Raises
    ------
    NnsimError
        When none of these is clear.
    """
    with file.open("rb") as raw:
        head = raw.read(4096)
    if encoding == "utf-16":
        # Without a mark Python would take the order of bytes of this machine.
        return "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else _utf_16(head) or "utf-16"
    if encoding != "auto":
        return "utf-8-sig" if encoding == "utf-8" else encoding
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return codec
    if b"\0" in head:
        return _utf_16(head)
    return "utf-8-sig" if _is_utf_8(file) else _before_unicode(file)


def _utf_16(head: bytes) -> str:
    """Return the UTF-16 codec of bytes of which every second one is zero, empty when they are not."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.7 * half and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd == 0 else ""


def _is_utf_8(file: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with file.open("rb") as raw:
            while block := raw.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    except OSError as error:
        raise why_not_read(error, file) from error
    return True


def _before_unicode(file: Path) -> str:
    """Return the encoding of a text that is no UTF-8: a Western one where letters beyond ASCII stand alone."""
    runs, letters, is_western, are_all_pairs = 0, 0, True, True
    try:
        with file.open("rb") as raw:
            while block := raw.read(_BLOCK):
                is_western = is_western and not _MISSING_IN_CP1252.search(block)
                found = _HIGH.findall(block)
                are_all_pairs = are_all_pairs and are_pairs(found or [b"  "])
                runs += len(found)
                letters += sum(map(len, found))
        if is_western and letters <= _ALONE * runs and not are_all_pairs:
            return "cp1252"
        guessed = guessed_encoding(file)
    except OSError as error:
        raise why_not_read(error, file) from error
    if guessed:
        return guessed
    if is_western and letters <= _LONGEST_RUN * runs:
        return "cp1252"
    raise NnsimError(wrong_encoding(file, "utf-8-sig"))


@contextmanager
def opened(path: Path, encoding: str) -> Iterator[TextIO]:
    """Open a text file, turning what can go wrong with its bytes into sentences."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            yield file
    except UnicodeError as error:
        raise NnsimError(wrong_encoding(path, encoding)) from error
    except OSError as error:
        raise why_not_read(error, path) from error


def wrong_encoding(path: Path, encoding: str) -> str:
    """Return the sentence that says where a file has bytes its encoding does not know."""
    shown = shown_encoding(encoding)
    if encoding == "utf-8-sig":
        with path.open("rb") as raw:
            for number, line in enumerate(raw, 1):
                try:
                    line.decode("utf-8")
                except UnicodeDecodeError:
                    return tr(
                        "Line {line} of {file} is not {encoding} text. Choose the encoding it was saved in, "
                        "such as Windows-1252, Windows-1251 or GB 18030."
                    ).format(line=f"{number:,}", file=path.name, encoding=shown)
    return tr(
        "{file} is not {encoding} text. Choose the encoding it was saved in, such as UTF-8 or GB 18030."
    ).format(file=path.name, encoding=shown)
