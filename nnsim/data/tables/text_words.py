"""Free text as numbers: which of the most frequent words a text holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from nnsim.data.dataset import MOST_NUMBERS, Floats

MOST_WORDS = 200
"""Inputs of one column of texts."""
_FEWEST_TEXTS = 2
"""So many texts have to hold a word."""
_PROSE = 3.0
"""Words of a text on the average, from which on it says something by them."""
_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
_WORD = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:['’][^\W\d_{_HAN}]+)*")
_IS_HAN = re.compile(f"[{_HAN}]")


def words_of(text: str) -> Iterable[str]:
    """Yield the words of a text in small letters, single letters left out; of scripts without blanks, pairs of signs."""
    for word in _WORD.findall(text.lower()):
        if _IS_HAN.match(word):
            yield from (word[at : at + 2] for at in range(max(1, len(word) - 1)))
        elif len(word) > 1:
            yield word.replace("’", "'")


def is_prose(texts: Sequence[str | None]) -> bool:
    """Return whether texts are made of several words, and no addresses or keys."""
    known = [text for text in texts if text][:: 1 + len(texts) // 1000]
    if not known or any("://" in text.split()[0] for text in known[:20] if text.split()):
        return False
    return sum(len(list(words_of(text))) for text in known) >= _PROSE * len(known)


def frequent_words(texts: Sequence[str | None], most: int = MOST_WORDS) -> tuple[str, ...]:
    """Return the `most` words that most texts hold, the most frequent first, those of equally many in their order."""
    often = Counter[str]()
    for text in texts:
        if text:
            often.update(set(words_of(text)))
    room = max(1, min(most, MOST_NUMBERS // (4 * max(1, len(texts)))))
    # A word of every text tells nothing apart.
    told = [(word, n) for word, n in often.items() if _FEWEST_TEXTS <= n < len(texts)]
    return tuple(word for word, _ in sorted(told, key=lambda one: (-one[1], one[0]))[:room])


def words_within(texts: Sequence[str | None], words: Sequence[str]) -> Floats:
    """Return (n, len(words)): 1 where a text holds a word, 0 where not, NaN where there is no text."""
    place = {word: j for j, word in enumerate(words)}
    found = np.zeros((len(texts), len(words)))
    for row, text in enumerate(texts):
        if text is None:
            found[row] = np.nan
            continue
        own = {place[word] for word in words_of(text) if word in place}
        found[row, list(own)] = 1.0
    return found
