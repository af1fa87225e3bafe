"""A run that is no better than an answer that needs no network."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.learning_so_far import gain, learned
from nnsim.diagnosis.sign import Sign, rising

STEPS, EPOCHS = 300, 3.0
"""Steps and epochs that are a fair chance."""
LONG = 1000
"""Steps that are one however large the data."""


@illnesses.register
class BaselineNotBeaten(Illness):
    """After a fair chance the loss is that of the best constant answer, or a line does better."""

    key = "baseline_not_beaten"
    title = mark("Baseline not beaten")
    summary = mark(
        "The network is no better than always giving the same answer, or than a linear model, though it had its"
        " chance. It has not used its inputs."
    )
    group = "asked"
    cures = (
        "range_test",
        "higher_rate",
        "adam",
        "scale_inputs",
        "other_activation",
        "fitting_weights",
        "fitting_loss",
    )
    advice = mark(
        "Look at the other verdicts first: this one says that something is wrong, and they say what."
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        course = case.course
        if course is None or not _had_a_fair_chance(case):
            return
        yield from _constant(case)
        yield from _linear(case)
        yield from _hard(case)
        falling = case.is_learning
        if falling > 0:
            yield Sign(
                tr("Whether the loss falls"),
                tr("it falls"),
                tr("it falls, where nothing is wrong"),
                -4.0 * falling,
            )


def _had_a_fair_chance(case: Case) -> bool:
    course = case.course
    assert course is not None
    return (course.step >= STEPS and course.epoch >= EPOCHS) or course.step >= LONG


def _constant(case: Case) -> Iterator[Sign]:
    share = gain(case)
    if math.isnan(share):
        return
    weight = rising(share, 0.06, 0.02, 5.5) - rising(share, 0.06, 0.3, 5.0)
    yield Sign(
        tr("Training loss beside that of the best constant answer"),
        f"{1 - share:.0%}",
        tr("less and less"),
        weight,
        1 - share,
        tr("After {step} steps the training loss is {share} of that of the best constant answer.").format(
            step=f"{case.step:,}", share=f"{1 - share:.0%}"
        ),
    )


def _hard(case: Case) -> Iterator[Sign]:
    """Yield that nothing simple finds more either: such tasks, as parity, are learned late and all at once."""
    assert case.about is not None
    found = case.about.relation
    if found.chance > 0.02 and (found.is_weak or case.about.is_sequence):
        yield Sign(
            tr("What simple looks find"),
            tr("nothing"),
            tr("something"),
            -2.5,
            found.chance,
        )


def _linear(case: Case) -> Iterator[Sign]:
    """Yield that a linear model does better on the validation part."""
    assert case.about is not None
    share = learned(case, "val")
    if math.isnan(share) or not case.about.judges_apart:
        return
    line = case.about.linear
    if case.data is not None and case.data.classes:
        most = float(case.about.class_shares.max())
        line = (line - most) / (1 - most) if most < 1 else math.nan
    weight = rising(line - share, 0.1, 0.3, 5.0)
    if weight > 0:
        yield Sign(
            tr("Learned of the validation part beside a linear model"),
            f"{max(share, 0.0):.0%} : {line:.0%}",
            tr("more than a linear model"),
            weight,
            share - line,
            tr("A linear model learns {line} of the validation part, and this network {share}.").format(
                line=f"{line:.0%}", share=f"{max(share, 0.0):.0%}"
            ),
        )
