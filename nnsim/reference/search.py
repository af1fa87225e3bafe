"""Finding help pages by the words on them: by title first, then by keyword, then by text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from html import unescape
from itertools import pairwise

from nnsim.reference.pages import Page

_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"\w+")
_SHORTEST = 4
"""Letters from which a word is worth a guess at what was meant."""

_ENDINGS = ("ation", "ing", "ied", "ies", "ed", "es", "s")

TITLE_STARTS, TITLE, KEYWORD, TEXT = range(4)


def find(pages: Iterable[Page], typed: str) -> list[Page]:
    """Return the pages on which every typed word stands, the likeliest first; all when nothing is typed.

    Latin words are looked for at the beginning of words, so that "pill" is not found in "spilling";
    other scripts anywhere, since they put no spaces between words.
    """
    words = typed.casefold().split()
    ranked = []
    for order, page in enumerate(pages):
        ranks = [_rank(page, word) for word in words]
        if None not in ranks:
            ranked.append((max(ranks, default=0), sum(ranks), order, page))  # type: ignore[type-var, arg-type]
    return [page for *_, page in sorted(ranked, key=lambda found: found[:3])]


def suggestion(pages: Iterable[Page], typed: str) -> str:
    """Return words that are found and look like those that were not; empty when none do."""
    pages = list(pages)
    known = sorted({word for page in pages for field in _fields(page)[:2] for word in _WORD.findall(field)})
    better = []
    for word in typed.casefold().split():
        if any(_rank(page, word) is not None for page in pages):
            better.append(word)
        elif len(word) >= _SHORTEST:
            better += get_close_matches(word, known, 1, 0.75)
    tried = " ".join(better)
    return tried if tried and tried != typed.casefold() and find(pages, tried) else ""


def plain(page: Page) -> str:
    """Return the text of a page without its tags."""
    return unescape(_TAG.sub(" ", page.html))


def _rank(page: Page, word: str) -> int | None:
    title, keywords, text = _fields(page)
    if title.startswith(word):
        return TITLE_STARTS
    stem = stem_of(word)
    for rank, field in ((TITLE, title), (KEYWORD, keywords), (TEXT, text)):
        if _stands_in(stem, field):
            return rank
    return None


def stem_of(word: str) -> str:
    """Return a word without an English ending, so that "overfitting" finds "overfits"."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST:
            return stem[:-1] if stem[-1] == stem[-2] and ending in ("ing", "ed") else stem
    return word


@lru_cache(maxsize=1024)
def _fields(page: Page) -> tuple[str, str, str]:
    return tuple(_joined(t.casefold()) for t in (page.title, page.keywords, plain(page)))  # type: ignore[return-value]


def _joined(text: str) -> str:
    """Return `text` with its words of several pieces also in one: "layernorm" means "Layer norm"."""
    pieces = _WORD.findall(text)
    pairs = " ".join(a + b for a, b in pairwise(pieces))
    return f"{text} {pairs}"


def _stands_in(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        begins = at == 0 or not (text[at - 1].isascii() and text[at - 1].isalnum())
        if begins or not word[0].isascii():
            return True
        at = text.find(word, at + 1)
    return False
