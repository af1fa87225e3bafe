"""The one door through which every text a user sees passes: translation by gettext.

Use ``tr("Batch size")`` where the text is shown and ``mark("Batch size")`` where it is only
declared (class attributes, tables); the place that shows a marked text calls ``tr`` on it. Values
go in by ``.format`` after translation, never by an f-string, which extraction tools cannot read:
``tr("{n} points").format(n=250)``.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator

from nnsim.base.paths import resources

SOURCE_LANGUAGE = "en"
_DOMAIN = "nnsim"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = SOURCE_LANGUAGE


def tr(message: str) -> str:
    """Return `message` in the language in use (an empty text stays empty)."""
    return _catalogue.gettext(message) if message else ""


def ntr(singular: str, plural: str, n: int) -> str:
    """Return the form of a counted text that fits `n`; the caller formats ``{n}`` into it."""
    return _catalogue.ngettext(singular, plural, n)


def mark(message: str) -> str:
    """Declare `message` for translation and return it unchanged."""
    return message


def language() -> str:
    """Return the code of the language in use, such as ``en`` or ``zh_CN``."""
    return _language


def languages() -> Iterator[tuple[str, str]]:
    """Yield the code and the own name of every language there is."""
    yield SOURCE_LANGUAGE, "English"
    names = {"zh_CN": "简体中文"}
    for folder in sorted((resources() / "translations").glob("*/LC_MESSAGES")):
        code = folder.parent.name
        yield code, names.get(code, code)


def use_language(code: str) -> None:
    """Switch every later `tr` to language `code`; an unknown code means the source language."""
    global _catalogue, _language
    folder = resources() / "translations"
    try:
        _catalogue = gettext.translation(_DOMAIN, str(folder), languages=[code])
        _language = code
    except FileNotFoundError:
        _catalogue = gettext.NullTranslations()
        _language = SOURCE_LANGUAGE
