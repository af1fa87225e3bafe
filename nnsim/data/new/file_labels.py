"""Classes of new files that are examples, by the folders they lie in or by their names, as in training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.data.dataset import Dataset, Targets
from nnsim.data.images.classes import by_folder
from nnsim.data.images.file_names import by_name
from nnsim.data.images.nested_classes import Level
from nnsim.data.new.inputs import coded_classes

_LEVELS: tuple[Level, ...] = ("outer", "inner", "both")


def labels_of_files(origin: Dataset, names: Sequence[str]) -> Targets:
    """Return the class of each file as the network knows it, -1 where neither folders nor its name tell one."""
    unknown = coded_classes(np.full(len(names), "", object), origin.target_names)
    for found in (*(by_folder(names, level) for level in _LEVELS), by_name(names)):
        label = dict(zip(found.files, found.labels, strict=True))
        labels = np.array([label.get(name, "") for name in names], object)
        targets = coded_classes(labels, origin.target_names)
        if (targets >= 0).any():
            return targets
    return unknown
