"""Signs of what happens in recurrent layers from time to time: gradients that vanish or grow, gates that do not move."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.examination import Examination
from nnsim.diagnosis.flow import back_propagates, times_text
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising
from nnsim.diagnosis.through_time import ThroughTime

STEPS, EPOCHS = 600, 3.0
"""Steps and epochs after which having learned nothing says all that it can: sequences are learned late, and all at once
(of 129 plain layers that came to learn over 8 to 100 times, two had not begun by then)."""
LEAST_STEPS, MOST_OF_IT = 200, 0.8
"""Of a training that is given fewer, so large a share of them does, and no fewer steps than these."""
LITTLE = 0.15
"""Share of the constant answer's loss that is gone, from which a layer remembers enough."""
TOO_SHORT = 100.0
"""How many times as far as a step goes the loss falls, from which the rate is to blame first."""
GROWN = 0.7
"""Decades by which a gradient has to grow, from the late times to the early ones, to be called growing."""
TORN = 3.0
"""Size of recurrent weights beside the first ones, that steps of sound gradients do not come to."""


def forgets(case: Case) -> Iterator[Sign]:
    """Yield why a plain recurrent layer that has learned next to nothing cannot: what was long ago does not count.

    Only where that does harm: a run that learns, or that needs no more than the last times, is well. Cells with gates
    are left alone, for their gradients find a way back once they have begun to learn.
    """
    course, progress = case.course, case.progress
    if course is None or progress is None or case.diverged is not None or not back_propagates(case):
        return
    learned = max(progress.learned, progress.right if progress.learned_at_best > LITTLE else 0.0)
    enough = _enough(case)
    if course.step < enough / 2 or course.epoch < EPOCHS or learned >= LITTLE:
        return
    plain = [seen for seen in _seen(case, case.now) if not seen.has_gates and len(seen.gradient)]
    if not plain:
        return
    longest = max(plain, key=lambda seen: len(seen.gradient))
    yield from _lost(longest, _same(case.first, longest))
    times = len(longest.gradient)
    text = tr(
        "{layer} reads {n} times one after the other and has no gates: at each of them it writes over all that it"
        " remembers."
    )
    yield Sign(
        tr("Times that a layer without gates reads"),
        str(times),
        tr("below {n}").format(n=20),
        rising(times, 15, 50, 3.0),
        times,
        text.format(layer=longest.name, n=times),
        (longest.node,),
    )
    text = tr("After {step} steps the training loss is {share} of what the best constant answer costs.")
    share = 1.0 - progress.learned
    yield Sign(
        tr("Training loss beside the best constant answer"),
        percent(share),
        tr("below {share}").format(share=percent(1.0 - LITTLE)),
        rising(learned, LITTLE, 0.05, 2.5) * rising(course.step, enough / 2, enough, 1.0),
        share,
        text.format(step=f"{course.step:,}", share=percent(share)),
    )
    yield from _other_reasons(case)


def _enough(case: Case) -> float:
    """Return after how many steps of this training having learned nothing says all that it can."""
    course = case.course
    assert course is not None
    if not case.training.epochs:
        return STEPS
    return min(STEPS, max(LEAST_STEPS, MOST_OF_IT * case.training.epochs * course.steps_per_epoch))


def _lost(now: ThroughTime, first: ThroughTime | None) -> Iterator[Sign]:
    """Yield by how much less the first times get than the last, now or at the first weights."""
    looks = [seen for seen in (now, first) if seen is not None and seen.decades == seen.decades]
    if not looks:
        return
    seen = min(looks, key=lambda seen: seen.decades)
    if seen.decades >= 0:
        return
    times = times_text(10.0 ** min(-seen.decades, 30.0))
    text = tr(
        "Of the {n} times that {layer} reads, what comes in at the first gets {times} times less of a gradient than what"
        " comes in at the last."
    )
    shares = tr("1 : {times}").format(times=times), tr("1 : 30 at most")
    yield _first_beside_last(seen, shares, rising(-seen.decades, 1.0, 4.0, 4.0), text, times)


def _first_beside_last(
    seen: ThroughTime, shares: tuple[str, str], weight: float, text: str, times: str
) -> Sign:
    """Return the sign of what the first times get beside the last; `shares` are what was seen, and what is usual."""
    return Sign(
        tr("Gradient of the first times beside the last"),
        *shares,
        weight,
        10.0**seen.decades,
        text.format(n=len(seen.gradient), layer=seen.name, times=times),
        (seen.node,),
    )


