"""All layers a person can add, in groups and found by typing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from nnsim.base.text import tr
from nnsim.engine.layer import CATEGORIES, Preset, layers


@dataclass(frozen=True)
class Entry:
    """One layer to choose, and the group it stands in."""

    category: str
    preset: Preset

    @property
    def title(self) -> str:
        """Name for people."""
        return tr(self.preset.title)

    @property
    def tooltip(self) -> str:
        """What it does, with its formula."""
        return "\n".join(filter(None, (tr(self.preset.summary), self.preset.formula)))


def entries() -> tuple[Entry, ...]:
    """Return every preset of every registered layer, group by group."""
    known = [key for key, _ in CATEGORIES]
    found = [Entry(cls.category, preset) for cls in layers for preset in cls.presets()]
    return tuple(sorted(found, key=lambda e: known.index(e.category) if e.category in known else len(known)))


def groups(found: tuple[Entry, ...]) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Yield the translated title and the members of every group that is not empty."""
    titles = dict(CATEGORIES)
    for category in dict.fromkeys(e.category for e in found):
        title = tr(titles.get(category, category))
        yield title, tuple(e for e in found if e.category == category)


def search(text: str) -> tuple[Entry, ...]:
    """Return the entries that fit what was typed, the best first; all of them for nothing.

    The English titles are known in every language: the field's own words are often typed that way.
    The title itself comes first; one that begins with the text comes before one that holds it, before one that has its
    letters in order (``cv`` finds Conv), before a summary that mentions it.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return entries()
    ranked = [(_rank(entry, wanted), entry) for entry in entries()]
    return tuple(entry for rank, entry in sorted(ranked, key=itemgetter(0)) if rank < 9)


def _rank(entry: Entry, wanted: str) -> int:
    return min(_rank_by(title.casefold(), entry, wanted) for title in (entry.title, entry.preset.title))


def _rank_by(title: str, entry: Entry, wanted: str) -> int:
    key = entry.preset.layer.key.casefold()
    squeezed = "".join(c for c in title if c.isalnum())
    if title == wanted:
        return -1
    if title.startswith(wanted) or squeezed.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in title.split()):
        return 1
    if wanted in title or wanted in key:
        return 2
    letters = iter(title)
    if len(wanted) > 1 and wanted[0] == title[:1] and all(c in letters for c in wanted):
        return 3
    # Two Chinese signs are a word; two Latin letters are in every sentence.
    a_word = len(wanted) > (2 if wanted.isascii() else 1)
    return 4 if a_word and wanted in tr(entry.preset.summary).casefold() else 9
