"""A text of the program's own, by characters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nnsim.base.errors import NnsimError
from nnsim.base.paths import resources
from nnsim.base.settings import integer
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.sequences.characters import CharacterSource, character_coding
from nnsim.data.source import SEQUENCES, sources

LENGTH = 60_000
"""Characters of the text."""


@sources.register
@dataclass(frozen=True)
class ProgramText(CharacterSource):
    """60,000 characters of English prose from this program's guides, pages and notes, frozen.

    Thirty different ones: small letters, the space, and three marks. Where it comes from is told beside it, in
    ``resources/texts``. The examples are those of `CharacterSource`.
    """

    key = "program_text"
    title = mark("Text of this program")
    summary = mark(
        "60,000 characters of what this program says of itself, in small letters: which one comes next?"
    )
    source = "nnsim 2026"
    group = SEQUENCES
    order = 562

    coding: str = character_coding("codes")
    most: int = integer(
        LENGTH,
        low=250,
        high=LENGTH,
        usual=(1_000, LENGTH),
        label=mark("Characters read"),
        help=mark("From the beginning of the text."),
    )

    def _read(self, progress: object) -> Dataset:
        return self._dataset(tr(self.title), program_text())


@lru_cache(maxsize=1)
def program_text() -> str:
    """Return the text; raises NnsimError with what to do where its file is gone or damaged."""
    path = resources() / "texts" / "nnsim.txt"
    try:
        text = " ".join(path.read_text("ascii").split())
    except (OSError, ValueError):
        text = ""
    if len(text) != LENGTH:
        raise NnsimError(tr("The file {path} is missing or damaged. Install nnsim again.").format(path=path))
    return text
