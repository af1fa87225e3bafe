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
_NAMES = {"zh_CN": "简体中文"}
_TRADITIONAL = {"Hant", "TW", "HK", "MO"}

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = SOURCE_LANGUAGE


def tr(message: str) -> str:
    """Return `message` in the language in use (an empty text stays empty)."""
    return _catalogue.gettext(message) if message else ""


def ntr(singular: str, plural: str, n: int) -> str:
    """Return the form of a counted text that fits `n`; the caller formats ``{n}`` into it."""
    return _catalogue.ngettext(singular, plural, n)


def form_of(counted: tuple[str, str], n: int) -> str:
    """Return the form that fits `n` of a text declared with `nmark`; the caller formats ``{n}`` into it."""
    return _catalogue.ngettext(*counted, n)


def mark(message: str) -> str:
    """Declare `message` for translation and return it unchanged."""
    return message


def nmark(singular: str, plural: str) -> tuple[str, str]:
    """Declare both forms of a counted text for translation and return them, to be given to `form_of`."""
    return singular, plural


def language() -> str:
    """Return the code of the language in use, such as ``en`` or ``zh_CN``."""
    return _language


def languages() -> Iterator[tuple[str, str]]:
    """Yield the code and the own name of every language there is."""
    yield SOURCE_LANGUAGE, "English"
    for compiled in sorted((resources() / "translations").glob(f"*/LC_MESSAGES/{_DOMAIN}.mo")):
        code = compiled.parent.parent.name
        yield code, _NAMES.get(code, code)


def nearest_language(code: str) -> str:
    """Return the known language that readers of `code` understand, else the source language.

    `code` may be a locale (``zh_CN.UTF-8``) or a tag (``zh-Hans-SG``). Readers of traditional Chinese
    are not given simplified characters unasked.
    """
    parts = code.partition(".")[0].partition("@")[0].replace("-", "_").split("_")
    known = [known_code for known_code, _ in languages()]
    if "_".join(parts) in known:
        return "_".join(parts)
    if _TRADITIONAL & set(parts) and "Hans" not in parts:
        return SOURCE_LANGUAGE
    return next((name for name in known if name.partition("_")[0] == parts[0]), SOURCE_LANGUAGE)


def use_language(code: str) -> None:
    """Switch every later `tr` to the language nearest to `code`."""
    global _catalogue, _language
    _language = nearest_language(code)
    if _language == SOURCE_LANGUAGE:
        _catalogue = gettext.NullTranslations()
    else:
        folder = resources() / "translations"
        _catalogue = gettext.translation(_DOMAIN, str(folder), languages=[_language])
