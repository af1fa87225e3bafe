"""The language the system speaks."""

from __future__ import annotations

import locale
import os
import sys

from nnsim.base.text import nearest_language

_VARIABLES = ("NNSIM_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Environment variables that name a language; the first that is set decides."""


def system_language() -> str:
    """Return the code of the language to speak: that of the system where nnsim knows it."""
    wanted = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), _windows_language())
    return nearest_language(wanted)


def _windows_language() -> str:
    if sys.platform != "win32":
        return ""
    import ctypes

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
