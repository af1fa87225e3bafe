"""Targets that are the same for every example."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.errors import SameAnswerError
from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign
from nnsim.document.doubts import number_words


@illnesses.register
class ConstantLabels(Illness):
    """There is nothing to tell apart in training."""

    key = "constant_labels"
    title = mark("Constant labels")
    summary = mark(
        "Every training example asks for the same answer. A network learns to give it whatever comes in, and its loss"
        " says that all is well."
    )
    group = "asked"
    waits = False
    about_data = True
    explains = (
        "baseline_not_beaten",
        "plateau",
        "class_imbalance",
        "shuffled_labels",
        "vanishing_gradients",
        "learning_rate_too_low",
        "unlike_parts",
        "overfitting",
        "saturated_units",
        "linear_output_on_classes",
        "unsuited_loss",
        "unsuited_optimizer",
    )
    advice = mark(
        "Look at the target column and at how the rows were chosen: training needs examples of everything that is to"
        " be told apart."
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        data = case.data
        if isinstance(case.unread, SameAnswerError):
            yield Sign(tr("Different targets"), "1", tr("2 and more"), FOR_CERTAIN, 1.0, str(case.unread))
        if data is None or len(data.train) < 2:
            return
        targets = np.asarray(data.train.targets)
        if not (targets == targets[:1]).all():
            return
        first = data.target_names[int(targets[0])] if data.classes else number_words(float(targets.flat[0]))
        text = tr("All {n} training examples ask for the same answer, {answer}.")
        yield Sign(
            tr("Different targets"),
            "1",
            tr("2 and more"),
            FOR_CERTAIN,
            1.0,
            text.format(n=f"{len(targets):,}", answer=first),
            tuple(end.id for end in case.structure.ends),
        )
