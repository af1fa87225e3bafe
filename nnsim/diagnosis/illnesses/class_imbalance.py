"""One class is far more frequent than others, and the network says nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.progress import had_its_chance, learned_of
from nnsim.diagnosis.sign import Sign, rising

FREQUENT, NEARLY_ALL = 2.0, 8.0
"""How many times as frequent as a fair share of the others the most frequent class is: remarkable, and far too much."""
A_PART, HALF = 0.25, 0.5
"""Share of all examples up to which the most frequent class outweighs nothing, however rare each other is, as letters of
a text are; and from which on it does."""


@illnesses.register
class ClassImbalance(Illness):
    """Always to say the most frequent class is nearly right, and nothing better is found."""

    key = "class_imbalance"
    title = mark("One class outweighs the others")
    summary = mark(
        "Nearly all examples are of one class, and the network says that class to all. Its accuracy looks good and is"
        " only the share of that class."
    )
    group = "asked"
    cures = ("class_weights", "more_epochs", "higher_rate")
    explains = (
        "baseline_not_beaten",
        "plateau",
        "overfitting",
        "learning_rate_too_low",
        "no_capacity",
        "stopped_too_early",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.about is None or case.data is None or case.data.classes < 2:
            return
        shares = case.about.class_shares
        most = float(shares.max(initial=0.0))
        if not 0 < most < 1 or not had_its_chance(case):
            return
        present = int((shares > 0).sum())
        # How many times the most frequent class is an average one of the others.
        times = most * (present - 1) / (1 - most)
        weight = rising(math.log(times), math.log(FREQUENT), math.log(NEARLY_ALL), 3.0)
        weight *= rising(most, A_PART, HALF, 1.0)
        if weight <= 0:
            return
        name = case.data.target_names[int(shares.argmax())]
        yield Sign(
            tr("Share of the most frequent class"),
            percent(most),
            percent(1 / present),
            weight,
            most,
            tr("{share} of the training examples are {name}.").format(share=percent(most), name=name),
        )
        yield from _says_one_class(case, name)
        yield from _accuracy(case, float(case.about.counted_shares.max()))
        if case.data.train.weights is not None:
            yield Sign(tr("Importance of classes"), tr("set"), tr("set"), -2.0)


def _says_one_class(case: Case, name: str) -> Iterator[Sign]:
    if case.now is None or not case.now.outputs or case.data is None:
        return
    output = case.structure.outputs[0]
    seen = case.now.outputs[0]
    activation = case.structure.ending(output)
    said = output.loss.class_reading(activation).classes(seen.said)
    asked = output.loss.class_reading(activation).classes(seen.asked)
    rare = asked != int(case.about.class_shares.argmax()) if case.about is not None else asked < 0
    one = len(np.unique(said)) == 1
    found = float((said[rare] == asked[rare]).mean()) if rare.any() else 0.0 if one else math.nan
    if math.isnan(found):
        return
    # What was learned of training alone says nothing of rare classes.
    by_heart = learned_of(case, "val") < 0.1
    yield Sign(
        tr("Rare classes that are found"),
        percent(found),
        tr("most"),
        3.0 if one else rising(found, 0.35, 0.05, 3.0) - rising(found, 0.4, 0.8, 1.0 if by_heart else 4.0),
        found,
        tr("The network says {name} to every example it was asked about.").format(name=name) if one else "",
    )


def _accuracy(case: Case, most: float) -> Iterator[Sign]:
    own, other = learned_of(case), learned_of(case, "val")
    share = own if math.isnan(other) or case.about is None or not case.about.judges_apart else min(own, other)
    if math.isnan(share):
        return
    accuracy = most + share * (1 - most)
    yield Sign(
        tr("Accuracy beside that share"),
        percent(accuracy),
        tr("clearly more than {share}").format(share=percent(most)),
        rising(share, 0.25, 0.05, 2.5) - rising(share, 0.3, 0.7, 6.0),
        share,
        tr("Its accuracy, {accuracy}, is no more than the share of that class.").format(
            accuracy=percent(accuracy)
        )
        if share < 0.05
        else "",
    )
