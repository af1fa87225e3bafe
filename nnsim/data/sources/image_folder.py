"""A folder of the user's with images in it, one folder a class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError, SameAnswerError
from nnsim.base.settings import choice, folder_path
from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import Dataset
from nnsim.data.files.file_source import FolderSource
from nnsim.data.files.packed_folder import folder_at
from nnsim.data.images.classes import Sorted, by_folder
from nnsim.data.images.file_names import by_name
from nnsim.data.images.image_source import ImageSource, Labelled, named, passed_over
from nnsim.data.images.masks import without_masks
from nnsim.data.images.nested_told import LEVELS, nested_told
from nnsim.data.images.recognising import called_by_classes, holds_classes
from nnsim.data.images.walking import Walked, is_image_name, walk
from nnsim.data.source import Progress, sources
from nnsim.data.targets import MOST_CLASSES


@sources.register
@dataclass(frozen=True)
class ImageFolder(ImageSource, FolderSource):
    """Images whose class is the folder they lie in; folders called train, val and test hold such folders each."""

    key = "image_folder"
    title = mark("Folder of images")
    summary = mark(
        "Images in one folder a class (PNG, JPEG, BMP, GIF, WebP, TIFF, PPM, PGM), brought to one size."
    )
    order = 640

    path: str = folder_path(label=mark("Folder"))
    classes_in: str = choice(
        "auto",
        *LEVELS,
        label=mark("Class of an image"),
        help=mark("Where folders lie in those of classes: which of them tells the class."),
        advanced=True,
        since="0.2",
    )

    @classmethod
    def recognises(cls, path: str) -> bool:
        return holds_classes(path)

    @classmethod
    def is_told_by_names(cls, path: str) -> bool:
        return called_by_classes(path)

    @classmethod
    def stands_in(cls, path: str, names: Sequence[str]) -> bool:
        images = [name for name in names if is_image_name(name)]
        if 2 * len(images) <= len(names):
            return False
        return len(by_folder(images).classes) > 1 or len(by_name(images).classes) > 1

    def _read(self, progress: Progress) -> Dataset:
        folder = folder_at(self.place, is_image_name, progress)
        walked = walk(folder, progress)
        images, masks = without_masks(walked.images)
        found = by_folder(images, self.classes_in)  # type: ignore[arg-type]
        called = by_name(images) if len(found.classes) < 2 else Sorted()
        is_called = len(called.classes) > 1
        found = called if is_called else found
        _refuse_no_classes(folder, walked, found)
        classes = found.classes
        place = {name: number for number, name in enumerate(classes)}
        notes = [
            tr("{n} classes, from the names of the files").format(n=f"{len(classes):,}")
            if is_called
            else ntr("{n} class, from the folders", "{n} classes, from the folders", len(classes)).format(
                n=f"{len(classes):,}"
            ),
            *passed_over(walked),
            *nested_told(found.nested, self.classes_in),
            *_outside(found),
            *_masks(masks),
        ]
        targets: NDArray[np.int64] = np.array([place[label] for label in found.labels], np.int64)
        given = Labelled(
            walked, found.files, found.parts, targets, "classes", tuple(classes), folder.name, tuple(notes)
        )
        return self._dataset(given, progress)


def _outside(found: Sorted) -> list[str]:
    if not found.outside:
        return []
    text = ntr(
        "{n} image lies in no folder of a class and was passed over: {names}",
        "{n} images lie in no folder of a class and were passed over: {names}",
        len(found.outside),
    )
    return [text.format(n=f"{len(found.outside):,}", names=named(found.outside))]


def _masks(masks: Sequence[str]) -> list[str]:
    if not masks:
        return []
    text = ntr(
        "{n} image is a mask of others and was passed over: {names}",
        "{n} images are masks of others and were passed over: {names}",
        len(masks),
    )
    return [text.format(n=f"{len(masks):,}", names=named(masks))]


def _refuse_no_classes(folder: Path, walked: Walked, found: Sorted) -> None:
    name, classes = folder.name, found.classes
    if not walked.images:
        raise NnsimError(
            tr("There are no images in {folder}. Choose a folder with one folder of images a class.").format(
                folder=name
            )
        )
    if not classes:
        tables = [other for other in walked.others if other.lower().endswith((".csv", ".tsv"))]
        if tables:
            raise NnsimError(
                tr(
                    "The images in {folder} lie in no folder of a class, but {table} lies beside them. Open"
                    " that as a table of images, or put the images of each class into a folder."
                ).format(folder=name, table=tables[0])
            )
        raise NnsimError(
            tr(
                "The images in {folder} lie in no folder of a class. Put the images of each class into a"
                " folder of its own."
            ).format(folder=name)
        )
    if len(classes) < 2:
        raise SameAnswerError(
            tr(
                "All images in {folder} are of the class “{name}”, so there is nothing to tell apart. Choose"
                " the folder that holds the folders of all classes."
            ).format(folder=name, name=classes[0])
        )
    if len(classes) > MOST_CLASSES:
        raise NnsimError(
            tr("{folder} has {n} folders of images; at most {most} classes are possible.").format(
                folder=name, n=f"{len(classes):,}", most=f"{MOST_CLASSES:,}"
            )
        )
