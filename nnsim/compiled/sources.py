"""The C source of the walk, and what is built of it: what the program and its build must agree about.

Knows nothing but Python itself: a build environment holds neither NumPy nor the rest of nnsim.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

SOURCE = Path(__file__).parent / "source"

LIBRARY = "nnsim-walk"
"""Name of the library without its ending. The hyphen keeps Python from importing it as a module."""
ENDINGS = {"win32": ".dll", "darwin": ".dylib"}


def fingerprint(folder: Path = SOURCE) -> str:
    """Return 16 hexadecimal digits that stand for every C file in `folder`, whatever its ends of lines."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.iterdir() if p.suffix in (".c", ".h")):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.name} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:16]


def seal_path(library: Path) -> Path:
    """Return where the seal of a library's file stands: beside it."""
    return library.with_name(library.name + ".sha256")


def seal(library: Path) -> str:
    """Return what tells whether a library's file is as it was built: its SHA-256, in hexadecimal digits."""
    return hashlib.sha256(library.read_bytes()).hexdigest()


def library_path(platform: str = sys.platform) -> Path:
    """Return where the library for a platform (as in `sys.platform`) stands once it is built."""
    return SOURCE.parent / (LIBRARY + ENDINGS.get(platform, ".so"))
