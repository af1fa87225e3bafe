"""Mutators of what files are made of: bytes, JSON, NPY and text tables."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

Mutator = Callable[[Random, bytes], bytes]

NUMBERS = (
    0,
    1,
    2,
    7,
    127,
    128,
    255,
    256,
    32767,
    65535,
    65536,
    2**31 - 1,
    2**31,
    2**32 - 1,
    2**53 + 1,
    2**63 - 1,
    2**64,
)
_INTERESTING = [n.to_bytes(w, "little") for w in (1, 2, 4, 8) for n in NUMBERS if n < 256**w]
VALUES: tuple[Any, ...] = (
    *NUMBERS,
    *(-n for n in NUMBERS),
    *(
        None,
        True,
        False,
        "",
        "a",
        "0",
        " ",
        "\x00",
        "é中\U0001f600",
        "x" * 300,
        1e308,
        -1e-308,
        0.1,
        -0.0,
        10**80,
    ),
    *([], {}, [[]], [1, 2], {"": None}, ["a"] * 5, [[[[[[]]]]]]),
)


def bytes_changed(rng: Random, data: bytes) -> bytes:
    """Return `data` with some bytes flipped, cut, doubled, put in or overwritten."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4, 16))):
        at = rng.randrange(len(found) + 1)
        span = rng.choice((1, 1, 2, 4, 8, 64, 400))
        match rng.randrange(7):
            case 0:
                if at < len(found):
                    found[at] ^= 1 << rng.randrange(8)
            case 1:
                found[at : at + span] = rng.randbytes(span)
            case 2:
                found[at:at] = rng.choice((b"\0" * span, rng.randbytes(span), b" " * span, b"\xff" * span))
            case 3:
                del found[at : at + span]
            case 4:
                found[at:at] = found[at : at + span]
            case 5:
                piece = rng.choice(_INTERESTING)
                found[at : at + len(piece)] = piece
            case 6:
                del found[at if rng.random() < 0.2 else len(found) - rng.randrange(30) :]
    return bytes(found)


def packed_changed(rng: Random, data: bytes) -> bytes:
    """Return a packed table whose text is changed, or the bytes it is packed in."""
    if rng.random() < 0.4 or not data.startswith(b"\x1f\x8b"):
        return bytes_changed(rng, data)
    return gzip.compress(table_changed(rng, gzip.decompress(data)), mtime=0)


def json_text_changed(rng: Random, data: bytes) -> bytes:
    """Return a table in JSON with values changed, or, now and then, its bytes."""
    return json_changed(rng, data) if rng.random() < 0.6 else bytes_changed(rng, data)


def json_changed(rng: Random, data: bytes) -> bytes:
    """Return JSON with some values, keys or pieces of its text changed."""
    try:
        value = json.loads(data)
    except ValueError:
        return bytes_changed(rng, data)
    for _ in range(rng.choice((1, 1, 2, 3))):
        _change_value(rng, value)
    text = json.dumps(value)
    if rng.random() < 0.2:
        places = [m.span() for m in re.finditer(r"-?\d+(\.\d+)?|true|null|\"[^\"]*\"", text)]
        if places:
            start, stop = rng.choice(places)
            raw = (
                "NaN",
                "Infinity",
                "-Infinity",
                "1e999",
                "9" * 5000,
                "[" * 3000,
                '"\\ud800"',
                "--1",
                "0x10",
                '{"a":1,"a":2}',
            )
            text = text[:start] + rng.choice(raw) + text[stop:]
    return text.encode("utf-8", "surrogatepass")


