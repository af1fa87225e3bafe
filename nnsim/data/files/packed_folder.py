"""A folder in a packed file: what is called as it should be, unpacked for this sitting as it lay there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.paths import expanded, is_file
from nnsim.base.reading import chosen_folder, plain_file
from nnsim.data.files import packed
from nnsim.data.source import Progress


def names_in(path: str) -> tuple[str, ...]:
    """Return the names of the files in a packed one, with forward slashes; none of what is no packed file.

    Never raises.
    """
    try:
        place = Path(path)
        if not is_file(place) or not packed.is_packed(place):
            return ()
        return tuple(one.name.replace("\\", "/") for one in packed.members(place))
    except NnsimError:
        return ()


def is_packed_file(place: Path) -> bool:
    """Return whether a packed file is there; never raises."""
    try:
        return is_file(place) and packed.is_packed(place)
    except NnsimError:
        return False


def folder_at(path: str, keeps: Callable[[str], bool], progress: Progress) -> Path:
    """Return the folder a user chose, or that into which the files of a packed one were unpacked.

    Parameters
    ----------
    keeps
        Whether a file of that name is wanted; the others stay packed.

    Raises
    ------
    NnsimError
        When there is neither, it is damaged, or longer than 2 GB unpacked.
    Cancelled
        When `progress` asks to stop.
    """
    place = expanded(path)
    if not path.strip() or not is_packed_file(place):
        return chosen_folder(path)
    plain_file(place)
    return packed.unpacked_folder(place, keeps, progress)
