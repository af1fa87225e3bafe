"""Files that lie beside data and tell of them: readmes, licences, descriptions, programs."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_NAMES = re.compile(r"(?:read[-_ ]?me|licen[cs]e|copying|citation|notes?|changelog|index)\b", re.IGNORECASE)
_ENDINGS = tuple(
    f".{ending}"
    for ending in [
        "names",
        "info",
        "md",
        "rst",
        "rtf",
        "doc",
        "docx",
        "pdf",
        "ps",
        "tex",
        "html",
        "htm",
        "xml",
        "py",
        "r",
        "m",
        "c",
        "java",
        "ipynb",
        "sh",
        "bat",
        "exe",
        "sha256",
        "md5",
    ]
)


def tells_about(name: str) -> bool:
    """Return whether a file tells of data rather than holds them, by its name."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    return _NAMES.match(plain) is not None or plain.lower().endswith(_ENDINGS)


def is_answer(name: str) -> bool:
    """Return whether a file shows how answers are to be handed in, rather than what is known, by its name."""
    return "submission" in PurePosixPath(name.replace("\\", "/")).name.casefold()