def _change_value(rng: Random, value: Any) -> None:
    """Walk to some place inside `value` and change what is there."""
    while True:
        places = (
            list(value)
            if isinstance(value, dict)
            else list(range(len(value)))
            if isinstance(value, list)
            else []
        )
        if not places:
            return
        key = rng.choice(places)
        if isinstance(value[key], dict | list) and value[key] and rng.random() < 0.85:
            value = value[key]
            continue
        match rng.randrange(6):
            case 0 if isinstance(value, dict):
                del value[key]
            case 1 if isinstance(value, dict):
                value[rng.choice(("", "kind", "x" * 200, "\n", key + "_"))] = value[key]
            case 2 if isinstance(value, list):
                value.extend([value[key]] * rng.choice((1, 3, 500)))
            case 3:
                value[key] = deepcopy(value[rng.choice(places)])
            case _:
                value[key] = deepcopy(rng.choice(VALUES))
        return


_SHAPES = (
    "()",
    "(0,)",
    "(-1,)",
    "(True,)",
    "(12L, 4L)",
    "(10**9,)",
    "(4294967296, 4294967296)",
    "(12.0, 4)",
    "(12)",
    "[12, 4]",
)
_SHAPES += (
    "('12',)",
    "(12, 4, 1)",
    "(0, 99999999999)",
    "(" + "1, " * 40 + ")",
    "((12,), 4)",
    "(9" + "9" * 400 + ",)",
    "(12,,4)",
)
_TYPES = (
    "'<f8'",
    "'>f4'",
    "'|b1'",
    "'<U3'",
    "'|S2'",
    "'|O'",
    "'<M8[ns]'",
    "'<f16'",
    "'<c8'",
    "'|V4'",
    "'<U99999999'",
    "'<U0'",
    "'f8'",
)
_TYPES += ("[('a', '<f8')]", "('<f8', (2,))", "None", "'", "'<i8,<i8'", "'float64'", "'?'", "u'<f8'", "'<f2'")


def npy_changed(rng: Random, data: bytes) -> bytes:
    """Return an NPY file with its header changed, its length told rightly or not."""
    if data[:6] != b"\x93NUMPY" or rng.random() < 0.15:
        return bytes_changed(rng, data)
    length = int.from_bytes(data[8:10], "little")
    text, numbers = data[10 : 10 + length].decode("latin-1"), data[10 + length :]
    match rng.randrange(7):
        case 0:
            text = re.sub(r"\(.*\)", lambda _: rng.choice(_SHAPES), text)
        case 1:
            text = re.sub(r"'descr': '[^']*'", lambda _: "'descr': " + rng.choice(_TYPES), text)
        case 2:
            text = re.sub("False|True", lambda _: rng.choice(("True", "False", "0", "None", "'x'")), text)
        case 3:
            text = re.sub(r"\d+", lambda _: str(rng.choice(NUMBERS)), text, count=rng.choice((0, 1, 2)))
        case 4:
            text = bytes_changed(rng, text.encode("latin-1")).decode("latin-1")
        case 5:
            blanks = rng.choice((" ", "\n", "\t", "\0", "(", "'", "`", "#")) * rng.choice(
                (1, 100, 9_000, 60_000)
            )
            at = rng.randrange(len(text) + 1)
            text = text[:at] + blanks + text[at:]
        case 6:
            numbers = bytes_changed(rng, numbers)
    version = rng.choice((1, 1, 1, 1, 2, 3, 0, 9))
    told = len(text) if rng.random() < 0.9 else rng.choice(NUMBERS)
    size = told.to_bytes(16, "little")[: 2 if version == 1 else 4]
    return b"\x93NUMPY" + bytes((version, 0)) + size + text.encode("latin-1") + numbers


def safetensors_changed(rng: Random, data: bytes) -> bytes:
    """Return a safetensors file with its header or its length changed."""
    length = int.from_bytes(data[:8], "little")
    if rng.random() < 0.25 or length > len(data):
        return bytes_changed(rng, data)
    header, numbers = data[8 : 8 + length], data[8 + length :]
    if rng.random() < 0.3:
        old = rng.choice((b"F32", b"F64", b"[", b"0", b",", b'"', b"}"))
        new = (
            b"BF16",
            b"F8_E4M3",
            b"BOOL",
            b"[true,",
            b"[-1,",
            b"18446744073709551616",
            b"",
            b"1e3",
            b"null",
        )
        header = header.replace(old, rng.choice(new), rng.choice((1, -1)))
    else:
        header = json_changed(rng, header)
    told = len(header) if rng.random() < 0.9 else rng.choice(NUMBERS)
    return (
        told.to_bytes(16, "little")[:8]
        + header
        + (numbers if rng.random() < 0.8 else bytes_changed(rng, numbers))
    )


