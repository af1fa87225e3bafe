"""Files with one array each that belong together, by the names people give them: x.npy and y.npy."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from nnsim.data.arrays.names import partners_of

_MOST_FILES = 20_000
"""Of a folder so many are looked at, by name only."""


def files_beside(
    path: Path, stem_of: Callable[[str], str | None], others: Sequence[Path] = ()
) -> dict[str, Path]:
    """Return the file at `path` and those beside it that belong to it, by the names of their arrays.

    Parameters
    ----------
    path
        Of the file that was chosen; its array comes first.
    stem_of
        From the name of a file to the name of its array; None for files of other kinds.
    others
        Files that count as lying beside it.
    """
    own = stem_of(path.name) or path.name
    found = {own: path}
    with suppress(OSError), os.scandir(path.parent) as entries:
        # A link may lead anywhere; what lies in the folder itself was put there.
        plain = (entry.name for entry in islice(entries, _MOST_FILES) if entry.is_file(follow_symlinks=False))
        for name in sorted(plain, key=lambda name: (Path(name).suffix != path.suffix, name)):
            stem = stem_of(name)
            if stem is not None:
                found.setdefault(stem, path.parent / name)
    for other in others:
        stem = stem_of(other.name)
        if stem is not None:
            found.setdefault(stem, other)
    return {name: found[name] for name in (own, *partners_of(own, tuple(found)))}