def _other_reasons(case: Case) -> Iterator[Sign]:
    """Yield the counter-signs that the loss is falling, and that weights hardly move: then it is the rate's matter."""
    if case.is_learning > 0:
        yield Sign(
            tr("Whether the loss falls"),
            tr("it falls"),
            tr("it falls, where nothing is wrong"),
            -2.5 * case.is_learning,
        )
    further = case.pace.further
    if further > TOO_SHORT:
        yield Sign(
            tr("How many times as far as a step goes the loss falls"),
            short(further),
            tr("1 to 50"),
            -rising(math.log10(further), math.log10(TOO_SHORT), math.log10(5 * TOO_SHORT), 6.0),
            further,
        )


def grows(case: Case) -> bool | None:
    """Return whether gradients grew through time at the first weights; None where that cannot be told."""
    known = [seen.decades for seen in _seen(case, case.first) if seen.decades == seen.decades]
    return max(known) > GROWN if known else None


def grown(case: Case) -> Iterator[Sign]:
    """Yield by how much more the first times get than the last at the first weights, and what becomes of it.

    Later a rate that is too high may have torn the weights about: what grows only then is no matter of time.
    """
    looks = [seen for seen in _seen(case, case.first) if seen.decades > GROWN]
    if not looks:
        return
    seen = max(looks, key=lambda seen: seen.decades)
    times = times_text(10.0**seen.decades)
    text = tr(
        "Of the {n} times that {layer} reads, what comes in at the first gets {times} times as much of a gradient as what"
        " comes in at the last."
    )
    shares = tr("{times} : 1").format(times=times), tr("10 : 1 at most")
    yield _first_beside_last(seen, shares, rising(seen.decades, 2.0, 4.5, 5.5), text, times)
    if not seen.has_gates:
        text = tr("What {layer} remembers comes back {gain} times as large at the next time.")
        yield Sign(
            tr("Size of recurrent weights, beside the one that keeps what is remembered"),
            short(seen.gain),
            tr("0.8 to 1.2"),
            rising(math.log10(seen.gain), math.log10(1.5), math.log10(2.5), 1.5) if seen.gain > 0 else 0.0,
            seen.gain,
            text.format(layer=seen.name, gain=short(seen.gain)),
            (seen.node,),
        )
    if seen.decades > 1.5:
        yield from _torn(seen, _same(case.now, seen))


def _torn(seen: ThroughTime, now: ThroughTime | None) -> Iterator[Sign]:
    """Yield that the recurrent weights are many times their first size: a step tore them, and none brings them back."""
    times = now.gain / seen.gain if now is not None and seen.gain > 0 else math.nan
    if not TORN < times < math.inf:
        return
    text = tr(
        "The recurrent weights of {layer} are {n} times as large as they were at first: a step tore them."
    )
    yield Sign(
        tr("Recurrent weights beside the first ones"),
        tr("{n} times their size").format(n=times_text(times)),
        tr("below {n}").format(n=2),
        rising(math.log10(times), math.log10(TORN), math.log10(10 * TORN), 6.0),
        times,
        text.format(layer=seen.name, n=times_text(times)),
        (seen.node,),
    )


def saturated_gates(case: Case) -> Iterator[Sign]:
    """Yield how many gates stand nearly shut or open at the first weights: no slope is left to move them by."""
    looks = [seen for seen in _seen(case, case.first) if seen.full == seen.full]
    if not looks:
        return
    seen = max(looks, key=lambda seen: seen.full)
    text = (
        tr("Before training begins, {share} of the gates of {layer} stand nearly open or nearly shut.")
        if seen.has_gates
        else tr("Before training begins, {share} of what {layer} says over time is saturated.")
    )
    yield Sign(
        tr("Saturated over time at the first weights"),
        percent(seen.full),
        tr("below 10 %"),
        rising(seen.full, *((0.15, 0.4) if seen.has_gates else (0.3, 0.7)), 3.0),
        seen.full,
        text.format(share=percent(seen.full), layer=seen.name),
        (seen.node,),
    )


def _seen(case: Case, look: Examination | None) -> list[ThroughTime]:
    if look is None or not back_propagates(case):
        return []
    return [seen for seen in look.recurrent if seen.node in case.structure.led]


def _same(look: Examination | None, seen: ThroughTime) -> ThroughTime | None:
    return None if look is None else next((one for one in look.recurrent if one.node == seen.node), None)
