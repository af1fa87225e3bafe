"""Fisher's iris flowers."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import choice
from nnsim.base.text import mark, tr
from nnsim.data import classics
from nnsim.data.dataset import Dataset
from nnsim.data.source import CLASSICS, Source, sources

_COLUMNS = {"all": (0, 1, 2, 3), "petal": (2, 3), "sepal": (0, 1)}


@sources.register
@dataclass(frozen=True)
class Iris(Source):
    """150 flowers of three species, four lengths each."""

    key = "iris"
    title = mark("Iris")
    summary = mark("150 flowers of three species, four lengths each; setosa stands clear of the rest.")
    source = "R. A. Fisher (1936), The use of multiple measurements in taxonomic problems"
    group = CLASSICS
    order = 410

    species: str = choice(
        "all",
        ("all", mark("all three")),
        ("setosa", mark("setosa against the rest")),
        ("versicolor", mark("versicolor against the rest")),
        ("virginica", mark("virginica against the rest")),
        label=mark("Classes"),
    )
    features: str = choice(
        "all",
        ("all", mark("all four")),
        ("petal", mark("petal length and width")),
        ("sepal", mark("sepal length and width")),
        label=mark("Inputs"),
    )

    def _read(self, progress: object) -> Dataset:
        full = classics.classified(self, classics.bundled("iris"))
        chosen = _COLUMNS[self.features]
        narrowed = dataclasses.replace(
            full,
            inputs=classics.columns(full.values(), chosen),
            input_names=tuple(full.input_names[j] for j in chosen),
        )
        if self.species == "all":
            return narrowed
        # The species is class 1, so that a single output unit answers "is it one?".
        is_it = full.targets == full.target_names.index(self.species)
        return dataclasses.replace(
            narrowed, targets=is_it.astype(np.int64), target_names=(tr("the rest"), self.species)
        )
