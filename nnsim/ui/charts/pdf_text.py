"""Makes the text of a PDF copy as it reads.

Where several characters share one glyph, Qt's tables of what a glyph means name any of them: a space
is copied as a tab, a hyphen as a soft one, a Chinese character as the radical that looks like it.
"""

from __future__ import annotations

import re
import unicodedata

_TABLE = re.compile(rb"beginbfrange.*?endbfrange", re.DOTALL)
_LIST = re.compile(rb"\[[^\]]*\]")
_CODE = re.compile(rb"[0-9A-Fa-f]{4}")
_LIKE_SPACE = "\t\u00a0\u2002\u2003"
_LIKE_HYPHEN = "\u00ad\u2010\u2011"
_RADICALS = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF))
"""Blocks of radicals and of ideographs kept for compatibility: nobody types them."""


def readable(pdf: bytes) -> bytes:
    """Return `pdf` with the plain character for every glyph that several share.

    Only codes of four digits are put in the place of others, so that no offset in the file changes.
    """
    return _TABLE.sub(lambda table: _LIST.sub(_mended, table.group()), pdf)


def _mended(codes: re.Match[bytes]) -> bytes:
    return _CODE.sub(lambda code: b"%04X" % ord(plain(chr(int(code.group(), 16)))), codes.group())


def plain(character: str) -> str:
    """Return the character people mean where they see `character`."""
    if character in _LIKE_SPACE:
        return " "
    if character in _LIKE_HYPHEN:
        return "-"
    if any(low <= ord(character) <= high for low, high in _RADICALS):
        return unicodedata.normalize("NFKC", character)
    return character
