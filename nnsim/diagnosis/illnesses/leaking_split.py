"""Rows of the validation part that are in training, too."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.sign import Sign, rising

USUAL_SHARE, CLEAR_SHARE = 0.03, 0.12
FEWEST = 3
"""Equal rows below which it is chance, or a row that was written twice."""


@illnesses.register
class LeakingSplit(Illness):
    """The validation part judges what was learned by heart."""

    key = "leaking_split"
    title = mark("The split leaks")
    summary = mark(
        "Rows of the validation part are in training as well. What was learned by heart counts as understood there,"
        " and nobody sees how the network does on new examples."
    )
    group = "asked"
    about_data = True
    waits = False
    cures = ("mended_split",)
    explains = ("overfitting", "too_large")
    advice = mark(
        "Leave equal rows out once, or deal the rows by groups. Then judge anew: the loss before says nothing."
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.about is None or case.data is None or not case.about.judges_apart:
            return
        share = case.about.leaked
        count = round(share * len(case.data.rows.validation))
        weight = rising(share, USUAL_SHARE, CLEAR_SHARE, 8.0) if count >= FEWEST else 0.0
        if weight > 0:
            yield Sign(
                tr("Validation rows that train, too"),
                percent(share),
                tr("none"),
                weight,
                share,
                tr(
                    "{n} of {all} validation rows are equal to a training row in every input and the target."
                ).format(n=f"{count:,}", all=f"{len(case.data.rows.validation):,}"),
            )
        shared = case.about.shared_groups
        weight = rising(shared, 0.1, 0.3, 8.0)
        if weight > 0:
            yield Sign(
                tr("Validation rows of groups that train, too"),
                percent(shared),
                tr("none"),
                weight,
                shared,
                tr("{share} of the validation rows are of a group that has rows in training.").format(
                    share=percent(shared)
                ),
            )
