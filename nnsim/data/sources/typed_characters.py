"""A text that one types or pastes, by characters."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import text
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.sequences.characters import CharacterSource
from nnsim.data.source import SEQUENCES, sources

_LONGEST = 100_000
_SAMPLE = (
    "the cat sat on the mat. the dog sat on the log. the cat saw the dog, and the dog saw the cat. "
    "then the cat ran to the mat, and the dog ran to the log. "
)


@sources.register
@dataclass(frozen=True)
class TypedCharacters(CharacterSource):
    """A text as a setting; the examples are those of `CharacterSource`."""

    key = "characters"
    title = mark("Text by characters")
    summary = mark(
        "Which character comes next? A network reads the last few of a text that you type or paste, and tells the one behind."
    )
    source = "J. L. Elman (1990), Finding structure in time"
    group = SEQUENCES
    order = 560

    typed: str = text(
        _SAMPLE * 2,
        label=mark("Text"),
        longest=_LONGEST,
        help=mark("The longer, the better it is learned; longer ones are read from a file."),
    )

    def _read(self, progress: object) -> Dataset:
        return self._dataset(tr(self.title), self.typed)