def mat_changed(rng: Random, data: bytes) -> bytes:
    """Return a MAT-file with what stands in its packed variables, or any bytes, changed."""
    if rng.random() < 0.4:
        return bytes_changed(rng, data)
    found, place = bytearray(data[:128]), 128
    while place + 8 <= len(data):
        kind, length = (int.from_bytes(data[place + k : place + k + 4], "little") for k in (0, 4))
        content = data[place + 8 : place + 8 + length]
        if kind == 15 and rng.random() < 0.7:
            content = zlib.compress(bytes_changed(rng, zlib.decompress(content)))
        elif kind == 14 and rng.random() < 0.7:
            content = bytes_changed(rng, content)
        found += kind.to_bytes(4, "little") + len(content).to_bytes(4, "little") + content
        place += 8 + length
    return bytes(found)


_FIELDS = (
    "",
    " ",
    "nan",
    "NaN",
    "inf",
    "-inf",
    "NA",
    "?",
    ".",
    "***",
    "1e400",
    "-1e-400",
    "1_000",
    "0x1F",
    "1,234.5",
    "1.234,5",
    "$3",
    "5%",
)
_FIELDS += (
    "true",
    "9" * 400,
    "1" + "0" * 40,
    "2021-13-45",
    "31.02.2020",
    "=1+1",
    "é中\U0001f600",
    "\x00",
    "a\rb",
    '"',
    '""',
    '"a',
    "'",
    "x" * 5000,
)
_FIELDS += (
    "١٢٣",
    "１２",
    "−5",
    "\u00a0",
    "\ufeff",
    "1e5",
    "+7",
    "--3",
    "1/2",
    "12:30",
    "\x1a",
    "#",
    "//",
    ";",
    "\\N",
    "\u2028",
    "(3)",
)
_LONGEST_TABLE = 300_000
_SEPARATORS = (",", ";", "\t", "|", " ", "  ", "\n", "\r", "\r\n", "\n\n", "\\", ":")


def table_changed(rng: Random, data: bytes) -> bytes:
    """Return a text table with fields, separators, lines or its encoding changed."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return bytes_changed(rng, data)
    for _ in range(rng.choice((1, 1, 2, 4, 12))):
        pieces = re.split(r"([,;\t\n])", text)
        at = rng.randrange(len(pieces))
        match rng.randrange(7):
            case 0 | 1:
                pieces[at] = rng.choice(_FIELDS)
            case 2:
                pieces[at] += rng.choice(_SEPARATORS) * rng.choice((1, 1, 2, 300))
            case 3:
                pieces = (
                    [p for p in pieces if p != pieces[at]]
                    if rng.random() < 0.2
                    else pieces[:at] + pieces[at + 1 :]
                )
            case 4:
                old, new = rng.choice(_SEPARATORS), rng.choice(_SEPARATORS)
                pieces = ["".join(pieces).replace(old, new)]
            case 5:
                lines = "".join(pieces).splitlines(keepends=True) or [""]
                lines.insert(
                    rng.randrange(len(lines) + 1), rng.choice([*lines, "# note\n", "Title\n", "\n", ",,,\n"])
                )
                pieces = lines
            case 6:
                pieces = ["".join(pieces) * rng.choice((1, 2, 30))]
        text = "".join(pieces)[:_LONGEST_TABLE]
    codec = rng.choice(("utf-8",) * 8 + ("utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"))
    return text.encode(codec, "replace")
