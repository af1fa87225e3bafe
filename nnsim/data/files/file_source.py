"""What sources share that read a file of the user's: where it is, and whether the project keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from pathlib import Path
from typing import Self

from nnsim.base.errors import NnsimError
from nnsim.base.paths import expanded, is_file, is_folder
from nnsim.base.reading import plain_file
from nnsim.base.settings import file_path, flag, folder_path
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.files import kept_files
from nnsim.data.files.identity import Files, Identity, files_in, identity_of
from nnsim.data.files.packed_folder import is_packed_file
from nnsim.data.source import Progress, Source


@dataclass(frozen=True)
class FileSource(Source):
    """A source that reads the file `path`; each says by a field of its own which files it reads."""

    path: str = file_path(label=mark("File"))
    _: KW_ONLY
    keep: bool = flag(
        False,
        label=mark("Keep in the project"),
        help=mark(
            "The project then holds the file itself, and opens wherever it goes; else it knows where it is."
        ),
        since="0.2",
    )
    folder: str = ""
    """What a relative path starts from: the folder of the project it was opened with. Where it is
    empty, the present one. Belongs to this sitting and is in no file."""
    content: str = ""
    """What is read in place of the file at `path`: a copy of it that the project keeps, by the name it has in
    `nnsim.data.files.kept_files`; empty: that file itself."""
    known: Identity | None = field(default=None, compare=False)
    """What the file was when the project was saved; None where that is not known. Says what a file has to be
    to be the same one, and makes no source another one."""

    @property
    def linked(self) -> str:
        """The path of the user's own file as the system understands it; empty while none is chosen."""
        return str(self.folder / expanded(self.path)) if self.folder and self.path.strip() else self.path

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

    @classmethod
    def of_folder(cls, path: str) -> FileSource:
        """Return the source that reads the folder by its file `path`, which stands for it."""
        return cls(path=path)

    @staticmethod
    def is_there(place: Path) -> bool:
        """Return whether there is something that could be read; never raises."""
        return is_file(place)

    @property
    def place(self) -> str:
        """Where the file is read: at its own path, or where `load` and `at_hand` put the project's copy."""
        return str(kept_files.place_of(self.content, self._name)) if self.content else self.linked

    @property
    def _name(self) -> str:
        return self.path.replace("\\", "/").rstrip("/").rpartition("/")[2]

    @property
    def is_at_hand(self) -> bool:
        """Whether a copy that the project keeps can be read without taking it out first; True without one."""
        return not self.content or Path(self.place).exists()

    def at_hand(self, progress: Progress | None = None) -> Self:
        """Return itself, its file ready to be read at `place`; raises NnsimError where the project's copy is not."""
        if self.content:
            kept_files.bring(self.content, self._name, progress)
        return self

    def load(self, progress: Progress | None = None) -> Dataset:
        self.at_hand(None if progress is None else lambda _, doing: progress(0.0, doing))
        found = self.known if self.content else self.identity(progress)
        return replace(super().load(progress), read_from=found)

    def identity(self, progress: Progress | None = None) -> Identity | None:
        """Return what the user's own file is now; None where it cannot be read."""
        if not self.path.strip():
            return None
        try:
            return identity_of(
                self.own_files(), None if progress is None else lambda _, doing: progress(0.0, doing)
            )
        except NnsimError:
            return None

    def own_files(self) -> Files:
        """Return the user's own files that are read, the chosen one first.

        Raises
        ------
        NnsimError
            When they are not there.
        """
        if not self.path.strip():
            raise NnsimError(tr("No file is chosen. Choose one."))
        place = expanded(self.linked).absolute()
        if is_folder(place) and self.is_there(place):
            return files_in(place)
        plain_file(place)
        return Files(
            place.parent, (place.name, *(name for name in self._beside(place) if name != place.name))
        )

    def _beside(self, place: Path) -> tuple[str, ...]:
        """Return the names of what is read beside the file at `place`, relative to its folder."""
        return ()

    def kept(self, progress: Progress | None = None) -> Self:
        """Return the same source on a copy of its file that a project keeps, taken now where there is none.

        Raises
        ------
        NnsimError
            When the file cannot be read, or is larger than a project can hold.
        Cancelled
            When `progress` asks to stop.
        """
        if self.content:
            return replace(self, keep=True)
        files = self.own_files()
        content = kept_files.take(files, progress)
        return replace(self, keep=True, content=content)

    def released(self) -> Self:
        """Return the same source on the user's own file."""
        return replace(self, keep=False, content="")


@dataclass(frozen=True)
class FolderSource(FileSource):
    """A source that reads the files of a folder, whose place is `path`."""

    path: str = folder_path(label=mark("Folder"))

    @staticmethod
    def is_there(place: Path) -> bool:
        return is_folder(place) or is_packed_file(place)

    @classmethod
    def is_told_by_names(cls, path: str) -> bool:
        """Return whether files in the folder tell by their names that they are for this source, unless a table beside
        them tells more; never raises.
        """
        return False

    @classmethod
    def stands_in(cls, path: str, names: Sequence[str]) -> bool:
        """Return whether the files in the packed one at `path`, called so with slashes, are a folder for this source.

        Never raises.
        """
        return False


def read_alike(one: Source, other: Source) -> bool:
    """Return whether two sources read the same, as far as is known without reading.

    They do where one of them only began to keep, or ceased to keep, what both read.
    """
    if not isinstance(one, FileSource) or not isinstance(other, FileSource):
        return one == other
    if one.content and other.content and one.content != other.content:
        return False
    return one.released() == other.released()
