"""The contract of a table format, and the registry of all of them: how a file becomes columns.

What follows from there (missing marks, kinds, dates, what is left out, targets) is the same for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import ClassVar

from nnsim.base.errors import NnsimError
from nnsim.base.reading import open_file
from nnsim.base.registry import Catalogue
from nnsim.base.text import mark, tr
from nnsim.data.source import Progress
from nnsim.data.tables.first_lines import Line
from nnsim.data.tables.foreign import HEAD, refuse_foreign
from nnsim.data.tables.layout import Layout, Wishes
from nnsim.data.tables.reading import Table


class TableFormat:
    """How files of one kind hold their tables."""

    key: ClassVar[str]
    title: ClassVar[str]
    """Name for people, marked for translation."""
    patterns: ClassVar[tuple[str, ...]]
    """What its files are called, such as ``*.csv``."""
    order: ClassVar[int] = 100
    """Whose first bytes are looked at first."""
    settings: ClassVar[frozenset[str]] = frozenset()
    """Those of `Wishes`, and ``sheet``, that say how such a file is read; the others play no part."""

    def begins(self, head: bytes) -> bool:
        """Return whether a file with these first bytes is one of these, whatever it is called."""
        return False

    def layout(self, path: Path, wishes: Wishes, sheet: str) -> Layout:
        """Return what is known of the table in a file without reading all of it.

        Raises
        ------
        NnsimError
            When there is no such file or sheet, or it is damaged, or a package is missing.
        """
        raise NotImplementedError

    def read(
        self, layout: Layout, places: Sequence[int], as_text: frozenset[int], progress: Progress
    ) -> Table:
        """Return the columns at `places`; those `as_text` keep their writing.

        Numbers are float64 with NaN, dates that the file knows as such datetime64[us] with NaT, everything
        else objects: texts as they stand there, marks of missing values included (an empty one is one).
        Raises NnsimError as `layout` does, and `Cancelled` when `progress` asks to stop.
        """
        raise NotImplementedError

    def lines(self, layout: Layout) -> Iterator[Line]:
        """Yield the first lines of the file with what each is taken for."""
        raise NotImplementedError


formats: Catalogue[TableFormat] = Catalogue(
    "nnsim.data.formats", mark("table format"), lambda one: (one.order, one.key)
)


def format_of(path: Path) -> TableFormat:
    """Return the format that reads a file: by its first bytes, else by its name, else as text.

    Raises NnsimError when it cannot be read, and for formats that nobody reads here.
    """
    with open_file(path) as file:
        head = file.read(HEAD)
    found = next((one for one in formats if one.begins(head)), None)
    if found is not None:
        return found
    refuse_foreign(path.name, head)
    named = next((one for one in formats if _is_called(path.name, one)), None)
    return named or formats["text"]


def is_table_name(name: str) -> bool:
    """Return whether files called so are tables."""
    return any(_is_called(name, one) for one in formats)


def _is_called(name: str, form: TableFormat) -> bool:
    return any(fnmatch(name.lower(), pattern) for pattern in form.patterns)


def no_package(path: Path, package: str, extra: str) -> NnsimError:
    """Return the sentence for a file that needs a package which is not there."""
    return NnsimError(
        tr(
            '{file} needs the package {package}. Install it with: python -m pip install "nnsim[{extra}]"'
        ).format(file=path.name, package=package, extra=extra)
    )


def damaged(path: Path, kind: str) -> NnsimError:
    """Return the sentence for a file that is not what its name or its first bytes say."""
    return NnsimError(
        tr("{file} is damaged, or no {kind} file. Save it again, or as CSV.").format(
            file=path.name, kind=kind
        )
    )
