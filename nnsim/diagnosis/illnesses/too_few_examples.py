"""Too few examples to learn from."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, ntr, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.progress import learned_of
from nnsim.diagnosis.sign import Sign, rising

USUAL, HARDLY = 25.0, 10.0
"""Training examples of a class that do, and that are far too few."""
USUAL_NUMBERS, HARDLY_NUMBERS = 45.0, 18.0
"""The same of a regression, of all examples."""
MOST = 5.0
WEIGHTS = 3.0
"""How many times as many weights as examples can learn anything by heart."""
JUDGING_FEW, JUDGING_ENOUGH = 5.0, 30.0
"""Validation rows of which a share says nothing yet, and enough."""
FEW_ROWS, MANY_ROWS = 60.0, 250.0
"""Training examples from which on they are hardly ever too few, and never."""


@illnesses.register
class TooFewExamples(Illness):
    """A training part so small that it is learned by heart, and tells little about other examples."""

    key = "too_few_examples"
    title = mark("Too few examples")
    summary = mark(
        "There are so few training examples that a network learns them by heart. What it does between them is chance,"
        " and the validation part shows it."
    )
    group = "asked"
    about_data = True
    cures = ("fewer_units", "weight_decay", "early_stopping", "add_dropout")
    explains = ("baseline_not_beaten",)
    advice = mark(
        "Collect more examples, or give training a larger share of those there are; until then keep the network small."
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.about is None or case.data is None or not case.about.judges_apart:
            return
        rows = len(case.data.train)
        kinds = int((case.about.class_shares > 0).sum()) if case.data.classes else 1
        each = rows / max(1, kinds)
        usual, hardly = (USUAL, HARDLY) if case.data.classes else (USUAL_NUMBERS, HARDLY_NUMBERS)
        if len(case.data.shape) == 1:
            # Among more columns than rows some go with anything: it takes more rows to tell.
            wide = 1.0 + rising(case.data.shape[0] / max(1, rows), 1.0, 4.0, 1.0)
            usual, hardly = wide * usual, wide * hardly
        few = rising(math.log(max(each, 1e-9)), math.log(usual), math.log(hardly), MOST)
        few *= rising(rows, MANY_ROWS, FEW_ROWS, 1.0)
        few *= 0.6 + rising(case.structure.parameters / max(1, rows), 0.5, WEIGHTS, 0.4)
        if few <= 0:
            return
        text = ntr(
            "There is {n} training example for {weights} weights.",
            "There are {n} training examples for {weights} weights.",
            rows,
        )
        yield Sign(
            tr("Training examples of a class") if case.data.classes else tr("Training examples"),
            f"{each:.0f}",
            tr("{n} and more").format(n=f"{usual:.0f}"),
            few,
            each,
            text.format(n=f"{rows:,}", weights=f"{case.structure.parameters:,}"),
        )
        own, other = learned_of(case), learned_of(case, "val")
        if math.isnan(own) or math.isnan(other):
            return
        gap = max(own, 0.0) - max(other, -1.0)
        # A share of three rows says little.
        sure = rising(len(case.data.validation), JUDGING_FEW, JUDGING_ENOUGH, 1.0)
        weight = sure * rising(gap, 0.1, 0.45, 4.0) if own > 0.3 else 0.0
        yield Sign(
            tr("Learned of training beside validation"),
            f"{percent(max(own, 0.0))} : {percent(max(other, 0.0))}",
            tr("about the same"),
            weight - sure * rising(other, 0.75, 0.95, 5.0),
            gap,
            tr("{own} of the training part is learned and {other} of the validation part.").format(
                own=percent(max(own, 0.0)), other=percent(max(other, 0.0))
            )
            if weight > 0
            else "",
        )
