"""A run that is no better than an answer that needs no network."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.progress import gain, learned_of
from nnsim.diagnosis.sign import Sign, rising
from nnsim.engine.loss import losses

STEPS, EPOCHS = 300, 3.0
"""Steps and epochs that are a fair chance."""
LONG = 1000
"""Steps that are one however large the data."""
AHEAD, FAR_AHEAD = 0.07, 0.18
"""How much more of all a linear model learns: remarkable, and clear."""
BY_HEART = 0.15
"""How much more of training than of validation is learned where it is learned by heart."""
CATCHING_UP = 0.15
"""Share of what a linear model is ahead that was made good lately: then it is too early to say."""

LITTLE = 0.05
"""Share of what a constant answer gets wrong, below which nothing is missing."""


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
        "all_columns",
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
        if case.course is None or not _had_a_fair_chance(case):
            return
        line = list(_linear(case))
        yield from line
        if line and learned_of(case) - learned_of(case, "val") > BY_HEART:
            # That its loss falls on is no comfort: it learns by heart.
            return
        if not line:
            yield from _constant(case)
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
        percent(1 - share),
        tr("less and less"),
        weight,
        1 - share,
        tr("After {step} steps the training loss is {share} of that of the best constant answer.").format(
            step=f"{case.step:,}", share=percent(1 - share)
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
    """Yield that a linear model does clearly better on the validation part, and that this no longer changes."""
    assert case.about is not None
    share = _learned_of_validation(case)
    if math.isnan(share) or not case.about.judges_apart or math.isnan(case.about.linear):
        return
    line, rows = case.about.linear, len(case.about.validation)
    most = float(case.about.counted_shares.max()) if case.data is not None and case.data.classes else 0.0
    if most >= 1:
        return
    line = (line - most) / (1 - most)
    # Where both are nearly right, which is nearer does not matter.
    left, left_by_line = max(1 - share, LITTLE), max(1 - line, LITTLE)
    # Shares of few rows differ by chance.
    wrong = [min(0.5, one * (1 - most)) for one in (left, left_by_line)]
    spread = math.sqrt(sum(p * (1 - p) for p in wrong) / rows) if most else 2 * left / math.sqrt(rows)
    apart = (left - left_by_line) * (1 - most) / max(spread, 1e-9)
    if _improvement(case) * left > CATCHING_UP * (left - left_by_line):
        return
    weight = rising(left / left_by_line, 1.1, 1.35, 6.0) * rising(
        apart, *((1.5, 3.0) if most else (0.4, 1.0)), 1.0
    )
    weight *= rising(line - share, AHEAD, FAR_AHEAD, 1.0)
    if weight > 0:
        yield Sign(
            tr("Learned of the validation part beside a linear model"),
            f"{percent(max(share, 0.0))} : {percent(line)}",
            tr("more than a linear model"),
            weight,
            share - line,
            tr("A linear model learns {line} of the validation part, and this network {share}.").format(
                line=percent(line), share=percent(max(share, 0.0))
            ),
        )


def _learned_of_validation(case: Case) -> float:
    """Return what is learned of the validation part, as the linear model is judged: of squared errors R² itself."""
    share = learned_of(case, "val")
    outputs = case.structure.outputs
    if math.isnan(share) or case.about is None or not len(case.about.target_rms) or len(outputs) != 1:
        return share
    spread = float(case.about.validation_targets.var(axis=0).mean())
    if outputs[0].loss != losses["mse"]() or not spread > 0 or case.course is None:
        return share
    return 1 - float(case.course.val_loss[-1]) / spread


def _improvement(case: Case) -> float:
    """Return by which share of itself the least validation loss has fallen in the last third of what was measured."""
    assert case.course is not None
    found = case.course.val_loss
    found = found[np.isfinite(found)]
    late = len(found) // 3
    if late < 1:
        return 1.0
    before = float(found[:-late].min())
    return (before - float(found[-late:].min())) / before if before > 0 else 0.0
