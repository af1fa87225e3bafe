"""Inputs that say the same for every example."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, ntr, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import against, in_favour
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign, rising

USUAL_SHARE, MOST_SHARE = 0.2, 0.9
"""Share of constant inputs that is usual, as at the edge of pictures, and that leaves hardly anything."""
MOST = 7.0


@illnesses.register
class ConstantInputs(Illness):
    """Features without any spread tell nothing."""

    key = "constant_inputs"
    title = mark("Constant inputs")
    summary = mark(
        "Inputs that are the same for every example tell nothing about the target. Where all are, the best the"
        " network can do is one answer for everything."
    )
    group = "asked"
    waits = False
    cures = ("scale_inputs", "all_columns", "drop_constant_columns")
    explains = (
        "baseline_not_beaten",
        "plateau",
        "degenerate",
        "shuffled_labels",
        "vanishing_gradients",
        "no_capacity",
        "learning_rate_too_low",
        "cut_off",
        "inputs_not_scaled",
        "unsuited_optimizer",
    )
    advice = mark("Look at where the inputs come from: a column that never changes was read or made wrongly.")

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.about is None or len(case.about.train) < 2:
            return
        constant = case.about.constant_inputs
        n, features = int(constant.sum()), len(constant)
        if not n:
            return
        every = n == features
        weight = FOR_CERTAIN if every else rising(n / features, USUAL_SHARE, MOST_SHARE, MOST)
        text = ntr(
            "{n} of {all} input is the same for every training example.",
            "{n} of {all} inputs are the same for every training example.",
            features,
        )
        yield Sign(
            tr("Constant inputs"),
            tr("{n} of {all}").format(n=n, all=features),
            tr("none, or few"),
            weight,
            n / features,
            text.format(n=n, all=features),
            tuple(s.id for s in case.structure.stages if s.layer.role.is_fed),
        )
        if not every:
            yield from in_favour(case, 2.0)
            yield from against(case, 6.0, 0.7, 0.95)
