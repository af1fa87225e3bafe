"""New images, a file or a folder of them, in the form of those that a network learned from."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.paths import is_folder
from nnsim.base.text import tr
from nnsim.data.dataset import Dataset, Targets
from nnsim.data.images.decoding import Fitting, Form
from nnsim.data.images.gathering import gathered
from nnsim.data.images.walking import walk
from nnsim.data.new.file_labels import labels_of_files
from nnsim.data.new.inputs import NewInputs
from nnsim.data.source import Progress

_FEWEST_PIXELS = 16
"""Of an example that is one row of numbers and may be an image all the same."""


def from_images(origin: Dataset, fitting: Fitting, path: str, progress: Progress) -> NewInputs:
    """Return the image at `path`, or all images of a folder, in their natural order.

    Where they lie in folders called like the classes, these are their targets. What cannot be read is told, and
    is no example.

    Raises
    ------
    NnsimError
        When there is no image, or most cannot be read, or the network takes none.
    """
    place = Path(path)
    if is_folder(place):
        walked = walk(place, progress)
        names, places = list(walked.images), [walked.place(name) for name in walked.images]
    else:
        names, places = [place.name], [str(place)]
    if not names:
        raise NnsimError(tr("There are no images in {folder}.").format(folder=place.name))
    found = gathered(places, names, form_of(origin, fitting), progress)
    notes = (found.told,) if found.told else ()
    pixels = found.pixels.reshape(len(found.pixels), *origin.shape)
    return NewInputs(
        place.name,
        pixels if origin.are_bytes else pixels / np.float64(255),
        len(names),
        found.rows,
        _targets(origin, [names[row] for row in found.rows]),
        names=tuple(names),
        notes=notes,
    )


def form_of(origin: Dataset, fitting: Fitting) -> Form:
    """Return the form of the images a network takes; raises NnsimError where it takes none."""
    shape = origin.shape
    if len(shape) == 3 and shape[0] in (1, 3):
        return Form(shape[2], shape[1], shape[0], fitting)
    if len(shape) == 1 and shape[0] >= _FEWEST_PIXELS:
        for channels in (1, 3):
            side = math.isqrt(shape[0] // channels)
            if channels * side * side == shape[0]:
                return Form(side, side, channels, fitting)
    raise NnsimError(
        tr("The network takes examples of shape {shape}, which are no images in grey or colour.").format(
            shape=" × ".join(map(str, shape))
        )
    )


def _targets(origin: Dataset, names: list[str]) -> Targets | None:
    if origin.task != "classes":
        return None
    targets = labels_of_files(origin, names)
    return targets if (targets >= 0).any() else None
