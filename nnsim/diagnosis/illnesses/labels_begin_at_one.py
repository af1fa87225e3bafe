"""Labels that begin at 1 where counting begins at 0."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import against
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign

EMPTY_FIRST = 8.0
"""Weight of a first class that never occurs while all others do."""
AS_SHARES = 8.0
"""Weight of numbers from 1 on that are compared with a share."""
AS_NUMBERS = 4.6
"""Weight of numbers from 1 on that are told as numbers: they may be grades as well."""


@illnesses.register
class LabelsBeginAtOne(Illness):
    """Names of classes, or codes, are counted from 1.

    A source numbers the classes it reads itself, so that it shows in three places: a list of names with one too
    many, whose first never occurs; class numbers that are read as numbers, a regression; and codes for an Embedding,
    which are fed as they are.
    """

    key = "labels_begin_at_one"
    title = mark("Labels begin at 1")
    summary = mark(
        "Classes are counted from 0 on, and these labels begin at 1. One unit then has nothing to say, or what is"
        " asked lies beyond what an output can give."
    )
    group = "asked"
    waits = False
    cures = ("fitting_output", "fitting_loss")
    explains = (
        "targets_out_of_range",
        "linear_output_on_classes",
        "unsuited_loss",
        "baseline_not_beaten",
        "class_imbalance",
    )
    advice = mark(
        "Read the target as classes on the Data page, which numbers them from 0 on, or subtract 1 from the labels."
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.data is None or not len(case.data.train):
            return
        if case.data.classes:
            yield from _empty_first(case)
        else:
            yield from _numbers(case)
        yield from _codes(case)


def _empty_first(case: Case) -> Iterator[Sign]:
    assert case.data is not None
    labels = case.data.dataset.targets.astype(np.int64)
    counts = np.bincount(labels, minlength=case.data.classes)
    if counts[0] or not counts[1:].all() or case.data.classes < 3:
        return
    text = tr("The first of {n} classes never occurs, and all others do: the labels run from 1 to {last}.")
    yield Sign(
        tr("Rows of the first class"),
        "0",
        tr("as many as of the others"),
        EMPTY_FIRST,
        0.0,
        text.format(n=case.data.classes, last=case.data.classes - 1),
        tuple(end.id for end in case.structure.ends),
    )


def _numbers(case: Case) -> Iterator[Sign]:
    """Yield a target column that holds 1, 2, 3 … and is told as a number."""
    assert case.about is not None
    codes = case.about.codes
    if not codes or codes[0] != 1:
        return
    for end in case.structure.ends:
        output = next((o for o in case.structure.outputs if o.stage == end.id), None)
        functions = case.structure.closing(end).functions
        shares = bool(functions) and functions[-1][1].limits == (0.0, 1.0)
        if output is not None and output.loss.key == "poisson":
            continue
        as_shares = shares or (output is not None and output.loss.applies == "sigmoid")
        text = tr("The target holds the whole numbers 1 to {last} and nothing else, as names of classes do.")
        yield Sign(
            tr("Values of the target"),
            tr("1 to {last}").format(last=codes[-1]),
            tr("classes, counted from 0"),
            AS_SHARES if as_shares else AS_NUMBERS,
            1.0,
            text.format(last=codes[-1]),
            (end.id,),
        )
        if not as_shares:
            yield from against(case)


def _codes(case: Case) -> Iterator[Sign]:
    """Yield an Embedding whose codes run from 1 to its vocabulary, one beyond the last."""
    assert case.about is not None
    for stage in case.structure.stages:
        vocabulary = stage.layer.codes
        if vocabulary is None or not len(case.about.train):
            continue
        low, high = float(case.about.train.min()), float(case.about.train.max())
        if low >= 1 and high == vocabulary:
            text = tr("{layer} has the codes 0 to {last}, and the data hold 1 to {high}.")
            yield Sign(
                tr("Codes"),
                tr("1 to {last}").format(last=vocabulary),
                tr("0 to {last}").format(last=vocabulary - 1),
                FOR_CERTAIN,
                high,
                text.format(layer=stage.name, last=vocabulary - 1, high=f"{high:g}"),
                (stage.id,),
            )
