"""Handwritten digits that experiments run on: MNIST where the user has it, else those that come with the program."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from nnsim.base import paths
from nnsim.base.atomic import write_atomically
from nnsim.base.errors import NnsimError
from nnsim.base.paths import expanded, is_file
from nnsim.base.reading import open_file
from nnsim.base.strict_json import from_bytes, to_text
from nnsim.data.source import Progress, Source
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.mnist import Mnist

_LONGEST = 100_000
"""Bytes of the note of where MNIST is; a longer one is none of ours."""


@dataclass(frozen=True)
class Pictures:
    """Which digits there are.

    Attributes
    ----------
    source
        Gives them flat, one row of pixels an example, 0 to 1.
    are_mnist
        Whether they are what publications measured on; else experiments compare with numbers of our own.
    """

    source: Source
    are_mnist: bool

    def first(self, examples: int, divisor: int = 255) -> Source:
        """Return so many of MNIST from the beginning, pixels divided by 255 or 256; of our own digits, all."""
        if isinstance(self.source, Mnist):
            return replace(self.source, examples=examples, divisor=str(divisor))
        return self.source


def own_pictures() -> Pictures:
    """Return the digits that come with the program, 64 pixels each."""
    return Pictures(Digits(layout="flat"), are_mnist=False)


def mnist_pictures(path: Path | str, progress: Progress | None = None) -> Pictures:
    """Return the MNIST in a file, IDX or NPZ, having looked that it can be read.

    Raises
    ------
    NnsimError
        When it cannot.
    """
    source = Mnist(path=str(expanded(str(path)).absolute()))
    replace(source, examples=2).load(progress)
    return Pictures(source, are_mnist=True)


def remember(pictures: Pictures) -> None:
    """Keep where MNIST is for the next time; raises NnsimError when it cannot be written down."""
    assert isinstance(pictures.source, Mnist)
    note = _note()
    with suppress(OSError):  # Writing says why.
        note.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(note, to_text({"path": pictures.source.path}).encode())


def remembered_pictures() -> Pictures:
    """Return the MNIST that was opened before, as long as its file is there; else the program's own digits."""
    try:
        with open_file(_note()) as file:
            data = file.read(_LONGEST + 1)
        found = from_bytes(data, "mnist.json") if len(data) <= _LONGEST else None
    except NnsimError:
        return own_pictures()
    path = found.get("path") if isinstance(found, dict) else None
    if not isinstance(path, str) or not is_file(Path(path)):
        return own_pictures()
    return Pictures(Mnist(path=path), are_mnist=True)


def _note() -> Path:
    return paths.user_data() / "mnist.json"
