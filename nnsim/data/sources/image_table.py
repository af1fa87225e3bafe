"""A table of the user's that names image files, with a class or a number for each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.reading import chosen_file
from nnsim.base.settings import choice, file_path, text
from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import Dataset
from nnsim.data.images.classes import Part, part_named
from nnsim.data.images.flags import Rows, one_of, say_one_class
from nnsim.data.images.image_source import ImageSource, Labelled, named, passed_over
from nnsim.data.images.recognising import images_called
from nnsim.data.images.table import Shelf, file_column, first_fields, names_some_of, part_column
from nnsim.data.images.walking import walk
from nnsim.data.source import Progress, sources
from nnsim.data.tables.columns import pick
from nnsim.data.tables.layout import Layout, Wishes, detect
from nnsim.data.tables.reading import read_table
from nnsim.data.tables.understood import Reader, Understood, understand
from nnsim.data.targets import TASK_OPTIONS, encode


@sources.register
@dataclass(frozen=True)
class ImageTable(ImageSource):
    """Images that a table names, with what is to be predicted of each in another column.

    Names are relative to the table; where they are bare, they are looked for in the folders below it. A
    column called split with train, val and test in it says which part a row is of.
    """

    key = "image_table"
    title = mark("Table of images")
    summary = mark(
        "A table (CSV) that names image files, with a class or a number of each in another column."
    )
    order = 645

    path: str = file_path(
        label=mark("Table"), filters=((mark("Tables"), "*.csv *.tsv *.txt"), (mark("All files"), "*"))
    )
    files: str = text(
        "",
        label=mark("Column of files"),
        placeholder=mark("found by its names"),
        help=mark("The column that names the images, by its name or number."),
    )
    target: str = text(
        "",
        label=mark("Column to predict"),
        placeholder=mark("the last one"),
        help=mark("The column with the class or the number of each image, by its name or number."),
    )
    task: str = choice("auto", *TASK_OPTIONS, label=mark("Task"))

    @classmethod
    def recognises(cls, path: str) -> bool:
        try:
            layout = detect(path, Wishes())
            rows = first_fields(layout)
            if file_column(rows) is not None:
                return True
            return names_some_of(layout, rows, images_called(os.path.dirname(path) or "."))
        except NnsimError:
            return False

    def _beside(self, place: Path) -> tuple[str, ...]:
        return tuple(walk(place.parent, lambda *_: None).images)

    def _read(self, progress: Progress) -> Dataset:
        path = chosen_file(self.place)
        layout = detect(self.place, Wishes())
        rows = first_fields(layout)
        walked = walk(path.absolute().parent, progress)
        shelf = Shelf(walked)
        files = self._one(self.files, layout) if self.files.strip() else file_column(rows, shelf)
        if files is None:
            raise NnsimError(
                tr(
                    "No column of {file} names images that lie beside it or below. Put the table beside the"
                    " images, or choose the column of files."
                ).format(file=path.name)
            )
        split = part_column(layout.names, rows)
        targets = self._targets(layout, rows, files, split)
        wanted = sorted({files, *targets, *([] if split is None else [split])})
        as_text = frozenset(place for place in (files, split) if place is not None)
        table = read_table(layout, wanted, as_text, lambda done, doing: progress(0.0, doing))
        names = [str(name) for name in table.columns[files]]
        reader = Reader(layout.numerals, layout.marks, layout.separator, True, "none")
        aims = [understand(layout.names[place], table.columns[place], reader) for place in targets]
        aim = aims[0] if len(aims) == 1 else one_of(aims)
        found = [shelf.find(name) for name in names]
        kept = np.array([name is not None for name in found], np.bool_) & ~aim.missing
        if kept.sum() < 2:
            raise NnsimError(_not_there(path.name, names, found))
        coded = encode({aim.name: aim.values[kept]}, self.task)
        words = [""] * len(names) if split is None else [str(word) for word in table.columns[split]]
        parts: list[Part] = [part_named(word) or "train" for word in words]
        chosen = np.flatnonzero(kept)
        given = Labelled(
            walked,
            [found[row] or "" for row in chosen],
            [parts[row] for row in chosen],
            coded.targets,
            coded.task,
            coded.names,
            path.name,
            (*coded.notes, *_lost(names, found, aim), *passed_over(walked, (path.name,))),
        )
        return self._dataset(given, progress)

    def _targets(self, layout: Layout, rows: Rows, files: int, split: int | None) -> list[int]:
        """Return the column to predict, or those that say together, by a 1 in one of them, which class an image is of."""
        if self.target.strip():
            return [self._one(self.target, layout)]
        left = [place for place in range(len(layout.names)) if place not in (files, split)]
        if not left:
            raise NnsimError(
                tr("{file} names images and nothing to predict. Add a column with the class of each.").format(
                    file=layout.path.name
                )
            )
        likely = layout.likely
        if likely.why == "named" and likely.place in left:
            return [likely.place]
        if say_one_class(rows, left):
            return left
        return [likely.place] if likely.place in left else left[-1:]

    def _one(self, wanted: str, layout: Layout) -> int:
        found = pick(wanted, layout.names)
        if len(found) != 1:
            raise NnsimError(tr("Choose one column, not several."))
        return found[0]


def _lost(names: Sequence[str], found: Sequence[str | None], aim: Understood) -> list[str]:
    """Return sentences on the rows that are no examples."""
    told = []
    gone = [name for name, place in zip(names, found, strict=True) if place is None]
    if gone:
        text = ntr(
            "{n} row was left out because its image is not there: {names}",
            "{n} rows were left out because their images are not there: {names}",
            len(gone),
        )
        told.append(text.format(n=f"{len(gone):,}", names=named(gone)))
    empty = int(aim.missing.sum())
    if empty:
        text = ntr(
            "{n} row was left out because “{name}” is missing",
            "{n} rows were left out because “{name}” is missing",
            empty,
        )
        told.append(text.format(n=f"{empty:,}", name=aim.name))
    return told


def _not_there(file: str, names: Sequence[str], found: Sequence[str | None]) -> str:
    first = next((name for name, place in zip(names, found, strict=True) if place is None), "")
    if not first:
        return tr("Fewer than two rows of {file} have something to predict. Choose another column.").format(
            file=file
        )
    return tr(
        "The images that {file} names are not beside it or below, such as {name}. Put the table beside them."
    ).format(file=file, name=first[:100])
