"""The contract of guides: pages of the reference that are about no single part."""

from __future__ import annotations

from html import escape
from typing import ClassVar

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark, tr


class Guide(Part):
    """A page written by hand: about the program itself, or how something is done with it."""

    keywords: ClassVar[str] = ""
    """Words people look for it by that its title does not have, with spaces between; marked for translation."""
    sections: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Heading (may be empty) and text of every section, marked for translation."""

    @classmethod
    def html(cls) -> str:
        """Return what stands below title and summary, translated, as rich text."""
        pieces = []
        for heading, text in cls.sections:
            if heading:
                pieces.append(f"<h3>{escape(tr(heading))}</h3>")
            pieces.append(f"<p>{escape(tr(text))}</p>")
        return "".join(pieces)


guides: Registry[Guide] = Registry(Guide, "nnsim.reference.guides", mark("guide"))
