"""Whether another table has the columns of the one before, so that what names them still holds."""

from __future__ import annotations

from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.paths import expanded
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.packed import is_packed
from nnsim.data.source import Source
from nnsim.data.sources.csv_file import CsvFile

_TEXTS = (".csv", ".tsv", ".txt", ".data")
"""Of these a look at the first lines tells the columns at once."""


def stands_for(old: Source, new: Source) -> bool:
    """Return whether the file of `new` can stand for that of `old`: that one is gone, or has the same columns.

    Where it would take long to find out, it cannot.
    """
    if not isinstance(old, FileSource) or type(new) is not type(old):
        return False
    if not old.is_there(expanded(old.linked)):
        return True
    names = [_columns(one) for one in (old, new)]
    return names[0] is not None and names[0] == names[1]


def _columns(source: Source) -> tuple[str, ...] | None:
    if not isinstance(source, CsvFile):
        return None
    place = Path(source.place)
    try:
        if place.suffix.lower() not in _TEXTS or is_packed(place):
            return None
        return tuple(source.layout().names)
    except NnsimError:
        return None
