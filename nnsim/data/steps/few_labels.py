"""Only some of the training rows keep their label."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import choice, integer
from nnsim.base.text import mark, ntr
from nnsim.data.dataset import Bytes, Dataset, Floats, Targets
from nnsim.data.step import Rows, Step, noted, steps


@steps.register
@dataclass(frozen=True)
class FewLabels(Step):
    """Of the training part `count` rows, drawn by chance, keep their label; validation and test stay as they are.

    The others count 0 in losses, and are there for what learns without labels, or they are left out. What a row
    counted before, all together, those that are left count now. With as many labels as rows nothing changes.
    """

    key = "few_labels"
    title = mark("Few labels")
    summary = mark(
        "Only some training rows keep their label: the rest teaches what needs none, or is left out."
    )
    formula = "w → w·n/m of m rows, 0 of n − m"
    source = "O. Chapelle, B. Schölkopf, A. Zien (2006), Semi-Supervised Learning"
    order = 90
    trains_only = True

    count: int = integer(100, low=1, high=1_000_000, label=mark("Labels"))
    rest: str = choice(
        "keep",
        ("keep", mark("stay without a label")),
        ("drop", mark("are left out")),
        label=mark("The other rows"),
    )
    draw: int = integer(
        0, low=0, high=MOST_SEED, usual=(0, 99), label=mark("Draw"), help=mark("Each draws other rows")
    )

    def apply(self, dataset: Dataset) -> Dataset:
        text = (
            ntr(
                "Only {n} training row keeps its label; the others count 0 in the loss",
                "Only {n} training rows keep their label; the others count 0 in the loss",
                self.count,
            )
            if self.rest == "keep"
            else ntr("Only {n} training row is used", "Only {n} training rows are used", self.count)
        )
        return replace(dataset, notes=noted(dataset, text.format(n=f"{self.count:,}")))

    def extend(
        self, inputs: Floats | Bytes, targets: Targets, weights: Floats | None, random: np.random.Generator
    ) -> Rows:
        if self.count >= len(inputs):
            return inputs, targets, weights
        own = np.random.default_rng([self.draw, int(random.integers(2**31))])
        kept = own.permutation(len(inputs))[: self.count]
        if self.rest == "drop":
            return inputs[kept], targets[kept], None if weights is None else weights[kept]
        counts = np.zeros(len(inputs))
        counts[kept] = 1.0 if weights is None else weights[kept]
        total = counts.sum()
        return inputs, targets, counts * len(inputs) / total if total else counts
