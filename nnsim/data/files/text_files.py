"""The beginning of a text file, whatever its encoding."""

from __future__ import annotations

from nnsim.base.text import tr
from nnsim.data.source import Progress
from nnsim.data.tables.encoding import codec_of, opened, text_file


def beginning(path: str, most: int, progress: Progress) -> tuple[str, str]:
    """Return the name of the file and its first characters, some more than `most` where it has them.

    Raises NnsimError when it cannot be read as a text.
    """
    file = text_file(path)
    progress(0.0, tr("Reading {file}").format(file=file.name))
    with opened(file, codec_of(file, "auto")) as text:
        # Two more than are asked for: a line end may be two characters, and a longer text is told.
        return file.name, text.read(2 * most + 2)
