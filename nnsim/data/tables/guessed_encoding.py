"""Which encoding before Unicode a text has, by how often its bytes mean signs that people often write."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_MOST_BYTES = 1 << 18
_HIGH = re.compile(rb"[\x80-\xff]+")
_MOST_BROKEN = 0.02
_SURE = 0.85
"""So large a part of the signs has to be of the usual ones."""
_FEW_SIGNS = 20
"""From fewer different signs Korean is not told from Chinese."""
_KOREAN_ENDS = 0xC8
_RARE_BEYOND = 0.05
_CYRILLIC, _SMALL, _LONG_WORD = 0.95, 0.6, 2.5


@dataclass(frozen=True)
class _Script:
    """A family of signs of two bytes each."""

    codec: str
    is_usual: Callable[[str, bytes], bool]


_SCRIPTS = (
    _Script("gb18030", lambda sign, code: len(code) == 2 and code[1] >= 0xA1 and (0xB0 <= code[0] <= 0xD7 or 0xA1 <= code[0] <= 0xA3)),
    _Script("big5", lambda sign, code: len(code) == 2 and 0xA1 <= code[0] <= 0xC6),
    _Script("shift_jis", lambda sign, code: "\u3040" <= sign <= "\u30ff" or (len(code) == 2 and (0x88 <= code[0] <= 0x97 or code[0] == 0x81))),
    _Script("euc_kr", lambda sign, code: "\uac00" <= sign <= "\ud7a3" or (len(code) == 2 and code[0] == 0xA1)),
)  # fmt: skip


def guessed_encoding(file: Path) -> str:
    """Return Python's name of the encoding that a text which is no UTF-8 seems to have; empty where none is clear.

    GB 18030, Big5, Shift JIS, EUC-KR and Windows-1251 are told from each other, not from Western ones:
    these come before where letters beyond ASCII stand alone. Raises OSError.
    """
    lines = _lines(file)
    runs = [run for line in lines for run in _HIGH.findall(line)]
    if not runs:
        return ""
    scores = {one.codec: _score(one, lines) for one in _SCRIPTS}
    best = max(scores, key=lambda codec: scores[codec])
    if scores[best] < _SURE:
        return "cp1251" if _is_cyrillic(runs) else ""
    if scores["euc_kr"] >= _SURE and scores["gb18030"] >= _SURE:
        return "euc_kr" if _is_korean(runs) else "gb18030"
    return best


def are_pairs(runs: list[bytes]) -> bool:
    """Return whether bytes beyond ASCII always stand in pairs, as they do in signs of two bytes."""
    return bool(runs) and all(len(run) % 2 == 0 for run in runs)


def _lines(file: Path) -> list[bytes]:
    """Return the first lines that hold more than ASCII."""
    with file.open("rb") as raw:
        found, size = [], 0
        for line in raw:
            if _HIGH.search(line):
                found.append(line.rstrip(b"\r\n"))
                size += len(line)
            if size > _MOST_BYTES:
                break
    return found


def _score(script: _Script, lines: list[bytes]) -> float:
    """Return the part of the signs beyond ASCII that are usual ones; 0 where some lines cannot be read so."""
    usual, signs, broken = 0, 0, 0
    for line in lines:
        try:
            text = line.decode(script.codec)
        except UnicodeDecodeError:
            broken += 1
            continue
        for sign in text:
            if sign > "\x7f":
                signs += 1
                usual += script.is_usual(sign, sign.encode(script.codec))
    return usual / signs if signs and broken <= _MOST_BROKEN * len(lines) else 0.0


def _is_korean(runs: list[bytes]) -> bool:
    """Return whether signs of two bytes end where Korean syllables end; Chinese ones go on."""
    pairs = [run[at : at + 2] for run in runs for at in range(0, len(run) - 1, 2)]
    beyond = sum(pair[0] > _KOREAN_ENDS for pair in pairs)
    return len(set(pairs)) >= _FEW_SIGNS and beyond <= _RARE_BEYOND * len(pairs)


def _is_cyrillic(runs: list[bytes]) -> bool:
    """Return whether bytes are Cyrillic words as Windows writes them, mostly in small letters."""
    signs = b"".join(runs)
    letters = sum(byte >= 0xC0 or byte in (0xA8, 0xB8) for byte in signs)
    small = sum(byte >= 0xE0 for byte in signs)
    return (
        letters >= _CYRILLIC * len(signs)
        and small >= _SMALL * len(signs)
        and len(signs) >= _LONG_WORD * len(runs)
    )
