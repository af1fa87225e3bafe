"""Collect the texts of the program and compile its translations.

Run ``python tools/make_translations.py`` after changing a text, translate what is new in
``resources/translations/*/LC_MESSAGES/nnsim.po`` (any editor of PO files will do), and run it again.
The same sources make the same bytes: no dates, no line numbers. What is no longer said is taken out, and
nothing is guessed: a changed text starts empty.

A new language begins as a folder: ``mkdir -p resources/translations/fr/LC_MESSAGES``.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
KEYWORDS = {"tr": None, "mark": None, "ntr": (1, 2), "nmark": (1, 2)}


class SteadyCatalog(Catalog):
    """A catalogue whose header says only what never changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The lines of the header: language, plural forms and encoding."""
        wanted = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
        return [(name, value) for name, value in super().mime_headers if name in wanted]


def template() -> Catalog:
    """Return a catalogue of every text in the sources, without translations."""
    catalog = _empty(None)
    found = extract_from_dir(
        ROOT / "nnsim", keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for name, line, message, comments, context in sorted(found, key=lambda f: (f[0], f[1])):
        where = [(f"nnsim/{Path(name).as_posix()}", line)]
        catalog.add(message, None, where, auto_comments=comments, context=context)
    return catalog


def updated(code: str, path: Path, texts: Catalog) -> Catalog:
    """Return the catalogue of language `code`: the texts of today with the translations in `path`."""
    catalog = _empty(code)
    known = read_po(io.BytesIO(path.read_bytes()), locale=code) if path.is_file() else Catalog(code)
    for message in texts:
        if message.id:
            before = known.get(message.id)
            same_kind = before is not None and isinstance(before.id, tuple) == isinstance(message.id, tuple)
            string = before.string if before is not None and same_kind and not before.fuzzy else None
            catalog.add(message.id, string, message.locations, auto_comments=message.auto_comments)
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    """Return `catalog` as the text translators edit."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, sort_by_file=True, include_lineno=False)
    return buffer.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """Return `catalog` in the form the program reads."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def missing(catalog: Catalog) -> Iterator[str]:
    """Yield the texts that have no translation yet."""
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(strings):
            yield message.id if isinstance(message.id, str) else message.id[0]


def _empty(code: str | None) -> Catalog:
    return SteadyCatalog(code, header_comment="", fuzzy=False)


def main() -> int:
    """Bring every language up to date; return 1 while texts lack a translation."""
    texts, lacking = template(), 0
    for folder in sorted(FOLDER.glob("*/LC_MESSAGES")):
        code, path = folder.parent.name, folder / "nnsim.po"
        catalog = updated(code, path, texts)
        path.write_bytes(po_bytes(catalog))
        path.with_suffix(".mo").write_bytes(mo_bytes(catalog))
        untranslated = list(missing(catalog))
        lacking += len(untranslated)
        print(f"{code}: {len(catalog)} texts, {len(untranslated)} without translation")
        for text in untranslated:
            print(f"  {text}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
