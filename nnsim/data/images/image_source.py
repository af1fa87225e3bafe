"""What sources of images have in common: the settings of their form, and the dataset made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice, flag, integer
from nnsim.base.text import mark, ntr, tr
from nnsim.data.arrays.pixels import WHITE, are_bright
from nnsim.data.dataset import Dataset, Targets, Task
from nnsim.data.files.file_source import FileSource
from nnsim.data.images.choosing import MOST_SIDE, Wish, chosen_form
from nnsim.data.images.classes import Part
from nnsim.data.images.decoding import Form
from nnsim.data.images.gathering import Gathered, gathered
from nnsim.data.images.walking import Walked
from nnsim.data.notes import Note, Switch
from nnsim.data.source import YOUR_FILES, Progress

_RANKS: dict[Part, int] = {"train": 0, "validation": 1, "test": 2}
_MOST_INPUTS = 1_000_000
_MOST_NAMED = 4
_LOOKING = 0.05
"""Share of the time that is spent before the images are read."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """Images and what is to be learned of each: `files` are names in a folder, `targets` as a Dataset has them."""

    folder: Walked
    files: Sequence[str]
    parts: Sequence[Part]
    targets: Targets
    task: Task
    target_names: tuple[str, ...]
    title: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ImageSource(FileSource):
    """Images of the user's, as bytes. Those for validation and of a test part come last, see `Dataset.test_rows`."""

    group = YOUR_FILES

    width: int = integer(
        0,
        low=0,
        high=MOST_SIDE,
        usual=(0, 64),
        label=mark("Width"),
        help=mark("In pixels. 0 means: the most usual of the images, at most 64"),
    )
    height: int = integer(
        0,
        low=0,
        high=MOST_SIDE,
        usual=(0, 64),
        label=mark("Height"),
        help=mark("In pixels. 0 means: the most usual of the images, at most 64"),
    )
    colour: str = choice(
        "auto",
        ("auto", mark("as the images are")),
        ("colour", mark("colour")),
        ("grey", mark("grey")),
        label=mark("Colours"),
    )
    fitting: str = choice(
        "crop",
        ("crop", mark("fill and crop")),
        ("stretch", mark("stretch")),
        ("border", mark("fit, with a black border")),
        label=mark("Images of other proportions"),
    )
    layout: str = choice(
        "image",
        ("image", mark("images, for convolutions")),
        ("flat", mark("one row, for dense layers")),
        label=mark("Layout"),
    )
    use_validation: bool = flag(
        True,
        label=mark("Keep the validation part"),
        help=mark(
            "Images for validation validate; off, they are dealt anew together with those to train on."
        ),
        since="0.2",
    )

    def _dataset(self, given: Labelled, progress: Progress) -> Dataset:
        """Return the images with their targets, those for validation and the test part last; raises NnsimError as `load` does."""
        order = np.argsort([_RANKS[part] for part in given.parts], kind="stable")
        files = [given.files[row] for row in order]
        places = [given.folder.place(name) for name in files]
        wish = Wish(self.width, self.height, self.colour, self.fitting)  # type: ignore[arg-type]
        form, told = chosen_form(places, wish, progress)
        if form.width * form.height * form.channels > _MOST_INPUTS:
            raise NnsimError(tr("Images of this size are too large to learn from. Make them smaller."))
        read = gathered(places, files, form, lambda done, doing: progress(_LOOKING + 0.95 * done, doing))
        kept = order[read.rows]
        if len(kept) < 2:
            raise NnsimError(tr("At least two images are needed. Choose a folder with more."))
        notes = (*told, *_resizing(read, form, self.fitting), *given.notes, *self._parts_told(given.parts))
        targets = given.targets[kept]
        tested = sum(given.parts[row] == "test" for row in kept)
        validated = sum(given.parts[row] == "validation" for row in kept) if self.use_validation else 0
        made = Dataset(
            title=given.title,
            inputs=read.pixels,
            targets=targets,
            task=given.task,
            input_names=(),
            target_names=given.target_names,
            notes=(*notes, read.told) if read.told else notes,
            ready=are_bright(read.pixels),
            test_rows=tested if tested + validated < len(kept) else 0,
            validation_rows=validated if tested + validated < len(kept) else 0,
            divisor=float(WHITE),
            row_names=tuple(files[row] for row in read.rows),
        )
        return _flat(made) if self.layout == "flat" else made

    def _parts_told(self, parts: Sequence[Part]) -> list[Note]:
        given = parts.count("validation")
        if not given:
            return []
        if self.use_validation:
            text = ntr(
                "{n} image of the folder for validation validates",
                "{n} images of the folder for validation validate",
                given,
            )
            return [
                Note(text.format(n=f"{given:,}"), Switch(tr("Deal them anew"), (("use_validation", False),)))
            ]
        text = ntr(
            "{n} image of the folder for validation joins those to train on; the split deals them anew",
            "{n} images of the folder for validation join those to train on; the split deals them anew",
            given,
        )
        return [Note(text.format(n=f"{given:,}"), Switch(tr("Keep them apart"), (("use_validation", True),)))]


def named(names: Sequence[str]) -> str:
    """Return some of many names, for a sentence."""
    return ", ".join([*names[:_MOST_NAMED], *(["…"] if len(names) > _MOST_NAMED else [])])


def passed_over(walked: Walked, beside: Sequence[str] = ()) -> list[str]:
    """Return sentences on what lies among the images and is none, except for the files `beside`."""
    told = []
    others = [name for name in walked.others if name not in beside]
    if others:
        text = ntr(
            "{n} file is no image and was passed over: {names}",
            "{n} files are no images and were passed over: {names}",
            len(others),
        )
        told.append(text.format(n=f"{len(others):,}", names=named(others)))
    if walked.links:
        text = ntr(
            "{n} link that leads to a folder or out of this one was not followed",
            "{n} links that lead to a folder or out of this one were not followed",
            walked.links,
        )
        told.append(text.format(n=f"{walked.links:,}"))
    return told


def _resizing(read: Gathered, form: Form, fitting: str) -> list[str]:
    if not read.resized:
        return []
    text = {
        "crop": tr(
            "{n} of another size than {size} were made smaller or larger, and cropped to its proportions"
        ),
        "stretch": tr("{n} of another size than {size} were stretched to it"),
        "border": tr("{n} of another size than {size} were fitted into it, with a black border"),
    }[fitting]
    return [text.format(n=f"{read.resized:,}", size=f"{form.width} × {form.height}")]


def _flat(made: Dataset) -> Dataset:
    """Return the images as one row of numbers each: channel by channel, line by line."""
    inputs = made.inputs.reshape(len(made), -1)
    names = tuple(f"x{i + 1}" for i in range(inputs.shape[1]))
    return replace(made, inputs=inputs, input_names=names)
