"""What sources share that read a file of the user's: where it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnsim.base.paths import expanded
from nnsim.base.settings import file_path
from nnsim.base.text import mark
from nnsim.data.source import Source


@dataclass(frozen=True)
class FileSource(Source):
    """A source that reads the file `path`; each says by a field of its own which files it reads."""

    path: str = file_path(label=mark("File"))
    folder: str = field(default="", kw_only=True)
    """What a relative path starts from: the folder of the project it was opened with. Where it is
    empty, the present one. Belongs to this sitting and is in no file."""

    @property
    def place(self) -> str:
        """The path of the file as the system understands it; empty while none is chosen."""
        return str(self.folder / expanded(self.path)) if self.folder and self.path.strip() else self.path
