"""A text file of the user's, by characters."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import file_path
from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.text_files import beginning, is_prose
from nnsim.data.sequences.characters import CharacterSource
from nnsim.data.source import YOUR_FILES, Progress, sources


@sources.register
@dataclass(frozen=True)
class CharactersFile(CharacterSource, FileSource):
    """A text in a file, whatever its encoding; the examples are those of `CharacterSource`."""

    key = "characters_file"
    title = mark("Text file by characters")
    summary = mark(
        "Which character comes next? A network reads the last few of a text, and tells the one behind."
    )
    source = "J. L. Elman (1990), Finding structure in time"
    group = YOUR_FILES
    order = 670

    path: str = file_path(
        label=mark("File"), filters=((mark("Texts"), "*.txt *.md"), (mark("All files"), "*"))
    )

    @classmethod
    def recognises(cls, path: str) -> bool:
        return is_prose(path)

    @classmethod
    def tries(cls, path: str) -> bool:
        return is_prose(path)

    @classmethod
    def stands_for_folder(cls, path: str) -> bool:
        # What lies beside data is rather about them.
        return False

    def _read(self, progress: Progress) -> Dataset:
        return self._dataset(*beginning(self.place, self.most, progress))
