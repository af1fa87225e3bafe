"""Mutators of zips: their members by what they are, their names and packing, and every field of their directory."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Mapping
from random import Random

from tests.fuzz.pieces import NUMBERS, Mutator, bytes_changed, json_changed, npy_changed, safetensors_changed

_BY_SUFFIX: Mapping[str, Mutator] = {
    ".npy": npy_changed,
    ".json": json_changed,
    ".safetensors": safetensors_changed,
}
_NAMES = (
    "",
    "/",
    "../x.npy",
    "a\\b.npy",
    "C:/x.npy",
    "x" * 300 + ".npy",
    "é中.npy",
    "X.npy",
    "y.npy",
    ".npy",
    "a/",
    "__MACOSX/._x.npy",
)
_NAMES += (
    "project.json",
    "weights.safetensors",
    "data.npz",
    "\n.npy",
    "README",
    "__metadata__.npy",
    "x.npy.npy",
    "recovery.json",
)
_PACKINGS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
    zipfile.ZIP_BZIP2,
    zipfile.ZIP_LZMA,
)

_RECORDS = {
    b"PK\x03\x04": (4, 6, 8, 10, 12, 14, 18, 22, 26, 28),
    b"PK\x01\x02": (4, 6, 8, 10, 12, 16, 20, 24, 28, 30, 32, 34, 36, 38, 42),
    b"PK\x05\x06": (4, 6, 8, 10, 12, 16, 20),
}
"""Places of the fields of every kind of record, behind its signature (APPNOTE.TXT 4.3)."""


def zip_changed(rng: Random, data: bytes) -> bytes:
    """Return a zip with one member, its packing, its directory or any bytes changed."""
    chance = rng.random()
    if chance < 0.55:
        return _packed_again(rng, data)
    if chance < 0.85:
        return _fields_changed(rng, data)
    return bytes_changed(rng, data)


def _packed_again(rng: Random, data: bytes) -> bytes:
    """Return a sound zip whose members are not."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    at = rng.randrange(len(members))
    name, content = members[at]
    if rng.random() < 0.85:
        change = next((m for suffix, m in _BY_SUFFIX.items() if name.endswith(suffix)), bytes_changed)
        members[at] = (name, change(rng, content))
    else:
        match rng.randrange(5):
            case 0:
                members[at] = (rng.choice(_NAMES), content)
            case 1:
                members.append((rng.choice((*_NAMES, name)), content))
            case 2:
                del members[at]
            case 3:
                members[at] = (name, content + bytes(rng.choice((1, 1000, 3_000_000))))
            case 4:
                members += [(f"{i}.npy", b"") for i in range(rng.choice((5, 1200)))]
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name twice is meant
        with zipfile.ZipFile(file, "w", rng.choice(_PACKINGS)) as archive:
            for name, content in members:
                with archive.open(zipfile.ZipInfo(name), "w", force_zip64=rng.random() < 0.2) as member:
                    member.write(content)
            if rng.random() < 0.1:
                archive.comment = rng.choice((b"note", b"PK\x05\x06" * 9, b"\0" * 30))
    return file.getvalue()


def _fields_changed(rng: Random, data: bytes) -> bytes:
    """Return a zip with numbers in its records overwritten."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3))):
        signature = rng.choice(tuple(_RECORDS))
        places = [i for i in range(len(data) - 4) if data[i : i + 4] == signature]
        if not places:
            continue
        at = rng.choice(places) + rng.choice(_RECORDS[signature])
        width = rng.choice((2, 2, 4))
        value = rng.choice(NUMBERS) if rng.random() < 0.7 else rng.getrandbits(8 * width)
        if at + width <= len(found):
            struct.pack_into("<H" if width == 2 else "<L", found, at, value % 256**width)
    return bytes(found)
