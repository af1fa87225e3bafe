"""Labels that have nothing to do with the inputs."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.progress import had_its_chance, learned_of
from nnsim.diagnosis.sign import Sign, rising

FEW_ROWS, ENOUGH_ROWS = 60, 150
FOUND_NOTHING, OF_PICTURES, FOUND_LITTLE = 5.2, 3.8, 1.8
"""Weight where simple looks find nothing; where they see pictures as rows of numbers; where they would not find much
either: bits, codes, sequences, more features than rows."""
NOTHING_FROM, SOMETHING_FROM = 0.02, 0.0005
"""How likely what was found is by chance, from which on it is nothing, and up to which it is something."""


@illnesses.register
class ShuffledLabels(Illness):
    """No look finds a relation, and what is learned of training is learned by heart."""

    key = "shuffled_labels"
    title = mark("Labels that have nothing to do with the inputs")
    summary = mark(
        "Neighbours are no more alike in what is asked than any two examples, and no input goes with it. A network can"
        " learn such labels by heart, and knows nothing of new examples."
    )
    group = "asked"
    about_data = True
    explains = (
        "overfitting",
        "baseline_not_beaten",
        "plateau",
        "no_capacity",
        "too_few_examples",
        "learning_rate_too_low",
        "learning_rate_too_high",
        "oscillating",
        "class_imbalance",
        "too_large",
        "linear_output_on_classes",
        "degenerate",
        "unsuited_optimizer",
        "stopped_too_early",
        "dropout_too_strong",
        "regularisation_too_strong",
        "only_linear_layers",
        "batch_too_large",
    )
    advice = mark(
        "Check that every row still has its own label: sorting, filtering or joining one column alone takes them"
        " apart."
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.about is None or case.data is None or case.data.dataset.whole:
            return
        if not len(case.about.targets) or (case.about.targets == case.about.targets[:1]).all():
            # Nothing goes with what is the same for all.
            return
        found = case.about.relation
        if math.isnan(found.chance) or found.rows < FEW_ROWS:
            return
        most = FOUND_NOTHING if len(case.data.shape) == 1 else OF_PICTURES
        if found.is_weak or len(case.data.shape) == 2 or _reads_codes(case):
            most = FOUND_LITTLE
        some = rising(
            math.log(max(found.chance, 1e-300)), math.log(SOMETHING_FROM), math.log(NOTHING_FROM), most
        )
        if some <= 0:
            return
        yield Sign(
            tr("Chance of what goes with the target"),
            percent(found.chance) if found.chance >= 0.01 else short(found.chance),
            tr("below 0.1 %"),
            some * rising(found.rows, FEW_ROWS / 2, ENOUGH_ROWS, 1.0),
            found.chance,
            tr(
                "Among {n} examples neither one input, nor two together, nor the nearest neighbours tell more of the"
                " target than chance does."
            ).format(n=f"{found.rows:,}"),
        )
        yield from _course(case)


def _reads_codes(case: Case) -> bool:
    return any(stage.layer.codes is not None for stage in case.structure.stages)


def _course(case: Case) -> Iterator[Sign]:
    """Yield what training and validation say: learned by heart and nothing understood, or understood after all."""
    assert case.about is not None
    if not had_its_chance(case):
        return
    own, other = learned_of(case), learned_of(case, "val")
    if case.about.judges_apart and not math.isnan(other):
        by_heart = rising(own - max(other, 0.0), 0.1, 0.5, 2.0) if other < 0.1 else 0.0
        weight = by_heart + rising(other, 0.1, 0.0, 1.5) - rising(other, 0.1, 0.3, 8.0)
        text = (
            tr("Of the validation part hardly more is right than a constant answer has.")
            if weight > 0
            else ""
        )
        yield Sign(
            tr("Learned of the validation part"),
            percent(max(other, 0.0)),
            tr("about as much as of the training part"),
            weight,
            other,
            text,
        )
    elif not math.isnan(own):
        yield Sign(
            tr("Learned of the training part"),
            percent(max(own, 0.0)),
            tr("more and more"),
            -rising(own, 0.2, 0.6, 4.0),
            own,
        )
