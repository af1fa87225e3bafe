"""Signs that speak against an illness, or for one, by how far a run has come: a network that learns is not ill for a quirk."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.progress import (
    explained,
    fallen,
    had_its_chance,
    learned_at_best,
    learned_of,
    left,
)
from nnsim.diagnosis.sign import Sign, rising

BEATEN = 0.95
"""Share of the loss of the best constant answer below which a network has learned something."""
KNOWN_AFTER = 50
"""Steps after which a network that is well has mostly begun to learn."""


def learned(case: Case, most: float, little: float = 0.9, much: float = 0.5) -> Iterator[Sign]:
    """Yield the counter-sign that a network learns: it weighs nothing above `little`, and −`most` below `much`."""
    share = left(case)
    if share < little:
        text = tr("The training loss is down to {share} of what the best constant answer costs.")
        yield Sign(
            tr("Training loss beside the best constant answer"),
            percent(share),
            tr("below {share}").format(share=percent(BEATEN)),
            -rising(share, little, much, most),
            share,
            text.format(share=percent(share)),
        )


def falling(case: Case, most: float) -> Iterator[Sign]:
    """Yield the counter-sign that the loss is falling: by a tenth in the newest steps, or below a constant early."""
    share, beaten = fallen(case), left(case) < BEATEN and case.step < 2 * KNOWN_AFTER
    if not (share < 0.95 or beaten):
        return
    text = tr("The training loss fell to {share} of what it was after 60 % of the steps.")
    yield Sign(
        tr("Training loss beside that after 60 % of the steps"),
        percent(share),
        tr("below {share}").format(share="95 %"),
        -most if beaten else -rising(share, 0.95, 0.8, most),
        share,
        text.format(share=percent(share)),
    )


def stuck(case: Case, most: float) -> Iterator[Sign]:
    """Yield the sign that after some steps nothing was learned yet: up to `most` after many of them."""
    share = left(case)
    if share >= BEATEN and case.step >= KNOWN_AFTER and not fallen(case) < 0.9:
        text = tr("After {step} steps the training loss is {share} of what the best constant answer costs.")
        yield Sign(
            tr("Training loss beside the best constant answer"),
            percent(share),
            tr("below {share}").format(share=percent(BEATEN)),
            rising(math.log10(case.step), math.log10(KNOWN_AFTER) - 0.3, math.log10(6 * KNOWN_AFTER), most),
            share,
            text.format(step=f"{case.step:,}", share=percent(share)),
        )


def does_well(
    case: Case, little: float, much: float, most: float, *, by_loss: bool = False
) -> Iterator[Sign]:
    """Yield the counter-sign that a network explains what it has not learned from: −`most` from `much` on."""
    share = explained(case, by_loss=by_loss)
    if share == share:
        text = tr("The network explains {share} of what a constant answer gets wrong.")
        yield Sign(
            tr("Explained of what it has not learned from"),
            percent(max(0.0, share)),
            tr("most of it"),
            -rising(share, little, much, most),
            share,
            text.format(share=percent(max(0.0, share))),
        )


def against(case: Case, most: float = 4.0, low: float = 0.9, high: float = 0.995) -> Iterator[Sign]:
    """Yield the counter-sign that all is learned, training and validation part, if it is: up to −`most` log-odds."""
    own, other = learned_of(case), learned_of(case, "val")
    share = own if math.isnan(other) else min(own, other)
    weight = rising(share, low, high, most)
    if weight > 0:
        yield Sign(
            tr("Learned of training and validation part"),
            percent(share),
            tr("much less, where this is an illness"),
            -weight,
            share,
        )


def in_favour(case: Case, most: float = 3.0, low: float = 0.3, high: float = 0.02) -> Iterator[Sign]:
    """Yield the sign that a run which had its chance has learned next to nothing: up to `most` log-odds."""
    if not had_its_chance(case):
        return
    share = learned_of(case)
    weight = rising(share, low, high, most)
    if weight > 0:
        yield Sign(
            tr("Learned of the training part"),
            percent(max(share, 0.0)),
            tr("more and more"),
            weight,
            share,
            tr("After {step} steps hardly more is right than a constant answer has.").format(
                step=f"{case.step:,}"
            ),
        )


def behind(case: Case, reachable: float, most: float, text: str, **words: str) -> Sign:
    """Return the sign that a network has come to less than simple methods: up to `most` log-odds.

    `text` is translated; it may have places for {learned} and {share}, of what a constant answer gets wrong, and for
    `words`.
    """
    learned = learned_at_best(case)
    shares = {"learned": percent(learned), "share": percent(reachable)}
    return Sign(
        tr("Learned, beside what simple methods come to"),
        f"{shares['learned']} / {shares['share']}",
        tr("as much"),
        rising(reachable - learned, 0.2, 0.4, most),
        learned,
        text.format(**shares, **words),
    )


def paused(course: Course, most: float) -> Sign:
    """Return the sign that the loss hardly falls while the steps double: up to `most` log-odds, and −`most` where a slow
    fall is plain to see beside the noise of the batches, for it goes on.
    """
    share = course.recent_fall
    falling = rising(course.trend, 8.0, 16.0, most) if share > 0.05 else 0.0
    return Sign(
        tr("Loss gone since half as many steps"),
        percent(share),
        tr("10 % and more while there is something to learn"),
        rising(share, 0.12, 0.05, most) - falling,
        share,
        tr("While the steps doubled to {steps}, the loss changed by {share}.").format(
            steps=f"{course.step:,}", share=percent(share)
        ),
    )
