"""Numbers that are none: infinite, or undefined, somewhere between data and gradients."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import short
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign, rising

LARGE_INPUT = 1e9
"""Inputs beyond this are near what squares and sums of float32 can hold."""
GREW = 1e4
"""Times its first value from which a loss was on its way before it broke."""


@illnesses.register
class NonFinite(Illness):
    """A number stopped being finite, or was about to."""

    key = "non_finite"
    title = mark("Numbers beyond all bounds")
    summary = mark(
        "Somewhere between the data and the gradients a number became infinite or undefined, or was about to, as by"
        " steps or powers that are too large or the logarithm of 0. Every number made of it is none either, so nothing can"
        " be learned."
    )
    group = "gradients"
    waits = False
    cures = (
        "scale_inputs",
        "scale_targets",
        "fitting_loss",
        "fitting_output",
        "lower_rate",
        "fitting_weights",
        "clip_gradients",
    )
    explains = ("learning_rate_too_high", "plateau", "baseline_not_beaten", "cut_off")
    experiment = "exploding"

    def signs(self, case: Case) -> Iterator[Sign]:
        broken = [*_seen(case), *_ended(case)]
        if not broken:
            return
        yield from broken
        yield from _inputs(case)
        yield from _grew(case)


def _seen(case: Case) -> Iterator[Sign]:
    """Yield where a probe met such a number."""
    for look, when in ((case.first, tr("at the first weights")), (case.now, tr("now"))):
        if look is not None and look.broken is not None:
            nodes = tuple(layer.node for layer in look.layers if layer.name == look.broken.layer)
            yield Sign(
                tr("First number that is not finite, {when}").format(when=when),
                look.broken.layer,
                tr("none"),
                FOR_CERTAIN,
                None,
                look.broken.sentence(),
                nodes,
            )
            return


def _ended(case: Case) -> Iterator[Sign]:
    """Yield where the run broke; nothing where its loss only grew too large."""
    ended = case.diverged
    if ended is None:
        return
    if ended.place is not None:
        text = tr("At step {step} {what}.")
        nodes = tuple(stage.id for stage in case.structure.stages if stage.name == ended.place.layer)
        yield Sign(
            tr("First number that is not finite, in the run"),
            ended.place.layer,
            tr("none"),
            8.0,
            None,
            text.format(step=f"{ended.step:,}", what=ended.place.sentence_part()),
            nodes,
        )
        return
    # The run was stopped before: a few steps more, and there would be one.
    loss = ended.measured.train_loss
    text = tr("At step {step} the loss was {loss}, and grew beyond all bounds: the run was stopped.")
    yield Sign(
        tr("Loss"),
        short(loss),
        tr("a number that stays small"),
        5.0 if math.isfinite(loss) else 7.0,
        loss,
        text.format(step=f"{ended.step:,}", loss=short(loss)),
    )


def _inputs(case: Case) -> Iterator[Sign]:
    """Yield whether it came in with the data."""
    if case.about is None or not case.about.train.size:
        return
    with np.errstate(all="ignore"):
        largest = float(np.abs(case.about.train).max())
    if largest <= LARGE_INPUT:
        return
    text = tr("Inputs reach {largest}: what is made of them is soon beyond what numbers in float32 can be.")
    yield Sign(
        tr("Largest input"),
        short(largest),
        tr("about {n}").format(n=1),
        1.0,
        largest,
        text.format(largest=short(largest)),
    )


def _grew(case: Case) -> Iterator[Sign]:
    """Yield whether the loss had grown large before: then it is what follows from steps that are too large."""
    if case.course is None or case.diverged is None or case.diverged.place is None:
        return
    losses = case.course.batch_loss
    losses = losses[np.isfinite(losses)]
    if len(losses) < 3 or losses[0] <= 0:
        return
    times = float(losses.max() / losses[0])
    yield Sign(
        tr("Loss before it broke, beside the first"),
        short(times),
        tr("below {n}").format(n=10),
        -rising(math.log10(max(times, 1.0)), 1.0, math.log10(GREW), 3.0),
        times,
    )
