"""What sources share that read a file of the user's: where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nnsim.base.paths import expanded, is_file, is_folder
from nnsim.base.settings import file_path, folder_path
from nnsim.base.text import mark
from nnsim.data.source import Source


@dataclass(frozen=True)
class FileSource(Source):
    """A source that reads the file `path`; each says by a field of its own which files it reads."""

    path: str = file_path(label=mark("File"))
    folder: str = field(default="", kw_only=True)
    """What a relative path starts from: the folder of the project it was opened with. Where it is
    empty, the present one. Belongs to this sitting and is in no file."""

    @classmethod
    def recognises(cls, path: str) -> bool:
        """Return whether what lies there is meant for this source, whatever others its name fits; never raises."""
        return False

    @classmethod
    def tries(cls, path: str) -> bool:
        """Return whether what lies there can be tried where neither its name nor `recognises` tells; never raises."""
        return False

    @classmethod
    def stands_for_folder(cls, path: str) -> bool:
        """Return whether the file `path` is what the folder it lies in is about; never raises."""
        return cls.recognises(path)

    @staticmethod
    def is_there(place: Path) -> bool:
        """Return whether there is something that could be read; never raises."""
        return is_file(place)

    @property
    def place(self) -> str:
        """The path of the file as the system understands it; empty while none is chosen."""
        return str(self.folder / expanded(self.path)) if self.folder and self.path.strip() else self.path


@dataclass(frozen=True)
class FolderSource(FileSource):
    """A source that reads the files of a folder, whose place is `path`."""

    path: str = folder_path(label=mark("Folder"))

    @staticmethod
    def is_there(place: Path) -> bool:
        return is_folder(place)
